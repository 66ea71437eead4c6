using ExchangeHub.Domain.Forensic;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Identity;
using ExchangeHub.TestKit;

namespace ExchangeHub.Hub.Tests.Identity;

public class DirectoryLoaderTests
{
    [Fact]
    public void Schemes_NoFolder_AreTheSamplesInDevelopmentOnly()
    {
        Assert.Equal(ScoreSchemes.Samples.All, Schemes(new HubOptions { Development = true }, []).All);
        Assert.Empty(Schemes(new HubOptions { Development = false }, []).All);
    }

    [Fact]
    public void Schemes_Folder_IsReadAndWatched()
    {
        using var folder = new TestFolder();
        var options = new HubOptions { Development = true, Forensic = new ForensicOptions { SchemeFolder = folder.Path } };
        var before = HubStateLoader.Version(options);
        Assert.Empty(Schemes(options, []).All);

        File.Copy(RepositoryFolder.File("src/ExchangeHub.Domain/Forensic/Samples/SC-STAR-2016.json"), Path.Combine(folder.Path, "star.json"));

        Assert.NotEqual(before, HubStateLoader.Version(options));
        Assert.Equal("SC-STAR", Assert.Single(Schemes(options, []).All).SchemeId);
    }

    [Fact]
    public void Schemes_FileWithFaults_NamesThemAll()
    {
        using var folder = new TestFolder();
        File.WriteAllText(Path.Combine(folder.Path, "wrong.json"), "{}");
        var problems = new Problems();

        Assert.Null(DirectoryLoader.Schemes(new HubOptions { Forensic = new ForensicOptions { SchemeFolder = folder.Path } }, problems));

        Assert.True(problems.Found.Count > 1);
        Assert.All(problems.Found, problem => Assert.StartsWith("Forensic.SchemeFolder: ", problem.Where, StringComparison.Ordinal));
    }

    private static ScoreSchemes Schemes(HubOptions options, IReadOnlyList<Problem> expected)
    {
        var problems = new Problems();
        var schemes = DirectoryLoader.Schemes(options, problems);
        Assert.Equal(expected, problems.Found);
        return schemes!;
    }
}
