using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Hub.Validation;
using Google.Protobuf;
using static ExchangeHub.Hub.Tests.Exchanges.Forensic.ForensicRecords;

namespace ExchangeHub.Hub.Tests.Exchanges.Forensic;

/// <summary>The rules of a result: each row breaks one of them in an otherwise valid one.</summary>
public class InspectionRulesTests
{
    private const string Path = "inspection";

    private static readonly (Func<Inspection> Make, string[] Expected)[] Broken =
    [
        (Broke(i => i.InspectionNumber = ""), ["inspection_number TEXT_LENGTH"]),
        (Broke(i => i.InspectionNumber = new string('1', 101)), ["inspection_number TEXT_LENGTH"]),
        (Broke(i => i.PlanNumber = new string('1', 101)), ["plan_number TEXT_LENGTH"]),
        (Broke(i => i.Object = null), ["object REQUIRED"]),
        (Broke(i => i.Object.Kind = InspectedKind.Unspecified), ["object.kind REQUIRED"]),
        (Broke(i => i.Object.Kind = (InspectedKind)9), ["object.kind UNKNOWN_VALUE"]),
        (Broke(i => i.Object.Number = "51999900"), ["object.number LICENCE_NUMBER"]),
        (Broke(i => i.Object.Number = "５１９９９９００１"), ["object.number LICENCE_NUMBER"]),
        (Broke(i => i.Object.Number = "519999001001"), ["object.number LICENCE_NUMBER"]),
        (Broke(i => i.Object.Kind = InspectedKind.Appraiser), ["object.number CERTIFICATE_NUMBER"]),
        (Broke(i => i.Object.Uscc = Uscc[..17] + "?"), ["object.uscc NOT_A_USCC"]),
        (Broke(i => i.Object.Name = ""), ["object.name TEXT_LENGTH"]),
        (Broke(i => i.Object.Name = new string('测', 10_000)), ["object.name TEXT_LENGTH"]),
        (Broke(i => i.Object.Name += "\uE000"), ["object.name CHARACTER_LOST"]),
        (Broke(i => i.Object.DivisionCode = "51010"), ["object.division_code DIVISION_CODE"]),
        (Broke(i => i.Type = InspectionType.Unspecified), ["type REQUIRED"]),
        (Broke(i => i.Method = (InspectionMethod)9), ["method UNKNOWN_VALUE"]),
        (Broke(i => i.State = InspectionState.Unspecified), ["state REQUIRED"]),
        (Broke(i => i.State = (InspectionState)99), ["state UNKNOWN_VALUE"]),
        (Broke(i => i.State = InspectionState.Reviewed), ["state ONLY_FINAL"]),
        (Broke(i => i.State = InspectionState.Cancelled), ["state ONLY_FINAL"]),

        (Broke(i => i.StartDate = null), ["start_date REQUIRED"]),
        (Broke(i => i.StartDate.Day = 0), ["start_date NOT_A_DATE"]),
        (Broke(i => i.StartDate = Day("2026-03-04")), ["end_date DATES_OUT_OF_ORDER"]),
        (Broke(i => i.ObjectionStartDate = Day("2026-03-02")), ["objection_start_date DATES_OUT_OF_ORDER"]),
        (Broke(i => i.ObjectionEndDate = Day("2026-03-09")), ["objection_end_date DATES_OUT_OF_ORDER"]),
        (Broke(i => i.ObjectionEndDate = null), ["objection_end_date REQUIRED"]),
        (Broke(i => i.FinalDate = Day("2026-03-16")), ["final_date DATES_OUT_OF_ORDER"]),
        (Broke(i => i.FinalDate = null), ["final_date REQUIRED"]),
        (Broke(i => (i.FinalDate, i.PublishDate, i.State) = (Day("2026-06-02"), null, InspectionState.Final)), ["final_date IN_THE_FUTURE"]),
        (Broke(i => i.PublishDate = Day("2026-03-16")), ["publish_date DATES_OUT_OF_ORDER"]),
        (Broke(i => i.PublishDate = Day("2026-06-02")), ["publish_date IN_THE_FUTURE"]),
        (Broke(i => i.PublishDate = null), ["publish_date REQUIRED"]),

        (Broke(i => i.Team.Clear()), ["team ITEM_COUNT"]),
        (Broke(i => i.Team.Add(Enumerable.Range(0, 38).Select(n => Member($"X{n}")))), ["team ITEM_COUNT"]),
        (Broke(i => i.Team.RemoveAt(0)), ["team TOO_FEW_OFFICERS"]),
        (Broke(i => i.Team[1].Role = InspectorRole.Observer), ["team TOO_FEW_OFFICERS"]),
        (Broke(i => i.Team.Add(Member(" sc-zf-001"))), ["team[3].key TWICE"]),
        (Broke(i => i.Team[2].Key = ""), ["team[2].key TEXT_LENGTH"]),
        (Broke(i => i.Team[2].Role = InspectorRole.Unspecified), ["team[2].role REQUIRED"]),
        (Broke(i => i.Team[2].RegionCode = "SC"), ["team[2].region_code REGION_CODE"]),

        (Broke(i => i.SchemeId = "JOINT"), ["scheme_id UNKNOWN_SCHEME"]),
        (Broke(i => i.SchemeVersion = "2025"), ["scheme_version UNKNOWN_SCHEME_VERSION"]),
        (Broke(i => i.SchemeVersion = ""), ["scheme_version REQUIRED"]),
        (Broke(i => (i.StartDate, i.EndDate) = (Day("2025-12-30"), Day("2025-12-31"))), ["scheme_version SCHEME_NOT_VALID"]),
        (Broke(i => i.IndicatorResults.Clear()), ["indicator_results ITEM_COUNT"]),
        (Broke(i => i.IndicatorResults[0].DeductionReason = new string('测', 501)), ["indicator_results[0].deduction_reason TEXT_LENGTH"]),
        (Broke(i => i.IndicatorResults[0].EvidenceDigest = ByteString.CopyFrom(1, 2)), ["indicator_results[0].evidence_digest DIGEST"]),
        (Broke(i => i.Score = null), ["score REQUIRED"]),
        (Broke(i => i.NotRatedReason = NotRatedReason.New), ["not_rated_reason RATED_OR_NOT"]),
        (Broke(i => i.NotRatedReason = (NotRatedReason)9), ["not_rated_reason UNKNOWN_VALUE", "not_rated_reason RATED_OR_NOT"]),
        (Broke(i => i.VetoCodes.Add(Enumerable.Repeat("V1", 101))), ["veto_codes ITEM_COUNT", "score.grade VETO_WITHOUT_D"]),
        (Broke(i => { i.VetoCodes.Add(["V1", "V1"]); i.Score.Grade = Grade.D; }), ["veto_codes[1] TWICE"]),
        (NotRatedBut(i => i.NotRatedReason = NotRatedReason.Unspecified), ["not_rated_reason RATED_OR_NOT"]),
        (NotRatedBut(i => i.SchemeVersion = "2026"), ["scheme_version ONLY_WHEN_RATED"]),
        (NotRatedBut(i => i.IndicatorResults.Add(new IndicatorResult { Code = "B1.1" })), ["indicator_results ONLY_WHEN_RATED"]),
        (NotRatedBut(i => i.VetoCodes.Add("V1")), ["veto_codes ONLY_WHEN_RATED"]),
        (NotRatedBut(i => i.Score = new Score()), ["score ONLY_WHEN_RATED"]),

        (Broke(i => i.Findings.Add(Enumerable.Repeat(i.Findings[0], 199))), ["findings ITEM_COUNT"]),
        (Broke(i => i.Findings[1].Code = ""), ["findings[1].code TEXT_LENGTH"]),
        (Broke(i => i.Findings[1].LegalArticle = "法"), ["findings[1].legal_article TEXT_LENGTH"]),
        (Broke(i => i.Findings[1].Severity = FindingSeverity.Unspecified), ["findings[1].severity REQUIRED"]),
        (Broke(i => i.Findings[1].Description = new string('测', 501)), ["findings[1].description TEXT_LENGTH"]),
        (Broke(i => i.CaseFileSamples.Add(Enumerable.Repeat(i.CaseFileSamples[0], 100))), ["case_file_samples ITEM_COUNT"]),
        (Broke(i => i.CaseFileSamples[0].CaseNumberDigest = ByteString.Empty), ["case_file_samples[0].case_number_digest DIGEST"]),
        (Broke(i => i.CaseFileSamples[0].Category = "FM"), ["case_file_samples[0].category BUSINESS_CATEGORY"]),
        (Broke(i => i.CaseFileSamples[0].Category = "FM9901"), ["case_file_samples[0].category BUSINESS_CATEGORY"]),
        (Broke(i => i.CaseFileSamples[0].EntrustDate = Day("2025-12-02")), ["case_file_samples[0].issue_date DATES_OUT_OF_ORDER"]),
        (Broke(i => i.CaseFileSamples[0].DefectCodes.Add(Enumerable.Repeat("D", 50))), ["case_file_samples[0].defect_codes ITEM_COUNT"]),
        (Broke(i => i.CaseFileSamples[0].DefectCodes[0] = ""), ["case_file_samples[0].defect_codes[0] TEXT_LENGTH"]),
        (Broke(i => i.CaseFileSamples[0].Grade = FileGrade.Unspecified), ["case_file_samples[0].grade REQUIRED"]),
        (Broke(i => i.PeerRegion = "Chongqing"), ["peer_region REGION_CODE"]),
    ];

    private static readonly (Func<Inspection> Make, string Case)[] Whole =
    [
        (Broke(_ => { }), "as it is"),
        (Broke(i => (i.State, i.PublishDate) = (InspectionState.Final, null)), "final, not yet published"),
        (Broke(i => i.Object = Appraiser()), "an appraiser"),
        (Broke(i => i.Object.Number = "5199001"), "a licence number of seven digits"),
        (Broke(i => i.Object.Name = string.Concat(Enumerable.Repeat("𠮷", 200))), "a name of 200 characters of two UTF-16 units"),
        (Broke(i => i.EndDate = i.StartDate), "one day on site"),
        (Broke(i => (i.ObjectionStartDate, i.ObjectionEndDate) = (i.EndDate, i.EndDate)), "an objection window of one day"),
        (Broke(i => i.PublishDate = i.FinalDate), "published on the day on which it became final"),
        (Broke(i => i.Team.Add(Member("CQ-GM-001", InspectorRole.Observer))), "an observer"),
        (Broke(i => i.CaseFileSamples[0].Category = "HJ01"), "a group without items"),
        (Broke(i => i.PeerRegion = ""), "no other region"),
        (Broke(i => { i.VetoCodes.Add("V2"); i.Score.Grade = Grade.D; }), "a veto"),
        (NotRatedBut(_ => { }), "not rated"),
        (NotRatedBut(i => i.NotRatedReason = NotRatedReason.NoBusiness), "without business"),
    ];

    public static TheoryData<int> BrokenRows => new(Enumerable.Range(0, Broken.Length));

    public static TheoryData<int> WholeRows => new(Enumerable.Range(0, Whole.Length));

    [Theory]
    [MemberData(nameof(BrokenRows))]
    public void Check_OneRuleBroken_NamesItsFieldAndReason(int row)
        => Assert.Equal(Broken[row].Expected.Select(expected => $"{Path}.{expected}"), Check(Record(Broken[row].Make())));

    [Theory]
    [MemberData(nameof(WholeRows))]
    public void Check_WhatTheRulesAllow_FindsNothing(int row) => Assert.Empty(Check(Record(Whole[row].Make())));

    [Fact]
    public void Check_Empty_NamesEveryViolation()
        => Assert.Equal(
            ["end_date", "final_date", "inspection_number", "method", "not_rated_reason", "object", "objection_end_date", "objection_start_date", "start_date", "state", "team", "type"],
            Check(Record(new Inspection())).Select(found => found.Split(' ')[0][(Path.Length + 1)..]).Order(StringComparer.Ordinal));

    [Fact]
    public void Check_SchemeNotValidOnTheLastDay_NamesItsDates()
    {
        var early = Texts(i => (i.StartDate, i.EndDate) = (Day("2025-12-30"), Day("2025-12-31")));
        var late = Texts(i => i.SchemeVersion = "2024");

        Assert.Contains(early, text => text.Contains("from 2026-01-01 on", StringComparison.Ordinal));
        Assert.Contains(late, text => text.Contains("from 2024-01-01 to 2025-12-31", StringComparison.Ordinal));
    }

    private static List<string> Texts(Action<Inspection> change)
    {
        var record = Record(Inspection(change));
        var violations = new Violations(Today);
        Definition(record).Check(record.Content, "content", violations);
        return [.. violations.Found.Where(violation => violation.Rule.Reason == "SCHEME_NOT_VALID").Select(violation => violation.Rule.English)];
    }

    private static Func<Inspection> Broke(Action<Inspection> change) => () => Inspection(change);

    private static Func<Inspection> NotRatedBut(Action<Inspection> change) => () => NotRated(change);
}
