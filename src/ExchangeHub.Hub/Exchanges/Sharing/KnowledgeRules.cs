using System.Text.RegularExpressions;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Validation;
using static ExchangeHub.Hub.Exchanges.Sharing.RecordRules;

namespace ExchangeHub.Hub.Exchanges.Sharing;

/// <summary>What courses, guides, notices and projects must look like.</summary>
internal static partial class KnowledgeRules
{
    private const int MaxGuideScopes = 100;

    private static readonly Rule GuideScopeCount = Count(0, MaxGuideScopes);
    private static readonly Rule Period = new("PERIOD", "must be a quarter or a month, for example 2026-Q3 or 2026-09", "必须是季度或月份，例如 2026-Q3 或 2026-09");
    private static readonly Rule Percent = new("PERCENT", "must be 0 to 100", "必须在 0 至 100 之间");

    private static readonly TextRule CertificateNumber = new(1, 40);
    private static readonly TextRule NoticeText = new(0, 10_000, manyLines: true);
    private static readonly TextRule Progress = new(0, 2_000, manyLines: true);

    public static void Course(Course course, string path, Violations violations)
    {
        CourseId(violations, path, course.CourseId);
        Text200.Check(violations, path, "title", course.Title);
        Text100.Check(violations, path, "organiser", course.Organiser);
        var start = Date(violations, path, "start_date", course.StartDate);
        InOrder(violations, path, "end_date", start, Date(violations, path, "end_date", course.EndDate));
        Credit(violations, path, course.CreditTenths, min: 1);
        Documents(violations, path, course.Documents);
    }

    public static void CreditHours(CreditHours hours, string path, Violations violations)
    {
        CertificateNumber.Check(violations, path, "certificate_number", hours.CertificateNumber);
        CourseId(violations, path, hours.CourseId);
        Credit(violations, path, hours.CreditTenths, min: 0);
        PastDate(violations, path, "earned_date", hours.EarnedDate);
    }

    public static void TechnicalGuide(TechnicalGuide guide, string path, Violations violations)
    {
        Text100.Check(violations, path, "document_number", guide.DocumentNumber);
        Text50.Check(violations, path, "edition", guide.Edition);
        NoSlash(violations, path, "edition", guide.Edition);
        Text200.Check(violations, path, "title", guide.Title);
        Scopes(violations, path, guide.Scopes, MaxGuideScopes, GuideScopeCount);
        var first = Date(violations, path, "implementation_date", guide.ImplementationDate);
        InOrder(violations, path, "abolition_date", first, OptionalDate(violations, path, "abolition_date", guide.AbolitionDate));
        Documents(violations, path, guide.Documents);
    }

    public static void Notice(Notice notice, string path, Violations violations)
    {
        Text100.Check(violations, path, "notice_number", notice.NoticeNumber);
        Text200.Check(violations, path, "title", notice.Title);
        NoticeText.Check(violations, path, "text", notice.Text);
        Text100.Check(violations, path, "issuer", notice.Issuer);
        Date(violations, path, "issue_date", notice.IssueDate);
        Documents(violations, path, notice.Documents);
    }

    public static void ProjectProgress(ProjectProgress project, string path, Violations violations)
    {
        Text50.Check(violations, path, "project_id", project.ProjectId);
        violations.Require(PeriodForm().IsMatch(project.Period), path, "period", Period);
        Text200.Check(violations, path, "name", project.Name);
        Text100.Check(violations, path, "lead", project.Lead);
        CommonRules.Given(violations, path, "state", project.State);
        violations.Require(project.PercentDone is >= 0 and <= 100, path, "percent_done", Percent);
        Progress.Check(violations, path, "progress", project.Progress);
        Progress.Check(violations, path, "next_steps", project.NextSteps);
        OptionalDate(violations, path, "target_date", project.TargetDate);
        Documents(violations, path, project.Documents);
    }

    private static void CourseId(Violations violations, string path, string id)
    {
        Text50.Check(violations, path, "course_id", id);
        NoSlash(violations, path, "course_id", id);
    }

    [GeneratedRegex(@"^(?:19|20)[0-9]{2}-(?:Q[1-4]|0[1-9]|1[0-2])\z")]
    private static partial Regex PeriodForm();
}
