using System.Text.RegularExpressions;
using ExchangeHub.TestKit;

namespace ExchangeHub.Hub.Tests.Tidy;

/// <summary>One of the repository's files.</summary>
/// <param name="Path">Path from the root, with forward slashes.</param>
/// <param name="Text">Its content.</param>
internal sealed record SourceFile(string Path, string Text)
{
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The text without comments and without what stands in quotes, so that a rule about code finds code only.</summary>
    public string Code { get; } = SourceFiles.WithoutCommentsAndTexts(Text);

    public override string ToString() => Path;
}

/// <summary>The files of the repository that people write; nothing that is built or generated.</summary>
internal static partial class SourceFiles
{
    /// <summary>All of C#.</summary>
    public static IReadOnlyList<SourceFile> All { get; } = [.. Find("src", "*.cs"), .. Find("tests", "*.cs")];

    public static IEnumerable<SourceFile> Production => All.Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal));

    public static IEnumerable<SourceFile> OfTests => All.Where(file => file.Path.StartsWith("tests/", StringComparison.Ordinal));

    public static IEnumerable<SourceFile> Projects => [.. Find("src", "*.csproj"), .. Find("tests", "*.csproj")];

    public static string WithoutCommentsAndTexts(string code) => CommentOrText().Replace(code, match => match.Value.StartsWith('/') ? Lines(match.Value) : "\"\"" + Lines(match.Value));

    /// <summary>Fails with the list of what breaks a rule.</summary>
    public static void AssertNone(IEnumerable<string> broken, string rule)
    {
        var list = broken.ToList();
        Assert.True(list.Count == 0, $"{rule}:\n  {string.Join("\n  ", list)}");
    }

    /// <summary>Where <paramref name="pattern"/> stands in the code of <paramref name="files"/>.</summary>
    public static IEnumerable<string> Matching(IEnumerable<SourceFile> files, Regex pattern)
        => files.SelectMany(file => pattern.Matches(file.Code).Select(match => $"{file.Path}:{1 + file.Code.AsSpan(0, match.Index).Count('\n')}: {match.Value.Trim()}"));

    private static string Lines(string text) => new('\n', text.Count(c => c == '\n'));

    private static IEnumerable<SourceFile> Find(string folder, string pattern)
        => Directory.EnumerateFiles(RepositoryFolder.File(folder), pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(RepositoryFolder.Root, path).Replace('\\', '/'))
            .Where(path => !BuiltOrGenerated().IsMatch(path))
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(path, File.ReadAllText(RepositoryFolder.File(path))));

    [GeneratedRegex("/(bin|obj|Migrations|node_modules)/")]
    private static partial Regex BuiltOrGenerated();

    [GeneratedRegex("""
        //[^\n]*|/\*.*?\*/|\$*(?<raw>"{3,}).*?\k<raw>|\$*@\$*"(?:[^"]|"")*"|\$*"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'
        """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex CommentOrText();
}
