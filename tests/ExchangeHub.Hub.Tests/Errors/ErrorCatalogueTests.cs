using System.Text.RegularExpressions;
using ExchangeHub.Hub.Errors;
using ExchangeHub.TestKit;
using Grpc.Core;

namespace ExchangeHub.Hub.Tests.Errors;

public partial class ErrorCatalogueTests
{
    private static readonly string[] Sides = ["caller", "hub", "region"];

    public static TheoryData<string> Reasons => [.. ErrorCatalogue.All.Select(kind => kind.Reason)];

    [Fact]
    public void All_Reasons_AreUnique()
        => Assert.Equal(ErrorCatalogue.All.Count, ErrorCatalogue.All.Select(kind => kind.Reason).Distinct(StringComparer.OrdinalIgnoreCase).Count());

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Kind_Each_HasAStableNameACodeASideAndBothTexts(string reason)
    {
        var kind = Kind(reason);

        Assert.Matches("^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$", kind.Reason);
        Assert.InRange(kind.Reason.Length, 1, 63); // ErrorInfo's own limit, and within the ledger's column.
        Assert.NotEqual(StatusCode.OK, kind.Code);
        Assert.Contains(kind.Side, Sides);
        Assert.DoesNotMatch(@"[\u4E00-\u9FFF]", kind.English);
        Assert.Matches(@"[\u4E00-\u9FFF]", kind.Chinese);
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Kind_Each_HasTheSamePlaceholdersInBothTexts(string reason)
        => Assert.Equal(Placeholders(Kind(reason).English), Placeholders(Kind(reason).Chinese));

    [Fact]
    public void Kind_Each_IsThrownSomewhereWithEveryPlaceholderFilled()
    {
        var throws = Throws();

        Assert.Empty(ErrorCatalogue.All.Select(Field).Except(throws.Select(site => site.Field)));
        Assert.All(throws, site =>
        {
            var kind = (ErrorKind)typeof(ErrorCatalogue).GetField(site.Field)!.GetValue(null)!;
            var missing = Placeholders(kind.English).Except(site.Names);
            Assert.True(!missing.Any(), $"{site.File}: {site.Field} is thrown without {string.Join(", ", missing)}");
            var unused = site.Names.Except(Placeholders(kind.English));
            Assert.True(!unused.Any(), $"{site.File}: {site.Field} has no place for {string.Join(", ", unused)}");
        });
    }

    private static ErrorKind Kind(string reason) => ErrorCatalogue.All.Single(kind => kind.Reason == reason);

    private static string Field(ErrorKind kind) => typeof(ErrorCatalogue).GetFields().Single(field => ReferenceEquals(field.GetValue(null), kind)).Name;

    private static IEnumerable<string> Placeholders(string text) => Placeholder().Matches(text).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal);

    /// <summary>Where the source makes an error, and the names of the metadata that it gives.</summary>
    private static List<(string File, string Field, string[] Names)> Throws()
    {
        var sites = new List<(string, string, string[])>();
        foreach (var file in Directory.EnumerateFiles(RepositoryFolder.File("src/ExchangeHub.Hub"), "*.cs", SearchOption.AllDirectories))
        {
            var text = DocComment().Replace(File.ReadAllText(file), "");
            var variables = TupleVariable().Matches(text).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
            foreach (Match match in Creation().Matches(text))
            {
                var arguments = Arguments(text, match.Index + match.Length);
                var names = TupleName().Matches(arguments).Select(name => name.Groups[1].Value)
                    .Concat(arguments.Split(',').Select(argument => argument.Trim()).Where(variables.ContainsKey).Select(name => variables[name]));
                sites.Add((Path.GetFileName(file), match.Groups[1].Value, [.. names]));
            }
        }
        return sites;
    }

    /// <summary>The rest of an argument list that begins at <paramref name="start"/>, up to its closing bracket.</summary>
    private static string Arguments(string text, int start)
    {
        var depth = 1;
        var end = start;
        while (depth > 0)
        {
            depth += text[end] switch { '(' => 1, ')' => -1, _ => 0 };
            end++;
        }
        return text[start..(end - 1)];
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^\s*///.*$", RegexOptions.Multiline)]
    private static partial Regex DocComment();

    // "new(ErrorCatalogue.X" too: the type may stand on the left.
    [GeneratedRegex(@"new(?: HubException)?\(ErrorCatalogue\.(\w+)")]
    private static partial Regex Creation();

    [GeneratedRegex(@"\(""(\w+)"",")]
    private static partial Regex TupleName();

    [GeneratedRegex(@"var (\w+) = \(""(\w+)"",")]
    private static partial Regex TupleVariable();
}
