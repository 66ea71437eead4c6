using ExchangeHub.Domain.Forensic;
using static ExchangeHub.Domain.Tests.Calendars.CalendarSamples;
using static ExchangeHub.Domain.Tests.Forensic.ForensicSamples;

namespace ExchangeHub.Domain.Tests.Forensic;

public class ScoreSchemesTests
{
    [Fact]
    public void Samples_Always_AreMarkedAsTests()
    {
        Assert.Equal(["JOINT-INSPECTION 2024", "JOINT-INSPECTION 2026", "SC-STAR 2016"], ScoreSchemes.Samples.All.Select(scheme => $"{scheme}"));
        Assert.All(ScoreSchemes.Samples.All, scheme => Assert.Contains("测试", scheme.NameZh));
        Assert.All(ScoreSchemes.Samples.All, scheme => Assert.Contains("synthetic", scheme.Note));
    }

    [Theory]
    [InlineData(JointId, "2024", 85, 15)]
    [InlineData(JointId, "2026", 85, 15)]
    [InlineData("SC-STAR", "2016", 80, 20)]
    public void Samples_Maxima_AreThePublicOnes(string id, string version, int basis, int bonus)
    {
        var scheme = ScoreSchemes.Samples.Find(id, version);

        Assert.Equal((basis, bonus, 100), (scheme.BaseMax, scheme.BonusMax, scheme.TotalMax));
        Assert.Equal([(5, 91), (4, 81), (3, 71), (2, 60), (1, 0)], scheme.StarBands.Select(band => (band.Stars, (int)band.From)));
    }

    [Theory]
    [InlineData("2024")]
    [InlineData("2026")]
    public void Samples_JointDimensions_AreThoseOfTheTable(string version)
    {
        var scheme = ScoreSchemes.Samples.Find(JointId, version);

        Assert.Equal([("B1", 5), ("B2", 15), ("B3", 10), ("B4", 30), ("B5", 8), ("B6", 12), ("B7", 5), ("P", 15)], scheme.AllDimensions.Select(dimension => (dimension.Code, (int)dimension.Max)));
        Assert.Contains("not public", scheme.Note);
    }

    [Theory]
    [InlineData("2024-01-01", "2024")]
    [InlineData("2025-12-31", "2024")]
    [InlineData("2026-01-01", "2026")]
    [InlineData("2199-12-31", "2026")]
    public void Find_ByDate_IsTheVersionOfThatDay(string date, string version)
        => Assert.Equal(version, ScoreSchemes.Samples.Find(JointId, Day(date)).Version);

    [Fact]
    public void Find_DateWithoutVersion_SaysWhichThereAre()
    {
        var missing = Assert.Throws<ScoreSchemeMissingException>(() => ScoreSchemes.Samples.Find(JointId, Day("2023-12-31")));

        Assert.Equal(JointId, missing.SchemeId);
        Assert.Contains("JOINT-INSPECTION holds on 2023-12-31; there are 2024 (2024-01-01 – 2025-12-31), 2026 (2026-01-01 – )", missing.Message);
    }

    [Fact]
    public void Find_UnknownIdOrVersion_IsRefused()
    {
        Assert.Contains("no score scheme NONE", Assert.Throws<ScoreSchemeMissingException>(() => ScoreSchemes.Samples.Find("NONE", Day("2026-01-01"))).Message);
        Assert.Contains("no score scheme NONE", Assert.Throws<ScoreSchemeMissingException>(() => ScoreSchemes.Samples.Find("NONE", "2026")).Message);
        Assert.Contains("no version 2025", Assert.Throws<ScoreSchemeMissingException>(() => ScoreSchemes.Samples.Find(JointId, "2025")).Message);
    }

    [Theory]
    [InlineData("2026-01-01/2026-06-30 2026-07-01/")]
    [InlineData("2026-07-01/ 2026-01-01/2026-06-30")]
    [InlineData("2026-01-01/2026-01-01 2026-01-02/2026-01-02 2026-03-01/")]
    public void Versions_OneAfterTheOther_AreAllowed(string periods) => Assert.Equal(periods.Split(' ').Length, new ScoreSchemes(Versions(periods)).All.Count());

    [Theory]
    [InlineData("2026-01-01/2026-06-30 2026-06-30/", "2")]
    [InlineData("2026-06-30/ 2026-01-01/2026-06-30", "1")]
    [InlineData("2026-01-01/ 2027-01-01/2027-12-31 2028-01-01/2028-12-31", "2,3")]
    [InlineData("2026-01-01/ 2026-01-01/", "2")]
    [InlineData("2026-01-01/2026-12-31 2026-02-01/2026-02-28 2026-12-31/", "2,3")]
    public void Versions_OnOneDay_AreRefused(string periods, string wrong)
    {
        var problems = Assert.Throws<DataProblemsException>(() => new ScoreSchemes(Versions(periods))).Problems;

        Assert.Equal(wrong.Split(',').Select(version => $"{JointId} {version}"), problems.Select(problem => problem.Where));
        Assert.All(problems, problem => Assert.Contains("重叠", problem.Chinese));
    }

    [Fact]
    public void Versions_Twice_AreRefused()
        => Assert.Contains("is there already", Assert.Single(Assert.Throws<DataProblemsException>(() => new ScoreSchemes([Joint, Joint])).Problems).English);

    [Fact]
    public void Versions_OfOtherSchemes_MayHoldOnOneDay() => Assert.Equal(2, new ScoreSchemes([Joint, Joint with { SchemeId = "OTHER" }]).All.Count());

    private static IEnumerable<ScoreScheme> Versions(string periods) => periods.Split(' ').Select((period, index) => Joint with
    {
        Version = $"{index + 1}",
        ValidFrom = Day(period.Split('/')[0]),
        ValidTo = period.EndsWith('/') ? null : Day(period.Split('/')[1]),
    });
}
