using ExchangeHub.Domain.Offices;

namespace ExchangeHub.Domain.Tests.Offices;

public class OfficeLineageTests
{
    private static readonly DateOnly Today = new(2026, 11, 24);

    private static readonly string A = Code("51", 1);
    private static readonly string B = Code("51", 2);
    private static readonly string C = Code("51", 3);
    private static readonly string D = Code("50", 4);

    /// <summary>甲 → merged into 乙 (2001) → renamed with a new code 丙 (2010) → merged into 丁 (2020), which is in another region.</summary>
    private static readonly OfficeSuccession[] ChainOfThree =
    [
        Event(SuccessionKind.Merge, 2020, Office(C, "丙"), Office(D, "丁")),
        Event(SuccessionKind.Merge, 2001, Office(A, "甲"), Office(B, "乙")),
        Event(SuccessionKind.Rename, 2010, Office(B, "乙"), Office(C, "丙")),
    ];

    [Fact]
    public void Resolve_OfficeOfToday_IsItself() => AssertFound(A, [], Lineage([], A).Resolve(A, Today));

    [Fact]
    public void Resolve_OfficeThatNobodyKnows_IsUnknown() => AssertRoute(OfficeRouteStatus.Unknown, A, [], Lineage([], B).Resolve(A, Today));

    [Fact]
    public void Resolve_OfficeWithSuccessionsUnknownToday_IsUnknownWithItsChain()
        => AssertRoute(OfficeRouteStatus.Unknown, D, [ChainOfThree[1], ChainOfThree[2], ChainOfThree[0]], Lineage(ChainOfThree, B).Resolve(A, Today));

    [Fact]
    public void Resolve_ChainOfThree_LeadsToTheLast()
    {
        var lineage = Lineage(ChainOfThree, D);

        AssertFound(D, [ChainOfThree[1], ChainOfThree[2], ChainOfThree[0]], lineage.Resolve(A, Today));
        AssertFound(D, [ChainOfThree[2], ChainOfThree[0]], lineage.Resolve(B, Today));
        AssertFound(D, [], lineage.Resolve(D, Today));
    }

    [Fact]
    public void ResolveName_ChainOfThree_LeadsOnFromTheNameOfThatDay()
    {
        var lineage = Lineage(ChainOfThree, D);

        AssertFound(D, [ChainOfThree[1], ChainOfThree[2], ChainOfThree[0]], lineage.ResolveName(Name("甲"), Day(2000), Today));
        AssertFound(D, [ChainOfThree[2], ChainOfThree[0]], lineage.ResolveName(Name("乙"), Day(2005), Today));
        AssertFound(D, [ChainOfThree[0]], lineage.ResolveName(Name("丙"), Day(2015), Today));
    }

    [Fact]
    public void ResolveName_ThatTheOfficeDidNotBearOnThatDay_IsUnknown()
    {
        var lineage = Lineage(ChainOfThree, D);

        AssertRoute(OfficeRouteStatus.Unknown, "", [], lineage.ResolveName(Name("甲"), Day(2001), Today)); // On the day of the merger
        AssertRoute(OfficeRouteStatus.Unknown, "", [], lineage.ResolveName(Name("丙"), Day(2010).AddDays(-1), Today));
        AssertRoute(OfficeRouteStatus.Unknown, "", [], lineage.ResolveName(Name("乙"), Day(2012), Today)); // Others had merged into it.
        Assert.Equal(OfficeRouteStatus.Found, lineage.ResolveName(Name("甲"), Day(2001).AddDays(-1), Today).Status);
        Assert.Equal(OfficeRouteStatus.Found, lineage.ResolveName(Name("丙"), Day(2010), Today).Status);
        AssertRoute(OfficeRouteStatus.Unknown, "", [], lineage.ResolveName(Name("戊"), Day(2010), Today));
    }

    [Fact]
    public void ResolveName_RenamedUnderOneCode_FollowsEachName()
    {
        var first = Event(SuccessionKind.Rename, 2005, Office(A, "甲"), Office(A, "新甲"));
        var back = Event(SuccessionKind.Rename, 2015, Office(A, "新甲"), Office(A, "甲"));
        var lineage = new OfficeLineage([back, first], [new PresentOffice(A, Name("甲"))]);

        AssertFound(A, [first, back], lineage.ResolveName(Name("甲"), Day(2000), Today));
        AssertFound(A, [back], lineage.ResolveName(Name("新甲"), Day(2010), Today));
        AssertFound(A, [], lineage.ResolveName(Name("甲"), Day(2020), Today));
        Assert.Equal(OfficeRouteStatus.Unknown, lineage.ResolveName(Name("甲"), Day(2010), Today).Status);
        Assert.Equal(OfficeRouteStatus.Unknown, lineage.ResolveName(Name("新甲"), Day(2000), Today).Status);
        AssertFound(A, [], lineage.Resolve(A, Today));
    }

    [Fact]
    public void Resolve_Split_LeadsToTheCustodian()
    {
        var other = Event(SuccessionKind.Split, 2010, Office(A, "甲"), Office(B, "乙"), C);
        var custodian = Event(SuccessionKind.Split, 2010, Office(A, "甲"), Office(C, "丙"), C);
        var lineage = Lineage([other, custodian], B, C);

        AssertFound(C, [custodian], lineage.Resolve(A, Today));
        AssertFound(C, [custodian], lineage.ResolveName(Name("甲"), Day(2009), Today));
        AssertFound(B, [], lineage.ResolveName(Name("乙"), Day(2011), Today));
    }

    [Fact]
    public void Resolve_SplitFromAnOfficeThatKeepsItsFiles_StaysThere()
    {
        var split = Event(SuccessionKind.Split, 2010, Office(A, "甲"), Office(B, "乙"), A);

        AssertFound(A, [], Lineage([split], A, B).Resolve(A, Today));
        AssertFound(A, [split], Lineage([split], A, B).ResolveName(Name("甲"), Day(2009), Today));
    }

    [Fact]
    public void Resolve_Closed_LeadsToTheCustodian()
    {
        var closed = Event(SuccessionKind.Close, 2010, Office(A, "甲"), null, B);
        var merged = Event(SuccessionKind.Merge, 2015, Office(B, "乙"), Office(C, "丙"));

        AssertFound(C, [closed, merged], Lineage([merged, closed], C).Resolve(A, Today));
    }

    [Fact]
    public void Resolve_MergedWithTheFilesElsewhere_LeadsToTheFiles()
    {
        var merged = Event(SuccessionKind.Merge, 2010, Office(A, "甲"), Office(B, "乙"), C);

        AssertFound(C, [merged], Lineage([merged], B, C).Resolve(A, Today));
    }

    [Fact]
    public void Resolve_EventToCome_CountsFromItsDate()
    {
        var merged = Event(SuccessionKind.Merge, 2027, Office(A, "甲"), Office(B, "乙"));
        var lineage = Lineage([merged], A, B);

        AssertFound(A, [], lineage.Resolve(A, Day(2027).AddDays(-1)));
        AssertFound(B, [merged], lineage.Resolve(A, Day(2027)));
    }

    [Theory]
    [InlineData("1997-06-17", true)]
    [InlineData("1985-01-01", true)]
    [InlineData("1997-06-18", false)]
    public void ResolveName_ChongqingBefore1997_LeadsToItsCustodianThere(string date, bool expected)
    {
        var separated = new OfficeSuccession(SuccessionKind.Rename, new DateOnly(1997, 6, 18), new HistoricalOffice("", "四川省重庆市测试公证处"), new HistoricalOffice("", "重庆市测试公证处"));
        var coded = new OfficeSuccession(SuccessionKind.Merge, new DateOnly(2003, 1, 1), new HistoricalOffice("", "重庆市测试公证处"), new HistoricalOffice(D, "重庆市甲公证处"));
        var lineage = new OfficeLineage([separated, coded], [new PresentOffice(D, "重庆市甲公证处"), new PresentOffice(A, "四川省甲公证处")]);

        var route = lineage.ResolveName("四川省重慶市 测试公證處", DateOnly.Parse(date), Today);

        if (expected)
            AssertFound(D, [separated, coded], route);
        else
            AssertRoute(OfficeRouteStatus.Unknown, "", [], route);
        AssertFound(D, [coded], lineage.ResolveName("重庆市测试公证处", new DateOnly(1997, 6, 18), Today));
    }

    [Fact]
    public void ResolveName_OfTwoOffices_IsAmbiguousUnlessTheyLeadToOne()
    {
        var one = Event(SuccessionKind.Merge, 2010, Office(A, "甲"), Office(C, "丙"));
        var other = Event(SuccessionKind.Merge, 2015, Office(B, "甲"), Office(D, "丁"));

        AssertRoute(OfficeRouteStatus.Ambiguous, "", [], Lineage([one, other], C, D).ResolveName(Name("甲"), Day(2005), Today));
        AssertFound(D, [other], Lineage([one, other], C, D).ResolveName(Name("甲"), Day(2012), Today));
        AssertFound(C, [one], Lineage([one, other with { To = Office(C, "丙") }], C).ResolveName(Name("甲"), Day(2005), Today));
    }

    [Fact]
    public void ResolveName_OfAnEndedOfficeAndOneOfToday_IsTheEndedOnes()
    {
        var closed = Event(SuccessionKind.Close, 2010, Office(A, "甲"), null, B);
        var lineage = new OfficeLineage([closed], [new PresentOffice(B, Name("乙")), new PresentOffice(C, Name("甲"))]);

        AssertFound(B, [closed], lineage.ResolveName(Name("甲"), Day(2005), Today));
        AssertFound(C, [], lineage.ResolveName(Name("甲"), Day(2012), Today));
    }

    [Fact]
    public void ResolveName_OfTwoOfficesOfToday_IsAmbiguous()
        => Assert.Equal(OfficeRouteStatus.Ambiguous, new OfficeLineage([], [new PresentOffice(A, Name("甲")), new PresentOffice(B, Name("甲"))]).ResolveName(Name("甲"), Today, Today).Status);

    private static OfficeLineage Lineage(OfficeSuccession[] successions, params string[] present)
        => new(successions, present.Select(uscc => new PresentOffice(uscc, $"测试机构{uscc}")));

    private static OfficeSuccession Event(SuccessionKind kind, int year, HistoricalOffice from, HistoricalOffice? to, string custodian = "") => new(kind, Day(year), from, to, custodian);

    private static HistoricalOffice Office(string uscc, string shortName) => new(uscc, Name(shortName));

    private static string Name(string shortName) => $"四川省测试市{shortName}公证处";

    private static DateOnly Day(int year) => new(year, 7, 1);

    private static string Code(string region, int number) => UnifiedSocialCreditCode.Complete($"32{region}9999", $"MD99{number:D4}");

    private static void AssertFound(string uscc, OfficeSuccession[] chain, OfficeRoute route) => AssertRoute(OfficeRouteStatus.Found, uscc, chain, route);

    private static void AssertRoute(OfficeRouteStatus status, string uscc, OfficeSuccession[] chain, OfficeRoute route)
    {
        Assert.Equal((status, uscc), (route.Status, route.Uscc));
        Assert.Equal(chain, route.Chain);
    }
}
