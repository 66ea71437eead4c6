using System.Text.RegularExpressions;
using static ExchangeHub.Hub.Tests.Tidy.SourceFiles;

namespace ExchangeHub.Hub.Tests.Tidy;

/// <summary>Rules of style that people would otherwise have to ask for. A rule that can't fail here is no rule.</summary>
public partial class TidyTests
{
    private const int MaxLines = 400;
    private const string HubFolder = "src/ExchangeHub.Hub/";
    private const string SliceFolder = HubFolder + "Exchanges/";

    [Fact]
    public void Files_OfTheRepository_AreFound()
    {
        Assert.Contains(Production, file => file.Path == "src/ExchangeHub.Hub/HubApplication.cs");
        Assert.Contains(OfTests, file => file.Name == "TidyTests.cs");
        Assert.DoesNotContain(All, file => file.Path.Contains("/obj/"));
    }

    [Theory]
    [InlineData("a // b\nc", "a \nc")]
    [InlineData("a /* b\nb */ c", "a \n c")]
    [InlineData("x(\"// no comment\"); y", "x(\"\"); y")]
    [InlineData("x(@\"a\"\"b\\\"); y", "x(\"\"); y")]
    [InlineData("x(\"\"\"\n \"quoted\"\n\"\"\"); y", "x(\"\"\n\n); y")]
    [InlineData("x('\"'); y('\"'); z", "x(\"\"); y(\"\"); z")]
    [InlineData("x($\"{a}\"); y", "x(\"\"); y")]
    public void Code_CommentsAndTexts_AreLeftOut(string text, string expected) => Assert.Equal(expected, WithoutCommentsAndTexts(text));

    [Fact]
    public void Time_InSource_IsInjected() => AssertNone(Matching(Production, SystemClock()), "Take the time from a TimeProvider");

    [Fact]
    public void Waits_InTests_AreForSomethingAndNotForAWhile() => AssertNone(Matching(OfTests, Sleep()), "Wait for what is to happen, not for a time");

    [Fact]
    public void Catch_Anywhere_IsNotEmpty() => AssertNone(Matching(All, EmptyCatch()), "Deal with the exception, or say why there is nothing to do, in code");

    [Fact]
    public void Namespaces_Anywhere_AreFileScoped()
        => AssertNone(All.Where(file => BlockNamespace().IsMatch(file.Code)).Select(file => file.Path), "Use a file-scoped namespace");

    [Fact]
    public void Files_InSource_AreShort()
        => AssertNone(Production.Where(file => file.Text.Count(c => c == '\n') > MaxLines).Select(file => $"{file.Path}: {file.Text.Count(c => c == '\n')} lines"), $"At most {MaxLines} lines");

    [Fact]
    public void Leftovers_Anywhere_AreDone()
        => AssertNone(
            [.. All.Where(file => file.Name != "TidyTests.cs").SelectMany(file => Leftover().Matches(file.Text).Select(match => $"{file.Path}: {match.Value}")), .. Matching(All, NotImplemented())],
            "Do it, or write an issue");

    [Fact]
    public void SharedFolders_OfTheHub_DoNotKnowTheSlices()
        => AssertNone(
            Matching(All.Where(file => file.Path.StartsWith(HubFolder, StringComparison.Ordinal) && !file.Path.StartsWith(SliceFolder, StringComparison.Ordinal) && file.Path != HubFolder + "HubApplication.cs"), Slice()),
            "Only HubApplication.cs knows which slices there are");

    [Fact]
    public void Slices_OfTheHub_DoNotKnowEachOther()
        => AssertNone(
            from file in All
            where file.Path.StartsWith(SliceFolder, StringComparison.Ordinal)
            let own = file.Path[SliceFolder.Length..].Split('/')[0]
            from match in Slice().Matches(file.Code)
            where match.Groups["slice"].Value != own
            select $"{file.Path}: {match.Value}",
            "A slice uses shared folders only");

    [Fact]
    public void LogMessages_InSource_HaveUniqueEventIds()
    {
        var ids = Production.SelectMany(file => LoggerMessage().Matches(file.Text).Select(match => (file.Path, Id: match.Groups["id"].Value))).ToList();

        Assert.NotEmpty(ids);
        AssertNone(ids.Where(message => message.Id.Length == 0).Select(message => message.Path), "Each log message has an event id, as the first argument");
        AssertNone(ids.GroupBy(message => message.Id).Where(group => group.Count() > 1).Select(group => $"{group.Key}: {string.Join(", ", group.Select(message => message.Path))}"), "Event ids are unique");
    }

    [Fact]
    public void LogMessages_OfTheHub_AreDeclaredOnce()
        => AssertNone(Matching(All.Where(file => file.Path.StartsWith(HubFolder, StringComparison.Ordinal)), LoggerCall()), "Declare the message with LoggerMessage");

    [Theory]
    [InlineData("ExchangeHub.Client")]
    [InlineData("ExchangeHub.Domain")]
    [InlineData("ExchangeHub.Reconciliation")]
    public void PublicTypes_OfAPackage_HaveADocstring(string project)
    {
        var files = Production.Where(file => file.Path.StartsWith($"src/{project}/", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(files);
        AssertNone(
            from file in files
            from match in PublicType().Matches(file.Text)
            where !match.Groups["above"].Value.TrimStart().StartsWith("///", StringComparison.Ordinal)
            select $"{file.Path}: {match.Groups["type"].Value}",
            "Say what it is");
    }

    [Fact]
    public void Packages_OfEveryProject_HaveCentralVersions()
        => AssertNone(Projects.SelectMany(file => PackageVersion().Matches(file.Text).Select(match => $"{file.Path}: {match.Value}")), "Versions stand in Directory.Packages.props");

    [Theory] // Each rule's pattern finds what it is for.
    [InlineData(nameof(SystemClock), "var now = DateTime.UtcNow;")]
    [InlineData(nameof(SystemClock), "DateTimeOffset.Now")]
    [InlineData(nameof(Sleep), "Thread.Sleep(1)")]
    [InlineData(nameof(Sleep), "await Task.Delay(1);")]
    [InlineData(nameof(EmptyCatch), "catch { }")]
    [InlineData(nameof(EmptyCatch), "catch (Exception e) when (e is X or Y(1))\n{\n}")]
    [InlineData(nameof(BlockNamespace), "namespace A.B\n{")]
    [InlineData(nameof(NotImplemented), "throw new NotImplementedException()")]
    [InlineData(nameof(Slice), "using ExchangeHub.Hub.Exchanges.Notary;")]
    [InlineData(nameof(Slice), "Exchanges.Notary.NotaryRules.Answer()")]
    [InlineData(nameof(LoggerCall), "logger.LogInformation(x)")]
    [InlineData(nameof(LoggerCall), "_logger.Log(LogLevel.Error, x)")]
    [InlineData(nameof(PackageVersion), "<PackageReference Include=\"A\" Version=\"1.0\" />")]
    [InlineData(nameof(PackageVersion), "<PackageReference Include=\"A\" VersionOverride=\"1.0\" />")]
    [InlineData(nameof(PublicType), "public sealed record struct A(int B);")]
    [InlineData(nameof(PublicType), "[Flags]\npublic enum A")]
    public void Pattern_OfEachRule_FindsABreach(string pattern, string breach)
    {
        var regex = (Regex)typeof(TidyTests).GetMethod(pattern, System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!.Invoke(null, null)!;

        Assert.Matches(regex, breach);
    }

    [GeneratedRegex(@"\bDateTime(?:Offset)?\.(?:Utc)?Now\b")]
    private static partial Regex SystemClock();

    [GeneratedRegex(@"\bThread\.Sleep\b|\bTask\.Delay\(")]
    private static partial Regex Sleep();

    [GeneratedRegex(@"\bcatch\b[^{};]*\{\s*\}")]
    private static partial Regex EmptyCatch();

    [GeneratedRegex(@"^namespace [\w.]+\s*\{", RegexOptions.Multiline)]
    private static partial Regex BlockNamespace();

    [GeneratedRegex(@"\b(?:TODO|FIXME|XXX|HACK)\b")]
    private static partial Regex Leftover();

    [GeneratedRegex(@"\bNotImplementedException\b")]
    private static partial Regex NotImplemented();

    [GeneratedRegex(@"\bExchanges\.(?<slice>\w+)(?=[.;])")]
    private static partial Regex Slice();

    [GeneratedRegex(@"\[LoggerMessage\((?<id>\d*)")]
    private static partial Regex LoggerMessage();

    [GeneratedRegex(@"[lL]ogger\.Log\w*\(")]
    private static partial Regex LoggerCall();

    [GeneratedRegex(@"<PackageReference\b[^>]*\bVersion\w*=")]
    private static partial Regex PackageVersion();

    /// <summary>A public type that is not nested, with the line above it and its attributes.</summary>
    [GeneratedRegex(@"(?<above>^[^\n]*\n)?(?:^\[[^\n]*\n)*^public (?:(?:static|sealed|abstract|partial|readonly|ref|unsafe) )*(?:class|record struct|record class|record|struct|interface|enum|delegate \S+) (?<type>\w+)", RegexOptions.Multiline)]
    private static partial Regex PublicType();
}
