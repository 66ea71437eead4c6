using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Calendars;
using ExchangeHub.Domain.Forensic;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Exchanges.Forensic;
using ExchangeHub.Hub.Sharing;
using ExchangeHub.Hub.Validation;
using static ExchangeHub.Contracts.Forensic.V1.RectificationState;
using static ExchangeHub.Hub.Tests.Exchanges.Forensic.ForensicRecords;
using Record = ExchangeHub.Contracts.Sharing.V1.Record;

namespace ExchangeHub.Hub.Tests.Exchanges.Forensic;

/// <summary>The rules of a rectification: each row breaks one of them in an otherwise valid one.</summary>
public class RectificationRulesTests
{
    private static readonly (Func<Rectification> Make, string[] Expected)[] Broken =
    [
        (Of(Reported, r => r.NoticeNumber = ""), ["notice_number TEXT_LENGTH"]),
        (Of(Reported, r => r.InspectionNumber = ""), ["inspection_number TEXT_LENGTH"]),
        (Of(Reported, r => r.Object = null), ["object REQUIRED"]),
        (Of(Reported, r => r.Object.Number = "1"), ["object.number LICENCE_NUMBER"]),
        (Of(Reported, r => r.FindingCodes.Clear()), ["finding_codes ITEM_COUNT"]),
        (Of(Reported, r => r.FindingCodes.Add(Enumerable.Range(0, 100).Select(i => $"F{i}"))), ["finding_codes ITEM_COUNT"]),
        (Of(Reported, r => r.FindingCodes.Add("F-01")), ["finding_codes[1] TWICE"]),
        (Of(Reported, r => r.FindingCodes[0] = ""), ["finding_codes[0] TEXT_LENGTH"]),
        (Of(Reported, r => r.Days = 14), ["days OUT_OF_RANGE"]),
        (Of(Reported, r => r.Days = 31), ["days OUT_OF_RANGE"]),
        (Of(Reported, r => r.State = Unspecified), ["state REQUIRED"]),
        (Of(Reported, r => r.State = (RectificationState)99), ["state UNKNOWN_VALUE"]),
        (Of(Issued, r => r.IssueDate = null), ["issue_date REQUIRED"]),
        (Of(Issued, r => r.IssueDate = Day("2026-06-02")), ["issue_date IN_THE_FUTURE", "due_date DATES_OUT_OF_ORDER"]),
        (Of(Issued, r => r.DueDate = null), ["due_date REQUIRED"]),
        (Of(Issued, r => r.DueDate = r.IssueDate), ["due_date DATES_OUT_OF_ORDER"]),
        (Of(Reported, r => r.ReportDate = null), ["report_date REQUIRED"]),
        (Of(Reported, r => r.ReportDate = Day("2026-06-02")), ["report_date IN_THE_FUTURE"]),
        (Of(Reported, r => r.ReportDate = Day("2026-03-19")), ["report_date DATES_OUT_OF_ORDER"]),
        (Of(Passed, r => r.ReportDate = null), ["report_date REQUIRED"]),
        (Of(Reinspected, r => r.ReinspectionDate = null), ["reinspection_date REQUIRED"]),
        (Of(Passed, r => r.ReinspectionDate = null), ["reinspection_date REQUIRED"]),
        (Of(Failed, r => r.ReinspectionDate = null), ["reinspection_date REQUIRED"]),
        (Of(Escalated, r => r.ReinspectionDate = null), ["reinspection_date REQUIRED"]),
        (Of(Passed, r => r.ReinspectionDate = Day("2026-04-09")), ["reinspection_date DATES_OUT_OF_ORDER"]),
        (Of(Extended, r => (r.ExtensionDate, r.ExtensionDays, r.ExtensionDueDate) = (null, 0, null)), ["extension_date REQUIRED"]),
        (Of(Extended, r => r.ExtensionDays = 14), ["extension_days OUT_OF_RANGE"]),
        (Of(Extended, r => r.ExtensionDueDate = null), ["extension_due_date REQUIRED"]),
        (Of(Extended, r => r.ExtensionDate = Day("2026-04-20")), ["extension_date DATES_OUT_OF_ORDER"]),
        (Of(Reported, r => r.ExtensionDays = 15), ["extension_days ONLY_WHEN_EXTENDED"]),
        (Of(Reported, r => r.ExtensionDueDate = Day("2026-05-07")), ["extension_due_date ONLY_WHEN_EXTENDED"]),
        (Of(Reported, Extend), ["report_date DATES_OUT_OF_ORDER"]),
        (Of(Issued, Extend), ["extension_date NOT_YET_EXTENDED"]),
        (Of(Acknowledged, Extend), ["extension_date NOT_YET_EXTENDED"]),
        (Of(Reported, r => r.Remarks = new string('测', 1_001)), ["remarks TEXT_LENGTH"]),
    ];

    public static TheoryData<int> BrokenRows => new(Enumerable.Range(0, Broken.Length));

    public static TheoryData<RectificationState> States => new(Enum.GetValues<RectificationState>().Where(state => state != Unspecified));

    [Theory]
    [MemberData(nameof(BrokenRows))]
    public void Check_OneRuleBroken_NamesItsFieldAndReason(int row)
        => Assert.Equal(Broken[row].Expected.Select(expected => $"rectification.{expected}"), Check(Record(Broken[row].Make())));

    [Theory]
    [MemberData(nameof(States))]
    public void Check_OfEachState_IsTaken(RectificationState state)
    {
        Assert.Empty(Check(Record(Rectification(state))));
        Assert.Empty(Change(null, Record(Rectification(state)), Record(Inspection())));
    }

    [Fact]
    public void Check_SecondReportAfterAnExtension_IsTaken()
    {
        var second = Rectification(Reported, r => { Extend(r); r.ReportDate = Day("2026-05-06"); r.ReinspectionDate = Day("2026-04-21"); });
        var passed = Rectification(Passed, r => { Extend(r); r.ReportDate = Day("2026-05-06"); r.ReinspectionDate = Day("2026-05-11"); });

        Assert.Empty(Check(Record(second)));
        Assert.Empty(Check(Record(passed)));
        Assert.Empty(Check(Record(Rectification(InProgress, r => { Extend(r); r.ReportDate = Day("2026-04-10"); r.ReinspectionDate = Day("2026-04-21"); }))));
    }

    [Fact]
    public void Change_InspectionOrFindingThatIsNotThere_IsNamed()
    {
        Assert.Equal(["inspection_number NO_SUCH_INSPECTION"], Change(null, Record(Rectification())));
        Assert.Equal(["inspection_number NO_SUCH_INSPECTION"], Change(null, Record(Rectification()), Record(Inspection(), 2, RecordOperation.Delete)));
        Assert.Equal(
            ["finding_codes[1] NO_SUCH_FINDING", "finding_codes[2] NO_SUCH_FINDING"],
            Change(null, Record(Rectification(change: r => r.FindingCodes.Add(["F-02", "F-03"]))), Record(Inspection())));
        Assert.Equal(["object.uscc OTHER_INSTITUTION"], Change(null, Record(Rectification(change: r => r.Object.Uscc = "12519999MB990003XT")), Record(Inspection())));
    }

    [Fact]
    public void Change_DueDateOtherThanTheCalendars_NamesTheRightOne()
    {
        Assert.Equal(["due_date DUE_DATE"], Change(null, Record(Rectification(change: r => r.DueDate = Day("2026-04-19"))), Record(Inspection())));
        Assert.Equal(["extension_due_date DUE_DATE"], Change(null, Record(Rectification(Extended, r => r.ExtensionDueDate = Day("2026-05-08"))), Record(Inspection())));
        Assert.Equal(["extension_due_date EXTENSION_TERM"], Change(null, Record(Rectification(Extended, r => (r.ExtensionDate, r.ExtensionDueDate) = (Day("2026-04-01"), Day("2026-04-16")))), Record(Inspection())));

        var violations = new Violations(Today);
        var next = Record(Rectification(change: r => r.DueDate = Day("2026-04-19")));
        Definition(next).CheckChange(new RecordChange(null, next, "content", violations, new Dictionary<RecordReference, Record>()));
        Assert.Contains(violations.Found, violation => violation.Rule.English.Contains("2026-04-20", StringComparison.Ordinal));
    }

    [Fact]
    public void Change_RegionsOwnHoliday_CountsAndACountysDoesNot()
    {
        var sets = new ForensicDataSets(() => ScoreSchemes.Samples, () => CalendarSet.BuiltIn.With([Cases.CaseSamples.DayOff("2026-04-20", 1, "51"), Cases.CaseSamples.DayOff("2026-04-21", 1, "510104")]));
        var next = Record(Rectification(change: r => r.DueDate = Day("2026-04-21")));
        var violations = new Violations(Today);

        sets.All[2].CheckChange(new RecordChange(null, next, "content", violations, new Dictionary<RecordReference, Record>()));

        Assert.DoesNotContain(violations.Found, violation => violation.Rule.Reason == "DUE_DATE");
    }

    [Fact]
    public void Change_YearWithoutCalendar_IsRefused()
    {
        var error = Assert.Throws<HubException>(() => Change(null, Record(Rectification(change: r => r.IssueDate = Day("2023-03-20"))), Record(Inspection())));

        Assert.Equal(("CALENDAR_YEAR_MISSING", "2023"), (error.Kind.Reason, error.Metadata["year"]));
    }

    [Fact]
    public void Change_ThroughFailureAndExtension_IsTakenOnce()
    {
        Assert.Empty(Change(Record(Rectification(Failed)), Record(Rectification(Extended), 2), Record(Inspection())));
        var again = Rectification(Failed, Extend);

        var error = Assert.Throws<HubException>(() => Change(Record(again), Record(Rectification(Extended), 2), Record(Inspection())));

        Assert.Equal(("RECORD_TRANSITION", "RECTIFICATION_STATE_ESCALATED"), (error.Kind.Reason, error.Metadata["allowed"]));
        Assert.Equal(("RECTIFICATION_STATE_FAILED", "RECTIFICATION_STATE_EXTENDED"), (error.Metadata["from"], error.Metadata["to"]));
    }

    [Fact]
    public void Change_StateNotInTheTable_IsRefusedCorrectedOrNot()
        => Assert.All([RecordOperation.Upsert, RecordOperation.Correct], operation
            => Assert.Throws<HubException>(() => Change(Record(Rectification(Issued)), Record(Rectification(Reported), 2, operation), Record(Inspection()))));

    [Fact]
    public void Change_WhatTheNoticeSaid_NeedsACorrection()
    {
        var before = Record(Rectification(InProgress));
        var after = Rectification(Reported, r => { r.FindingCodes[0] = "F-09"; r.Days = 20; r.DueDate = Day("2026-04-09"); r.Remarks = "测试"; });

        Assert.Equal(["finding_codes NEEDS_CORRECTION", "days NEEDS_CORRECTION", "due_date NEEDS_CORRECTION", "finding_codes[0] NO_SUCH_FINDING"], Change(before, Record(after, 2), Record(Inspection())));
        Assert.Equal(["finding_codes[0] NO_SUCH_FINDING"], Change(before, Record(after, 2, RecordOperation.Correct), Record(Inspection())));
    }

    [Fact]
    public void Change_ExtensionAtAnotherTime_IsNamed()
        => Assert.Equal(
            ["extension_date EXTENDED_ALREADY", "extension_days EXTENDED_ALREADY", "extension_due_date EXTENDED_ALREADY"],
            Change(Record(Rectification(InProgress)), Record(Rectification(Reported, r => { Extend(r); r.ReportDate = Day("2026-05-06"); }), 2), Record(Inspection())));

    [Fact]
    public void Change_ExtensionThatIsThere_NeedsACorrection()
    {
        var longer = Rectification(Extended, r => (r.ExtensionDays, r.ExtensionDueDate) = (16, Day("2026-05-08")));

        Assert.Equal(["extension_days EXTENDED_ALREADY", "extension_due_date EXTENDED_ALREADY"], Change(Record(Rectification(Extended)), Record(longer, 2), Record(Inspection())));
        Assert.Empty(Change(Record(Rectification(Extended)), Record(longer, 2, RecordOperation.Correct), Record(Inspection())));
    }

    private static Func<Rectification> Of(RectificationState state, Action<Rectification> change) => () => Rectification(state, change);
}
