using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Forensic;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Exchanges.Forensic;
using Microsoft.Extensions.Time.Testing;
using static ExchangeHub.Contracts.Forensic.V1.RectificationState;
using static ExchangeHub.Hub.Tests.Exchanges.Forensic.ForensicRecords;
using Record = ExchangeHub.Contracts.Sharing.V1.Record;
using Roles = ExchangeHub.Hub.Identity.Roles;

namespace ExchangeHub.Hub.Tests.Exchanges.Forensic;

public class ForensicInspectionEndpointTests
{
    private const string Chongqing = "CN-CQ";

    private static readonly InspectionReadPurpose Purpose = new() { Purpose = "年度对比（测试）", OperatorName = "测试甲" };

    [Fact]
    public async Task ListScoreSchemes_All_AreInOrderAndWhole()
    {
        var all = await Endpoint().ListScoreSchemes(new ListScoreSchemesRequest(), new NoCall());
        var joint = await Endpoint().ListScoreSchemes(new ListScoreSchemesRequest { SchemeId = "JOINT-INSPECTION" }, new NoCall());

        Assert.Equal(["JOINT-INSPECTION 2024", "JOINT-INSPECTION 2026", "SC-STAR 2016"], all.Schemes.Select(scheme => $"{scheme.SchemeId} {scheme.Version}"));
        Assert.Equal(["2024", "2026"], joint.Schemes.Select(scheme => scheme.Version));
        var newest = joint.Schemes[1];
        Assert.Equal((8500, 1500, 8, 3), (newest.BaseMaxHundredths, newest.BonusMaxHundredths, newest.Dimensions.Count, newest.VetoRules.Count));
        Assert.Equal([false, false, false, false, false, false, false, true], newest.Dimensions.Select(dimension => dimension.IsBonus));
        Assert.Equal(450, newest.Dimensions[3].Indicators[1].MaxHundredths);
        Assert.Equal((Grade.A, 9000, 5, 9100), (newest.GradeBands[0].Grade, newest.GradeBands[0].FromHundredths, newest.StarBands[0].Stars, newest.StarBands[0].FromHundredths));
        Assert.Null(newest.ValidEndDate);
        Assert.Equal(Day("2025-12-31"), joint.Schemes[0].ValidEndDate);
    }

    [Fact]
    public async Task CheckScore_PointsWithoutClaim_AreComputed()
    {
        var response = await Endpoint().CheckScore(Score(Inspection()), new NoCall());

        Assert.Equal(Inspection().Score, response.Score);
        Assert.Empty(response.Disagreements);
    }

    [Fact]
    public async Task CheckScore_ClaimAndPointsWrong_NamesEach()
    {
        var request = Score(Inspection());
        request.Claimed = new Score(Inspection().Score) { TotalHundredths = 9999 };
        var claim = await Endpoint().CheckScore(request, new NoCall());
        request.IndicatorResults[0].PointsHundredths = 301;
        var points = await Endpoint().CheckScore(request, new NoCall());

        Assert.Equal(("TOTAL", "99.99", "98"), (claim.Disagreements[0].Reason, claim.Disagreements[0].Claimed, claim.Disagreements[0].Expected));
        Assert.Equal(9800, claim.Score.TotalHundredths);
        Assert.Equal(("POINTS_OVER_MAXIMUM", "B1.1", "3"), (points.Disagreements[0].Reason, points.Disagreements[0].Code, points.Disagreements[0].Expected));
        Assert.Null(points.Score);
    }

    [Fact]
    public async Task CheckScore_UnknownScheme_IsRefused()
        => Assert.Equal(["scheme_id TEXT_LENGTH", "scheme_version TEXT_LENGTH", "scheme_version UNKNOWN_SCHEME"], await Refused(endpoint => endpoint.CheckScore(new CheckScoreRequest(), new NoCall())));

    [Fact]
    public async Task ListInspections_EachFilter_TakesItsOwn()
    {
        Record[] records =
        [
            Result("1", "2026-03-03"),
            Result("2", "2026-03-04", i => i.Object = Appraiser()),
            Result("3", "2025-03-04", i => i.Object.Number = "519999002", version: "2024"),
            Result("4", "2026-03-05", i => { i.VetoCodes.Add("V1"); i.Score.Grade = Grade.D; i.Object.Uscc = "12519999MB990003XT"; i.Type = InspectionType.Complaint; }),
            Result("5", "2026-03-06", i => i.Findings[0].Code = "F-99", region: Chongqing),
        ];

        Assert.Equal("5 4 2 1 3", await Listed(records, _ => { }));
        Assert.Equal("5", await Listed(records, r => r.RegionCode = Chongqing));
        Assert.Equal("5 4 2 1", await Listed(records, r => r.Institution = Licence));
        Assert.Equal("5 2 1 3", await Listed(records, r => r.Institution = Uscc));
        Assert.Equal("2", await Listed(records, r => r.Appraiser = Licence + "001"));
        Assert.Equal("3", await Listed(records, r => r.Year = 2025));
        Assert.Equal("4", await Listed(records, r => r.Grades.Add([Grade.C, Grade.D])));
        Assert.Equal("5", await Listed(records, r => r.FindingCode = "F-99"));
        Assert.Equal("4", await Listed(records, r => r.Types_.Add(InspectionType.Complaint)));
        Assert.Equal("", await Listed(records, r => { r.Year = 2025; r.Grades.Add(Grade.D); }));
    }

    [Fact]
    public async Task ListInspections_Pages_JoinWithoutGapOrRepeat()
    {
        // Several of one day, and the same numbers in both regions.
        var records = Enumerable.Range(0, 23).SelectMany(i => new[] { Result($"{i:00}", $"2026-03-{1 + i / 5:00}"), Result($"{i:00}", $"2026-03-{1 + i / 5:00}", region: Chongqing) }).ToList();
        var all = await Endpoint(records).ListInspections(new ListInspectionsRequest(), new NoCall());
        var request = new ListInspectionsRequest { PageSize = 7 };
        var found = new List<InspectionResult>();
        do
        {
            var page = await Endpoint(records).ListInspections(request, new NoCall());
            found.AddRange(page.Results);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(46, all.Results.Count);
        Assert.Equal(all.Results, found);
        Assert.Equal(["20 CN-CQ", "20 CN-SC", "21 CN-CQ"], found.Take(3).Select(result => $"{result.Inspection.InspectionNumber} {result.RegionCode}"));
    }

    [Theory]
    [InlineData(0, 50)]
    [InlineData(1_000, 500)]
    [InlineData(3, 3)]
    public async Task ListInspections_PageSize_IsBounded(int wanted, int expected)
    {
        var records = Enumerable.Range(0, 501).Select(i => Result($"{i:000}", "2026-03-03")).ToList();

        Assert.Equal(expected, (await Endpoint(records).ListInspections(new ListInspectionsRequest { PageSize = wanted }, new NoCall())).Results.Count);
    }

    [Fact]
    public async Task ListInspections_TokenOfOtherFiltersOrNonsense_IsRefused()
    {
        List<Record> records = [Result("1", "2026-03-03"), Result("2", "2026-03-03")];
        var token = (await Endpoint(records).ListInspections(new ListInspectionsRequest { PageSize = 1 }, new NoCall())).NextPageToken;

        foreach (var request in new[] { new ListInspectionsRequest { PageToken = token, Year = 2026 }, new ListInspectionsRequest { PageToken = "?" }, new ListInspectionsRequest { PageToken = "AAAA" }, new ListInspectionsRequest { PageToken = token[..12] } })
            Assert.Equal("PAGE_TOKEN_INVALID", (await Assert.ThrowsAsync<HubException>(() => Endpoint(records).ListInspections(request, new NoCall()))).Kind.Reason);
        Assert.Single((await Endpoint(records).ListInspections(new ListInspectionsRequest { PageToken = token, PageSize = 2, Purpose = Purpose }, new NoCall())).Results);
    }

    [Fact]
    public async Task ListInspections_EveryFilterWrong_NamesEvery()
        => Assert.Equal(
            ["appraiser CERTIFICATE_NUMBER", "finding_code TEXT_LENGTH", "grades[0] REQUIRED", "institution INSTITUTION_NUMBER", "purpose.operator_name TEXT_LENGTH", "purpose.purpose TEXT_LENGTH", "region_code REGION_CODE", "types[0] UNKNOWN_VALUE", "year OUT_OF_RANGE"],
            (await Refused(endpoint => endpoint.ListInspections(
                new ListInspectionsRequest { RegionCode = "X", Institution = "1", Appraiser = "1", Year = 1, Grades = { Grade.Unspecified }, FindingCode = new string('F', 33), Types_ = { (InspectionType)99 }, Purpose = new InspectionReadPurpose() },
                new NoCall()))).Order(StringComparer.Ordinal));

    [Fact]
    public async Task Reads_OfAnotherRegion_AreRecordedWithTheirPurposeAndNeedTheRight()
    {
        var records = new MemoryRecords([Result("1", "2026-03-03"), Result("2", "2026-03-03", region: Chongqing), Record(Rectification())], Chongqing);
        var endpoint = new ForensicInspectionEndpoint(records, () => ScoreSchemes.Samples, Clock());

        await endpoint.ListInspections(new ListInspectionsRequest { Purpose = Purpose }, new NoCall());
        await endpoint.ListRectifications(new ListRectificationsRequest { RegionCode = Region }, new NoCall());
        await endpoint.CompareYears(new CompareYearsRequest { RegionCode = Region, Number = Licence, Purpose = Purpose }, new NoCall());
        await endpoint.CheckRecognition(new CheckRecognitionRequest { RegionCode = Region, Number = Licence, Purpose = Purpose }, new NoCall());

        Assert.Equal(
            [(DataSet.Inspections, "", Purpose.Purpose, Purpose.OperatorName), (DataSet.Rectifications, Region, "", ""), (DataSet.Inspections, Region, Purpose.Purpose, Purpose.OperatorName), (DataSet.Inspections, Region, Purpose.Purpose, Purpose.OperatorName)],
            records.Uses);
        await Assert.ThrowsAsync<HubException>(() => endpoint.ListInspections(new ListInspectionsRequest { RegionCode = Chongqing }, new NoCall()));
        Assert.Equal("1", Assert.Single((await endpoint.ListInspections(new ListInspectionsRequest(), new NoCall())).Results).Inspection.InspectionNumber);
    }

    [Fact]
    public async Task ListRectifications_Open_ComeFirstByTheirLastDay()
    {
        Record[] records =
        [
            Notice("1", Passed, "2026-01-05"), Notice("2", InProgress, "2026-07-01"), Notice("3", Issued, "2026-05-29"), Notice("4", Escalated, "2026-02-02"),
            Notice("5", InProgress, "2026-04-20", r => Extend(r, "2026-06-01")), Notice("6", Failed, "2026-05-31"),
        ];
        var all = (await Endpoint(records).ListRectifications(new ListRectificationsRequest(), new NoCall())).Results;
        var open = (await Endpoint(records).ListRectifications(new ListRectificationsRequest { OpenOnly = true, Institution = Licence }, new NoCall())).Results;
        var first = await Endpoint(records).ListRectifications(new ListRectificationsRequest { PageSize = 4 }, new NoCall());
        var second = await Endpoint(records).ListRectifications(new ListRectificationsRequest { PageSize = 4, PageToken = first.NextPageToken }, new NoCall());

        Assert.Equal(["3 True", "6 True", "5 False", "2 False", "1 False", "4 False"], all.Select(result => $"{result.Rectification.NoticeNumber} {result.IsOverdue}"));
        Assert.Equal(["3", "6", "5", "2"], open.Select(result => result.Rectification.NoticeNumber));
        Assert.Equal(all, first.Results.Concat(second.Results));
        Assert.Equal("", second.NextPageToken);
    }

    [Fact]
    public async Task CompareYears_OneInstitution_OldestFirstWithSharesAcrossSchemes()
    {
        Record[] records =
        [
            Result("2", "2026-03-03", i => { Points(i, "B1.1", 0); Rescore(i); }), Result("1", "2025-03-03", version: "2024"), Result("3", "2026-05-01", i => i.Object = Appraiser()),
            Record(NotRated(i => (i.InspectionNumber, i.EndDate) = ("0", Day("2024-03-03")))), Result("9", "2026-03-03", region: Chongqing),
        ];
        var years = (await Endpoint(records).CompareYears(new CompareYearsRequest { RegionCode = Region, Number = Uscc }, new NoCall())).Years;

        Assert.Equal(["2024 0 ", "2025 1 JOINT-INSPECTION 2024", "2026 2 JOINT-INSPECTION 2026"], years.Select(year => $"{year.Year} {year.InspectionNumber} {year.Scheme}"));
        Assert.Null(years[0].Score);
        Assert.Empty(years[0].DimensionShares);
        Assert.Equal(["B1 1000", "B2 1000", "B3 1000", "B4 983", "B5 1000", "B6 1000", "B7 1000", "P 733"], years[1].DimensionShares.Select(share => $"{share.Code} {share.PerMille}"));
        Assert.Equal(("B1", "党建", 400), (years[2].DimensionShares[0].Code, years[2].DimensionShares[0].NameZh, years[2].DimensionShares[0].PerMille));
        Assert.Equal(2, years[2].FindingCount);
        Assert.Equal("3", Assert.Single((await Endpoint(records).CompareYears(new CompareYearsRequest { RegionCode = Region, Number = Licence + "001" }, new NoCall())).Years).InspectionNumber);
    }

    [Fact]
    public async Task CompareYears_MoreThanAHundred_ShowsTheLatest()
    {
        var records = Enumerable.Range(0, 120).Select(i => Result($"{i:000}", "2026-03-03"));

        var years = (await Endpoint(records).CompareYears(new CompareYearsRequest { RegionCode = Region, Number = Licence }, new NoCall())).Years;

        Assert.Equal(Enumerable.Range(20, 100).Select(i => $"{i:000}"), years.Select(year => year.InspectionNumber));
    }

    [Fact]
    public async Task CompareRegions_PublishedOfTheYear_AreCountedPerRegion()
    {
        var records = new MemoryRecords(
        [
            Result("1", "2026-03-03"), // 98
            Result("2", "2026-03-04", i => { Points(i, "B1.1", 0); Rescore(i); }), // 95
            Result("3", "2026-03-04", i => { i.VetoCodes.Add("V1"); Rescore(i); i.Findings.Clear(); }), // 98, D
            Result("4", "2026-03-04", i => { Points(i, "B4.2", 0); Points(i, "B4.4", 1); Rescore(i); i.Findings[1].Code = "F-01"; }), // 89.01, B
            Record(NotRated(i => i.InspectionNumber = "5")),
            Result("6", "2026-03-05", i => i.State = InspectionState.Final),
            Result("7", "2025-03-05", version: "2024"),
            Result("8", "2026-03-05", region: Chongqing),
        ], Chongqing);
        var response = await new ForensicInspectionEndpoint(records, () => ScoreSchemes.Samples, Clock()).CompareRegions(new CompareRegionsRequest { Year = 2026 }, new NoCall());

        Assert.Empty(records.Uses);
        Assert.Equal([Chongqing, Region], response.Regions.Select(region => region.RegionCode));
        var own = response.Regions[1];
        Assert.Equal((5, 1), (own.InspectionCount, own.NotRatedCount));
        Assert.Equal(["A 2", "B 1", "C 0", "D 1"], own.Grades.Select(grade => $"{grade.Grade} {grade.Count}"));
        Assert.Equal((9500, 9650), (own.MeanTotalHundredths, own.MedianTotalHundredths));
        Assert.Equal((850, "党建"), (own.MeanDimensionShares[0].PerMille, own.MeanDimensionShares[0].NameZh));
        Assert.Equal(["F-01 5", "F-02 3"], own.FrequentFindings.Select(finding => $"{finding.Code} {finding.Count}"));
        Assert.Empty((await Endpoint().CompareRegions(new CompareRegionsRequest { Year = 2026 }, new NoCall())).Regions);
        Assert.Equal(["year OUT_OF_RANGE"], await Refused(endpoint => endpoint.CompareRegions(new CompareRegionsRequest(), new NoCall())));
    }

    [Theory]
    [InlineData("2026-03-19", RecognitionStatus.NoResult)]
    [InlineData("2026-03-20", RecognitionStatus.Recognised)]
    [InlineData("2027-03-20", RecognitionStatus.Recognised)]
    [InlineData("2027-03-21", RecognitionStatus.Expired)]
    public async Task CheckRecognition_ByTheDay_CountsForTwelveMonths(string day, RecognitionStatus expected)
    {
        var response = await Endpoint(Result("1", "2026-03-03")).CheckRecognition(new CheckRecognitionRequest { RegionCode = Region, Number = Licence, Date = Day(day) }, new NoCall());

        Assert.Equal(expected, response.Status);
        Assert.Equal(expected == RecognitionStatus.NoResult ? null : Day("2027-03-20"), response.LastDate);
        Assert.Equal(expected == RecognitionStatus.NoResult, response.Result is null);
    }

    [Fact]
    public async Task CheckRecognition_Results_OnlyTheLastPublishedOfWhomItIsAboutCounts()
    {
        var today = new CheckRecognitionRequest { RegionCode = Region, Number = Licence };
        var complaint = Result("2", "2026-04-03", i => (i.PublishDate, i.HasOpenComplaint) = (Day("2026-05-04"), true));
        var final = Result("3", "2026-05-03", i => (i.State, i.PublishDate) = (InspectionState.Final, null));
        var appraiser = Result("4", "2026-05-03", i => (i.Object, i.PublishDate) = (Appraiser(), Day("2026-05-29")));

        Assert.Equal("1", (await Endpoint(Result("1", "2026-03-03"), final, appraiser).CheckRecognition(today, new NoCall())).Result.Inspection.InspectionNumber);
        var open = await Endpoint(Result("1", "2026-03-03"), complaint).CheckRecognition(today, new NoCall());
        Assert.Equal((RecognitionStatus.ComplaintOpen, "2"), (open.Status, open.Result.Inspection.InspectionNumber));
        var before = await Endpoint(Result("1", "2026-03-03"), complaint).CheckRecognition(new CheckRecognitionRequest(today) { Date = Day("2026-05-03") }, new NoCall());
        Assert.Equal((RecognitionStatus.Recognised, "1"), (before.Status, before.Result.Inspection.InspectionNumber));
        Assert.Equal(RecognitionStatus.NoResult, (await Endpoint(final, appraiser).CheckRecognition(today, new NoCall())).Status);
        Assert.Equal(["date NOT_A_DATE", "number NUMBER", "region_code REGION_CODE"], (await Refused(endpoint => endpoint.CheckRecognition(new CheckRecognitionRequest { Date = new Google.Type.Date() }, new NoCall()))).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Permissions_OfTheService_CoverItAndLetNotaryOfficesReadTheSchemesOnly()
    {
        var service = ForensicInspectionReflection.Descriptor.Services.Single();

        Assert.Equal(service.Methods.Select(method => $"/{service.FullName}/{method.Name}").Order(), ForensicPermissions.Rows.Select(row => row.Method).Order());
        Assert.EndsWith("/ListScoreSchemes", Assert.Single(ForensicPermissions.Rows, row => row.Roles.Contains(Roles.NotaryOffice)).Method, StringComparison.Ordinal);
        Assert.All(ForensicPermissions.Rows, row => Assert.Superset(new HashSet<string> { Roles.BackOffice, Roles.Operator, Roles.Auditor }, row.Roles.ToHashSet()));
    }

    private static FakeTimeProvider Clock() => new(new DateTimeOffset(Today.ToDateTime(new TimeOnly(1, 0)), TimeSpan.FromHours(8)));

    private static ForensicInspectionEndpoint Endpoint(IEnumerable<Record> records) => new(new MemoryRecords(records), () => ScoreSchemes.Samples, Clock());

    private static ForensicInspectionEndpoint Endpoint(params Record[] records) => Endpoint(records.AsEnumerable());

    private static async Task<string> Listed(IEnumerable<Record> records, Action<ListInspectionsRequest> change)
    {
        var request = new ListInspectionsRequest();
        change(request);
        return string.Join(' ', (await Endpoint(records).ListInspections(request, new NoCall())).Results.Select(result => result.Inspection.InspectionNumber));
    }

    private static async Task<IEnumerable<string>> Refused(Func<ForensicInspectionEndpoint, Task> call)
        => (await Assert.ThrowsAsync<HubException>(() => call(Endpoint()))).Violations.Select(violation => $"{violation.Field} {violation.Rule.Reason}");

    private static Record Result(string number, string endDate, Action<Inspection>? change = null, string version = "2026", string region = Region) => Record(Inspection(inspection =>
    {
        (inspection.InspectionNumber, inspection.EndDate) = (number, Day(endDate));
        if (version != "2026")
        {
            inspection.SchemeVersion = version;
            Points(inspection, "B6.2", 300);
            Points(inspection, "B6.3", 250);
            Points(inspection, "B4.2", 500);
            Points(inspection, "B4.4", 400);
            foreach (var (code, most) in new[] { ("P.1", 250), ("P.2", 250), ("P.4", 200), ("P.5", 200), ("P.6", 200) })
                Points(inspection, code, most);
            Rescore(inspection);
        }
        change?.Invoke(inspection);
    }), region: region);

    private static Record Notice(string number, RectificationState state, string due, Action<Rectification>? change = null)
        => Record(Rectification(state, r => { (r.NoticeNumber, r.DueDate) = (number, Day(due)); change?.Invoke(r); }));

    private static void Extend(Rectification rectification, string due) => (rectification.ExtensionDays, rectification.ExtensionDueDate) = (15, Day(due));

    private static CheckScoreRequest Score(Inspection inspection)
        => new() { SchemeId = inspection.SchemeId, SchemeVersion = inspection.SchemeVersion, IndicatorResults = { inspection.IndicatorResults }, VetoCodes = { inspection.VetoCodes } };
}
