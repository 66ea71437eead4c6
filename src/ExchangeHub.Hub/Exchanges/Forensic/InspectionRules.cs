using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Domain.Forensic;
using ExchangeHub.Domain.Inspections;
using ExchangeHub.Hub.Validation;
using InspectorRole = ExchangeHub.Contracts.Forensic.V1.InspectorRole;
using Scheme = ExchangeHub.Domain.Forensic.ScoreScheme;

namespace ExchangeHub.Hub.Exchanges.Forensic;

/// <summary>What a result must look like (检查结果), whatever was published before it.</summary>
internal sealed class InspectionRules(Func<ScoreSchemes> schemes)
{
    /// <summary>The most indicators that a scheme can have.</summary>
    private const int MaxIndicators = Scheme.MaxDimensions * Scheme.MaxIndicators;

    private const int MinOfficers = DrawPlan.MinOfficers;

    private static readonly Rule OnlyFinal = new("ONLY_FINAL", "must be FINAL or PUBLISHED: no other result leaves its region", "必须为已定稿（FINAL）或已公示（PUBLISHED）：其他结果不得提供给其他地区");
    private static readonly Rule TooFewOfficers = new("TOO_FEW_OFFICERS", $"must have at least {MinOfficers} enforcement officers", $"执法人员不得少于 {MinOfficers} 人");
    private static readonly Rule OnlyRated = new("ONLY_WHEN_RATED", "must be absent where it is not rated", "不予评级时应留空");
    private static readonly Rule EitherRated = new("RATED_OR_NOT", "must be given where there is no scheme, and only then", "未使用评分标准时必填，否则应留空");
    private static readonly Rule UnknownScheme = new("UNKNOWN_SCHEME", "is no score scheme that the hub has", "交换中心没有该评分标准");
    private static readonly Rule UnknownVersion = new("UNKNOWN_SCHEME_VERSION", "is no version of the score scheme that the hub has", "交换中心没有该评分标准的这一版本");
    private static readonly Rule Category = new("BUSINESS_CATEGORY", "must be the code of a business category below its class, such as FM0201", "必须是大类以下的业务类别代码（如 FM0201）");

    private static readonly Rule TeamCount = ForensicRules.Count(1, 40);
    private static readonly Rule IndicatorCount = ForensicRules.Count(1, MaxIndicators);
    private static readonly Rule VetoCount = ForensicRules.Count(0, 100);
    private static readonly Rule FindingCount = ForensicRules.Count(0, 200);
    private static readonly Rule SampleCount = ForensicRules.Count(0, 100);
    private static readonly Rule DefectCount = ForensicRules.Count(0, 50);
    private static readonly TextRule Article = new(2, 200);

    public void Check(Inspection inspection, string path, Violations violations)
    {
        ForensicRules.Number.Check(violations, path, "inspection_number", inspection.InspectionNumber);
        ForensicRules.OptionalNumber.Check(violations, path, "plan_number", inspection.PlanNumber);
        ForensicRules.Object(violations, $"{path}.object", inspection.Object);
        CommonRules.Given(violations, path, "type", inspection.Type);
        CommonRules.Given(violations, path, "method", inspection.Method);
        State(inspection, path, violations);
        var lastDay = Dates(inspection, path, violations);
        Team(inspection, path, violations);
        Result(inspection, path, violations, lastDay);
        Findings(inspection, path, violations);
        Samples(inspection, path, violations);
        if (inspection.PeerRegion.Length > 0)
            ForensicRules.Region(violations, path, "peer_region", inspection.PeerRegion);
    }

    private static void State(Inspection inspection, string path, Violations violations)
    {
        CommonRules.Given(violations, path, "state", inspection.State);
        if (inspection.State != InspectionState.Unspecified && Enum.IsDefined(inspection.State))
            violations.Require(InspectionTransitions.LeavesRegion(inspection.State), path, "state", OnlyFinal);
    }

    /// <returns>The last day on site; null where there is none.</returns>
    private static DateOnly? Dates(Inspection inspection, string path, Violations violations)
    {
        var isPublished = inspection.State == InspectionState.Published;
        var end = ForensicRules.Day(violations, path, "end_date", inspection.EndDate);
        ForensicRules.InOrder(violations, path,
            new("start_date", ForensicRules.Day(violations, path, "start_date", inspection.StartDate)),
            new("end_date", end),
            new("objection_start_date", ForensicRules.Day(violations, path, "objection_start_date", inspection.ObjectionStartDate)),
            new("objection_end_date", ForensicRules.Day(violations, path, "objection_end_date", inspection.ObjectionEndDate)),
            new("final_date", ForensicRules.Day(violations, path, "final_date", inspection.FinalDate, past: true), IsAfter: true),
            new("publish_date", ForensicRules.Day(violations, path, "publish_date", inspection.PublishDate, required: isPublished, past: isPublished)));
        return end;
    }

    private static void Team(Inspection inspection, string path, Violations violations)
    {
        if (!violations.Require(inspection.Team.Count is >= 1 and <= 40, path, "team", TeamCount))
            return;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, member) in inspection.Team.Index())
        {
            var where = $"{path}.team[{i}]";
            ForensicRules.Key.Check(violations, where, "key", member.Key);
            violations.Require(seen.Add(DrawKeys.Normalise(member.Key) ?? member.Key), where, "key", ForensicRules.Twice);
            CommonRules.Given(violations, where, "role", member.Role);
            ForensicRules.Region(violations, where, "region_code", member.RegionCode);
        }
        violations.Require(inspection.Team.Count(member => member.Role == InspectorRole.Officer) >= MinOfficers, path, "team", TooFewOfficers);
    }

    /// <summary>Either there is a scheme and all that belongs to it, or a reason why there is none.</summary>
    private void Result(Inspection inspection, string path, Violations violations, DateOnly? lastDay)
    {
        violations.Require(inspection.VetoCodes.Count <= 100, path, "veto_codes", VetoCount);
        violations.Require(Enum.IsDefined(inspection.NotRatedReason), path, "not_rated_reason", CommonRules.UnknownValue);
        var isRated = inspection.SchemeId.Length > 0;
        violations.Require(inspection.NotRatedReason == NotRatedReason.Unspecified == isRated, path, "not_rated_reason", EitherRated);
        if (isRated)
        {
            Rated(inspection, path, violations, lastDay);
            return;
        }
        violations.Require(inspection.SchemeVersion.Length == 0, path, "scheme_version", OnlyRated);
        violations.Require(inspection.IndicatorResults.Count == 0, path, "indicator_results", OnlyRated);
        violations.Require(inspection.VetoCodes.Count == 0, path, "veto_codes", OnlyRated);
        violations.Require(inspection.Score is null, path, "score", OnlyRated);
    }

    private void Rated(Inspection inspection, string path, Violations violations, DateOnly? lastDay)
    {
        violations.Require(inspection.Score is not null, path, "score", CommonRules.Required);
        if (!violations.Require(inspection.IndicatorResults.Count is >= 1 and <= MaxIndicators, path, "indicator_results", IndicatorCount))
            return;
        foreach (var (i, result) in inspection.IndicatorResults.Index())
        {
            var where = $"{path}.indicator_results[{i}]";
            ForensicRules.Code.Check(violations, where, "code", result.Code);
            ForensicRules.OptionalText.Check(violations, where, "deduction_reason", result.DeductionReason);
            if (result.EvidenceDigest.Length > 0)
                ForensicRules.Sha256(violations, where, "evidence_digest", result.EvidenceDigest);
        }
        if (inspection.VetoCodes.Count <= 100)
            NoRepeats(violations, path, "veto_codes", inspection.VetoCodes);
        if (SchemeOf(inspection, path, violations) is not { } scheme)
            return;
        violations.Require(lastDay is not { } day || scheme.IsValidOn(day), path, "scheme_version", NotValid(scheme));
        ScoreRules.Check(violations, path, inspection, scheme);
    }

    private Scheme? SchemeOf(Inspection inspection, string path, Violations violations)
    {
        var versions = schemes().All.Where(scheme => scheme.SchemeId == inspection.SchemeId).ToList();
        if (!violations.Require(versions.Count > 0, path, "scheme_id", UnknownScheme))
            return null;
        var scheme = versions.Find(scheme => scheme.Version == inspection.SchemeVersion);
        violations.Require(scheme is not null, path, "scheme_version", inspection.SchemeVersion.Length == 0 ? CommonRules.Required : UnknownVersion);
        return scheme;
    }

    private static Rule NotValid(Scheme scheme)
        => scheme.ValidTo is { } end
            ? new("SCHEME_NOT_VALID", $"is valid from {scheme.ValidFrom:yyyy-MM-dd} to {end:yyyy-MM-dd}, which the last day on site is not", $"有效期为 {scheme.ValidFrom:yyyy-MM-dd} 至 {end:yyyy-MM-dd}，检查结束日不在其中")
            : new("SCHEME_NOT_VALID", $"is valid from {scheme.ValidFrom:yyyy-MM-dd} on, and the last day on site is earlier", $"自 {scheme.ValidFrom:yyyy-MM-dd} 起有效，检查结束日早于该日");

    private static void Findings(Inspection inspection, string path, Violations violations)
    {
        if (!violations.Require(inspection.Findings.Count <= 200, path, "findings", FindingCount))
            return;
        foreach (var (i, finding) in inspection.Findings.Index())
        {
            var where = $"{path}.findings[{i}]";
            ForensicRules.Code.Check(violations, where, "code", finding.Code);
            Article.Check(violations, where, "legal_article", finding.LegalArticle);
            CommonRules.Given(violations, where, "severity", finding.Severity);
            ForensicRules.OptionalText.Check(violations, where, "description", finding.Description);
        }
    }

    private static void Samples(Inspection inspection, string path, Violations violations)
    {
        if (!violations.Require(inspection.CaseFileSamples.Count <= 100, path, "case_file_samples", SampleCount))
            return;
        foreach (var (i, sample) in inspection.CaseFileSamples.Index())
        {
            var where = $"{path}.case_file_samples[{i}]";
            ForensicRules.Sha256(violations, where, "case_number_digest", sample.CaseNumberDigest);
            violations.Require(BusinessCategories.BuiltIn.Find(sample.Category)?.Parent is not null, where, "category", Category);
            ForensicRules.InOrder(violations, where,
                new("entrust_date", ForensicRules.Day(violations, where, "entrust_date", sample.EntrustDate, required: false)),
                new("issue_date", ForensicRules.Day(violations, where, "issue_date", sample.IssueDate, required: false)));
            if (violations.Require(sample.DefectCodes.Count <= 50, where, "defect_codes", DefectCount))
                ForensicRules.Code.CheckEach(violations, where, "defect_codes", sample.DefectCodes);
            CommonRules.Given(violations, where, "grade", sample.Grade);
        }
    }

    private static void NoRepeats(Violations violations, string path, string name, IEnumerable<string> items)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, item) in items.Index())
            violations.Require(seen.Add(item), path, $"{name}[{i}]", ForensicRules.Twice);
    }
}
