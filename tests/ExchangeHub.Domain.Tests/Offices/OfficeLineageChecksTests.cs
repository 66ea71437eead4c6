using ExchangeHub.Domain.Offices;

namespace ExchangeHub.Domain.Tests.Offices;

public class OfficeLineageChecksTests
{
    private static readonly HistoricalOffice A = Office(1, "甲");
    private static readonly HistoricalOffice B = Office(2, "乙");
    private static readonly HistoricalOffice C = Office(3, "丙");
    private static readonly HistoricalOffice Uncoded = new("", "四川省测试市丁公证处");

    public static TheoryData<string, string, OfficeSuccession> Broken => new()
    {
        { "kind", "Kind", Merge(2001, A, B) with { Kind = (SuccessionKind)9 } },
        { "date", "Date", Merge(2001, A, B) with { Date = default } },
        { "no from", "From", Merge(2001, null!, B) },
        { "no name", "From.Name", Merge(2001, A with { Name = " " }, B) },
        { "bad code", "From.Uscc", Merge(2001, A with { Uscc = "32519999MD99000100" }, B) },
        { "bad code after", "To.Uscc", Merge(2001, A, B with { Uscc = "x" }) },
        { "merged into nothing", "To", new OfficeSuccession(SuccessionKind.Merge, Day(2001), A, null) },
        { "renamed to nothing", "To", new OfficeSuccession(SuccessionKind.Rename, Day(2001), A, null) },
        { "split into nothing", "To", new OfficeSuccession(SuccessionKind.Split, Day(2001), A, null, B.Uscc) },
        { "closed and merged", "To", new OfficeSuccession(SuccessionKind.Close, Day(2001), A, B, B.Uscc) },
        { "closed without custodian", "ArchiveCustodian", new OfficeSuccession(SuccessionKind.Close, Day(2001), A, null) },
        { "split without custodian", "ArchiveCustodian", new OfficeSuccession(SuccessionKind.Split, Day(2001), A, B) },
        { "custodian by name", "ArchiveCustodian", new OfficeSuccession(SuccessionKind.Close, Day(2001), A, null, "乙") },
        { "renamed without files", "ArchiveCustodian", new OfficeSuccession(SuccessionKind.Rename, Day(2001), A, B, C.Uscc) },
        { "renamed to its own name", "", new OfficeSuccession(SuccessionKind.Rename, Day(2001), A, A with { Name = "四川省 测试市甲公證處" }) },
        { "merged into itself", "", Merge(2001, A, A with { Name = "四川省测试市乙公证处" }) },
        { "split into itself", "", new OfficeSuccession(SuccessionKind.Split, Day(2001), A, A, B.Uscc) },
        { "its own custodian", "", new OfficeSuccession(SuccessionKind.Close, Day(2001), A, null, A.Uscc) },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Load_OneThingWrongWithARecord_IsNamed(string name, string where, OfficeSuccession succession)
    {
        var problem = Assert.Single(Problems(Merge(2000, C, B), succession));

        Assert.NotEmpty(name);
        Assert.Equal(where.Length == 0 ? "Successions[1]" : $"Successions[1].{where}", problem.Where);
        Assert.NotEmpty(problem.Chinese);
    }

    [Fact]
    public void Load_Cycle_IsNamedOnce()
    {
        var problem = Assert.Single(Problems(Merge(2001, A, B), Merge(2002, B, C), Merge(2003, C, A)));

        Assert.Equal("Successions[0]", problem.Where);
        Assert.Contains($"{A.Uscc} → {B.Uscc} → {C.Uscc} → {A.Uscc}", problem.English);
    }

    [Fact]
    public void Load_CycleOfNames_IsNamedWithTheWayIn()
        => Assert.Contains("circle", Assert.Single(Problems(
            Merge(2000, A, Uncoded), Merge(2001, Uncoded, Uncoded with { Name = "戊公证处" }), Merge(2002, Uncoded with { Name = "戊公证处" }, Uncoded))).English);

    [Fact]
    public void Load_NameThatLeadsNowhere_IsADeadEnd()
    {
        var problem = Assert.Single(Problems(Merge(2001, A, Uncoded)));

        Assert.Contains(Uncoded.Name, problem.English);
        Assert.Contains("no successor", problem.English);
    }

    [Fact]
    public void Load_NameThatOnlyABrokenRecordLeadsOn_IsNoDeadEnd()
        => Assert.Equal("Successions[1].Date", Assert.Single(Problems(Merge(2001, A, Uncoded), Merge(2002, Uncoded, B) with { Date = default })).Where);

    [Fact]
    public void Load_OfficeThatHadEnded_CanNotFollow()
    {
        var problem = Assert.Single(Problems(Merge(2005, A, B), Merge(2001, B, C)));

        Assert.Equal("Successions[0]", problem.Where);
        Assert.Contains("had ended on 2001-07-01 (Successions[1])", problem.English);
    }

    [Fact]
    public void Load_EventAfterTheOfficeEnded_IsAProblem()
    {
        var problem = Assert.Single(Problems(Merge(2005, A, C), Merge(2001, A, B)));

        Assert.Equal("Successions[0]", problem.Where);
        Assert.Contains("ended on 2001-07-01", problem.English);
    }

    [Fact]
    public void Load_SplitsOfOneDayWithTwoCustodians_AreAProblem()
        => Assert.Contains("another custodian", Assert.Single(Problems(
            new OfficeSuccession(SuccessionKind.Split, Day(2001), A, B, B.Uscc), new OfficeSuccession(SuccessionKind.Split, Day(2001), A, C, C.Uscc))).English);

    [Fact]
    public void Load_ManyThingsWrong_SaysThemAll()
    {
        var problems = Problems(
            Merge(2001, A, B), Merge(2002, B, A), // A circle
            Merge(2003, C, Office(4, "己")), Merge(2004, C, B), // After its end
            Merge(2005, A with { Name = "" }, B with { Uscc = "x" }));

        Assert.Equal(["Successions[4].From.Name", "Successions[4].To.Uscc", "Successions[3]", "Successions[0]"], problems.Select(problem => problem.Where));
    }

    [Fact]
    public void Load_TooManyRecords_IsRefused()
        => Assert.Single(Problems([.. Enumerable.Repeat(Merge(2001, A, B), OfficeLineage.MaxSuccessions + 1)]));

    [Fact]
    public void Load_LongestChain_IsResolved()
    {
        var chain = Enumerable.Range(0, OfficeLineage.MaxSuccessions)
            .Select(i => Merge(2001, Uncoded with { Name = $"第{i}公证处" }, i + 1 < OfficeLineage.MaxSuccessions ? Uncoded with { Name = $"第{i + 1}公证处" } : A))
            .ToArray();

        var route = new OfficeLineage(chain, [new PresentOffice(A.Uscc, A.Name)]).ResolveName("第0公证处", Day(2000), Day(2026));

        Assert.Equal((OfficeRouteStatus.Found, A.Uscc, chain.Length), (route.Status, route.Uscc, route.Chain.Count));
    }

    private static IReadOnlyList<DataProblem> Problems(params OfficeSuccession[] successions)
        => Assert.Throws<DataProblemsException>(() => new OfficeLineage(successions, [])).Problems;

    private static OfficeSuccession Merge(int year, HistoricalOffice from, HistoricalOffice to) => new(SuccessionKind.Merge, Day(year), from, to);

    private static HistoricalOffice Office(int number, string shortName)
        => new(UnifiedSocialCreditCode.Complete("32519999", $"MD99{number:D4}"), $"四川省测试市{shortName}公证处");

    private static DateOnly Day(int year) => new(year, 7, 1);
}
