using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Domain.Inspections;
using ExchangeHub.Hub.Validation;
using static ExchangeHub.Contracts.Forensic.V1.RectificationState;

namespace ExchangeHub.Hub.Exchanges.Forensic;

/// <summary>What a rectification must look like (整改), whatever was published before it.</summary>
internal static class RectificationRules
{
    private static readonly RectificationState[] Rectified = [Reported, Reinspected, Passed, Failed, Extended, Escalated];
    private static readonly RectificationState[] LookedAt = [Reinspected, Passed, Failed, Extended, Escalated];
    private static readonly RectificationState[] NeverExtended = [Issued, Acknowledged];

    private static readonly Rule CodeCount = ForensicRules.Count(1, 100);
    private static readonly Rule OnlyExtended = new("ONLY_WHEN_EXTENDED", "must be given with extension_date, and only then", "仅在延期（extension_date）时填写，且必须填写");
    private static readonly Rule NotYetExtended = new("NOT_YET_EXTENDED", "must be absent: an extension comes after a re-inspection", "应留空：延期在复查之后");

    public static readonly Rule Days = ForensicRules.Range(RectificationTerm.MinDays, RectificationTerm.MaxDays);

    public static void Check(Rectification rectification, string path, Violations violations)
    {
        ForensicRules.Number.Check(violations, path, "notice_number", rectification.NoticeNumber);
        ForensicRules.Number.Check(violations, path, "inspection_number", rectification.InspectionNumber);
        ForensicRules.Object(violations, $"{path}.object", rectification.Object);
        Codes(rectification, path, violations);
        violations.Require(HasDays(rectification.Days), path, "days", Days);
        CommonRules.Given(violations, path, "state", rectification.State);
        Dates(rectification, path, violations);
        ForensicRules.LongText.Check(violations, path, "remarks", rectification.Remarks);
    }

    public static bool HasDays(int days) => days is >= RectificationTerm.MinDays and <= RectificationTerm.MaxDays;

    private static void Codes(Rectification rectification, string path, Violations violations)
    {
        if (!violations.Require(rectification.FindingCodes.Count is >= 1 and <= 100, path, "finding_codes", CodeCount))
            return;
        ForensicRules.Code.CheckEach(violations, path, "finding_codes", rectification.FindingCodes);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, code) in rectification.FindingCodes.Index())
            violations.Require(seen.Add(code), path, $"finding_codes[{i}]", ForensicRules.Twice);
    }

    private static void Dates(Rectification rectification, string path, Violations violations)
    {
        var state = rectification.State;
        var issued = ForensicRules.Day(violations, path, "issue_date", rectification.IssueDate, past: true);
        ForensicRules.InOrder(violations, path,
            new("issue_date", issued), new("due_date", ForensicRules.Day(violations, path, "due_date", rectification.DueDate), IsAfter: true));
        var extended = Extension(rectification, path, violations);
        var reported = ForensicRules.Day(violations, path, "report_date", rectification.ReportDate, required: Rectified.Contains(state), past: true);
        var lookedAt = ForensicRules.Day(violations, path, "reinspection_date", rectification.ReinspectionDate, required: LookedAt.Contains(state), past: true);

        // An extension comes after the first report and the first look; the second ones come after it, and one by one.
        var issue = new DatedField("issue_date", issued);
        if (state == Extended)
            ForensicRules.InOrder(violations, path, issue, new("report_date", reported), new("reinspection_date", lookedAt), new("extension_date", extended));
        else if (LookedAt.Contains(state))
            ForensicRules.InOrder(violations, path, issue, new("extension_date", extended), new("report_date", reported), new("reinspection_date", lookedAt));
        else if (Rectified.Contains(state))
            ForensicRules.InOrder(violations, path, issue, new("extension_date", extended), new("report_date", reported));
        else
            ForensicRules.InOrder(violations, path, issue, new("extension_date", extended));
    }

    /// <returns>The day of the extension; null where there is none.</returns>
    private static DateOnly? Extension(Rectification rectification, string path, Violations violations)
    {
        var isExtended = rectification.ExtensionDate is not null;
        violations.Require(!isExtended || !NeverExtended.Contains(rectification.State), path, "extension_date", NotYetExtended);
        var extended = ForensicRules.Day(violations, path, "extension_date", rectification.ExtensionDate, required: rectification.State == Extended, past: true);
        if (!isExtended)
        {
            violations.Require(rectification.ExtensionDays == 0, path, "extension_days", OnlyExtended);
            violations.Require(rectification.ExtensionDueDate is null, path, "extension_due_date", OnlyExtended);
            return null;
        }
        violations.Require(HasDays(rectification.ExtensionDays), path, "extension_days", Days);
        ForensicRules.InOrder(violations, path,
            new("extension_date", extended), new("extension_due_date", ForensicRules.Day(violations, path, "extension_due_date", rectification.ExtensionDueDate), IsAfter: true));
        return extended;
    }
}
