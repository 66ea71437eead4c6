using System.Globalization;
using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.Domain.Calendars;
using ExchangeHub.Domain.Inspections;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Sharing;
using ExchangeHub.Hub.Validation;
using Date = Google.Type.Date;

namespace ExchangeHub.Hub.Exchanges.Forensic;

/// <summary>A rectification in the light of its inspection, of the calendar, and of what was published before it.</summary>
internal sealed class RectificationChanges(Func<CalendarSet> calendars)
{
    private static readonly Rule NoInspection = new("NO_SUCH_INSPECTION", "is no inspection that the region has published", "该地区未发布此检查结果");
    private static readonly Rule NoFinding = new("NO_SUCH_FINDING", "is no finding of the inspection that needs rectification", "不是该检查中需整改的问题");
    private static readonly Rule OtherInstitution = new("OTHER_INSTITUTION", "must be of the institution that was inspected", "必须为该检查的机构");
    private static readonly Rule SecondExtension = new("EXTENDED_ALREADY", "may be set once, when a re-inspection has failed", "仅可在复查不合格后延期一次");

    /// <summary>The inspection that it follows from.</summary>
    public static IEnumerable<RecordReference> References(Rectification rectification)
        => [new RecordReference(DataSet.Inspections, rectification.InspectionNumber)];

    /// <exception cref="HubException">The table of states does not allow it, or a year has no calendar.</exception>
    public void Check(RecordChange change)
    {
        if (change.Next.Content?.Rectification is not { } next)
            return;
        if (change.Previous?.Content?.Rectification is { } previous)
            Previous(change, previous, next);
        Inspection(change, next);
        Term(change, next);
    }

    private static void Previous(RecordChange change, Rectification previous, Rectification next)
    {
        var wasExtended = previous.ExtensionDate is not null;
        var isCorrection = change.Next.Operation == RecordOperation.Correct;
        if (previous.State != next.State && !RectificationTransitions.Allows(previous.State, next.State, wasExtended))
            throw ForensicTransitions.Wrong(change.Next, ForensicTransitions.NameOf(previous.State), ForensicTransitions.NameOf(next.State), RectificationTransitions.Next(previous.State, wasExtended).Select(ForensicTransitions.NameOf));
        if (isCorrection)
            return;

        string[] free = ["state", "report_date", "reinspection_date", "remarks", "extension_date", "extension_days", "extension_due_date"];
        foreach (var field in ForensicRules.Changed(previous, next, free))
            change.Violations.Add(change.Path, field, ForensicRules.NeedsCorrection);
        if (previous.State == RectificationState.Failed && next.State == RectificationState.Extended)
            return;
        foreach (var field in ForensicRules.Changed(previous, next).Where(field => field.StartsWith("extension_", StringComparison.Ordinal)))
            change.Violations.Add(change.Path, field, SecondExtension);
    }

    private static void Inspection(RecordChange change, Rectification next)
    {
        var inspection = change.Related.GetValueOrDefault(new RecordReference(DataSet.Inspections, next.InspectionNumber))?.Content?.Inspection;
        if (!change.Violations.Require(inspection is not null, change.Path, "inspection_number", NoInspection))
            return;
        change.Violations.Require(next.Object?.Uscc == inspection!.Object?.Uscc, $"{change.Path}.object", "uscc", OtherInstitution);
        var codes = inspection.Findings.Where(finding => finding.NeedsRectification).Select(finding => finding.Code).ToHashSet(StringComparer.Ordinal);
        foreach (var (i, code) in next.FindingCodes.Index())
            change.Violations.Require(codes.Contains(code), change.Path, $"finding_codes[{i}]", NoFinding);
    }

    /// <summary>The due dates must be those that the region's calendar gives. What can't be read of them is a violation already.</summary>
    private void Term(RecordChange change, Rectification next)
    {
        if (!CalendarDates.TryToDateOnly(next.IssueDate, out var issued) || !RectificationRules.HasDays(next.Days) || next.Object is not { } inspected || !PracticeNumbers.IsDivisionCode(inspected.DivisionCode))
            return;
        try
        {
            // The province's calendar: the authority that issues notices sits in its capital, whatever the local holidays of who was inspected.
            var calendar = calendars().For(inspected.DivisionCode[..2]);
            var term = RectificationTerm.Of(issued, next.Days, calendar);
            Due(change, "due_date", next.DueDate, term.First.Due);
            if (CalendarDates.TryToDateOnly(next.ExtensionDate, out var granted) && RectificationRules.HasDays(next.ExtensionDays))
                Due(change, "extension_due_date", next.ExtensionDueDate, term.Extend(granted, next.ExtensionDays, calendar).Last.Due);
        }
        catch (CalendarYearMissingException missing)
        {
            throw new HubException(ErrorCatalogue.CalendarYearMissing, ("year", missing.Year.ToString(CultureInfo.InvariantCulture)), ("calendar", missing.Calendar)) { IsPrecondition = true };
        }
        catch (DataProblemsException wrong)
        {
            foreach (var problem in wrong.Problems)
                change.Violations.Add(change.Path, "extension_due_date", new Rule("EXTENSION_TERM", problem.English, problem.Chinese));
        }
    }

    private static void Due(RecordChange change, string name, Date? date, DateOnly due)
        => change.Violations.Require(
            CalendarDates.TryToDateOnly(date, out var day) && day == due, change.Path, name,
            new Rule("DUE_DATE", $"must be {due:yyyy-MM-dd}, by the region's working-day calendar", $"应为 {due:yyyy-MM-dd}（按该地区工作日历）"));
}
