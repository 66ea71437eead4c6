using System.Text.Json;
using System.Text.Json.Serialization;

namespace ExchangeHub.Reconciliation.Tests;

/// <summary>
/// Cases made by hand, each named for what it shows: <c>Golden/case/{hub,region,expected}.json</c>. Each is compared by every means, and with
/// small limits as well, so that few rows take the ways of many.
/// </summary>
public class GoldenTests
{
    private const int FewestCases = 25;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private static readonly ComparisonOptions[] Routes =
    [
        new(),
        new() { Methods = ComparisonMethods.Sketch },
        new() { Methods = ComparisonMethods.Descent | ComparisonMethods.Sketch, Parts = 2, MaxCallsAtOnce = 1 },
        new() { Methods = ComparisonMethods.Descent },
        new() { Methods = ComparisonMethods.Descent | ComparisonMethods.List, Parts = 2 },
        new() { Methods = ComparisonMethods.List },
        new() { Methods = ComparisonMethods.List, Parts = 2, RowsPerPage = 10, MaxCallsAtOnce = 1 },
    ];

    private static readonly string[] Names = [.. Directory.GetDirectories("Golden").Select(folder => Path.GetFileName(folder)).Order()];

    public static TheoryData<string> Cases { get; } = [.. Names];

    [Fact]
    public void Cases_AreManyAndWhole()
    {
        Assert.InRange(Names.Length, FewestCases, int.MaxValue);
        Assert.All(Names, name => Assert.NotEmpty(Read<Expected>(name, "expected").Note));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Run_Case_FindsWhatIsExpected(string name)
    {
        var expected = Read<Expected>(name, "expected");
        var window = new IdRange(expected.Window.First, expected.Window.Bound);
        foreach (var options in Routes)
        {
            var (result, found) = await Comparing.RunAsync(Rows(name, "hub"), new FakeRemote(Rows(name, "region")), window, options);

            Assert.Equal(expected.Differences.OrderBy(one => one.Id), found.Select(one => new Difference(one.Id, one.Kind)).OrderBy(one => one.Id));
            Assert.True(result.Residual.IsZero);
        }
    }

    /// <summary>Where all of a case is in the window, the plain comparison agrees: the expected lists are no mistake of hand.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Naive_Case_FindsWhatIsExpected(string name)
    {
        var expected = Read<Expected>(name, "expected");
        var found = Comparing.Naive(Rows(name, "hub").Where(IsInside), Rows(name, "region").Where(IsInside));

        Assert.Equal(expected.Differences.OrderBy(one => one.Id), found.Select(one => new Difference(one.Id, one.Kind)).OrderBy(one => one.Id));

        bool IsInside(FingerprintedRow row) => row.Id >= expected.Window.First && row.Id < expected.Window.Bound;
    }

    private static IEnumerable<FingerprintedRow> Rows(string name, string side)
        => Read<Row[]>(name, side).Select(row => new FingerprintedRow(row.Id, row.Fingerprint));

    private static T Read<T>(string name, string file) => JsonSerializer.Deserialize<T>(File.ReadAllText(Path.Combine("Golden", name, file + ".json")), Json)!;

    private sealed record Expected(string Note, Window Window, IReadOnlyList<Difference> Differences);

    private sealed record Window(Guid First, Guid Bound);

    private sealed record Difference(Guid Id, RowDifferenceKind Kind);
}
