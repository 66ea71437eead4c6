using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Forensic;
using ExchangeHub.Domain.Inspections;
using ExchangeHub.Hub.Sharing;
using ExchangeHub.Hub.Validation;
using InspectorRole = ExchangeHub.Contracts.Forensic.V1.InspectorRole;
using Scheme = ExchangeHub.Domain.Forensic.ScoreScheme;

namespace ExchangeHub.Hub.Exchanges.Forensic;

/// <summary>A result in the light of its plan and of what was published before it.</summary>
internal sealed class InspectionChanges(Func<ScoreSchemes> schemes)
{
    private static readonly Rule NoPlan = new("NO_SUCH_PLAN", "is no plan that the region has published", "该地区未发布此检查计划");
    private static readonly Rule NotDrawnYet = new("PLAN_NOT_DRAWN", "is a plan that is not drawn yet", "该检查计划尚未抽取");
    private static readonly Rule NotDrawn = new("OBJECT_NOT_DRAWN", "was not drawn by the plan", "未被该检查计划抽中");
    private static readonly Rule OtherOfficers = new("OFFICERS_NOT_DRAWN", "must have the officers that the plan drew for the object, and no others", "执法人员必须与该计划为此对象抽取的一致");
    private static readonly Rule OtherExperts = new("EXPERTS_NOT_DRAWN", "must have the experts that the plan drew for the object, and no others", "专家必须与该计划为此对象抽取的一致");
    private static readonly Rule OtherRegion = new("SCHEME_OF_OTHER_REGION", "is the scheme of another region", "是其他地区的评分标准");
    private static readonly Rule OwnRegion = new("OWN_REGION", "must be another region than the one that publishes", "必须是发布地区以外的地区");

    /// <summary>The plan that a result belongs to.</summary>
    public static IEnumerable<RecordReference> References(Inspection inspection)
        => inspection.PlanNumber.Length > 0 ? [new RecordReference(DataSet.InspectionPlans, inspection.PlanNumber)] : [];

    public void Check(RecordChange change)
    {
        if (change.Next.Content?.Inspection is not { } next)
            return;
        if (change.Previous?.Content?.Inspection is { } previous)
            Previous(change, previous, next);
        var region = change.Next.ProducerRegion;
        change.Violations.Require(next.PeerRegion.Length == 0 || next.PeerRegion != region, change.Path, "peer_region", OwnRegion);
        var scheme = schemes().All.FirstOrDefault(scheme => scheme.SchemeId == next.SchemeId && scheme.Version == next.SchemeVersion);
        change.Violations.Require(scheme is null || scheme.Region == Scheme.Joint || scheme.Region == region, change.Path, "scheme_id", OtherRegion);
        Plan(change, next);
    }

    private static void Previous(RecordChange change, Inspection previous, Inspection next)
    {
        if (previous.State != next.State && !InspectionTransitions.Allows(previous.State, next.State))
            throw ForensicTransitions.Wrong(change.Next, ForensicTransitions.NameOf(previous.State), ForensicTransitions.NameOf(next.State), InspectionTransitions.Next(previous.State).Select(ForensicTransitions.NameOf));
        if (change.Next.Operation == RecordOperation.Correct)
            return;
        string[] free = previous.State == next.State && previous.State == InspectionState.Published
            ? ["has_open_complaint"]
            : ["state", "publish_date", "has_open_complaint"];
        foreach (var field in ForensicRules.Changed(previous, next, free))
            change.Violations.Add(change.Path, field, ForensicRules.NeedsCorrection);
    }

    private static void Plan(RecordChange change, Inspection next)
    {
        if (next.PlanNumber.Length == 0)
            return;
        var plan = change.Related.GetValueOrDefault(new RecordReference(DataSet.InspectionPlans, next.PlanNumber))?.Content?.InspectionPlan;
        if (!change.Violations.Require(plan is not null, change.Path, "plan_number", NoPlan) || plan!.Draw is not { } draw)
            return;
        if (!change.Violations.Require(draw.DrawnObjects.Count > 0, change.Path, "plan_number", NotDrawnYet) || next.Object is not { } inspected)
            return;

        var keys = Keys(inspected.Kind == InspectedKind.Institution ? [inspected.Number, inspected.Uscc] : [inspected.Number]);
        var drawn = draw.DrawnObjects.FirstOrDefault(item => keys.Contains(item.Key));
        if (!change.Violations.Require(drawn is not null, $"{change.Path}.object", "number", NotDrawn))
            return;
        change.Violations.Require(Keys(Of(next, InspectorRole.Officer)).SetEquals(drawn!.Officers), change.Path, "team", OtherOfficers);
        change.Violations.Require(Keys(Of(next, InspectorRole.Expert)).SetEquals(drawn.Experts), change.Path, "team", OtherExperts);
    }

    private static IEnumerable<string> Of(Inspection inspection, InspectorRole role)
        => inspection.Team.Where(member => member.Role == role).Select(member => member.Key);

    /// <summary>Keys in the form of a draw's result.</summary>
    private static HashSet<string> Keys(IEnumerable<string> raw) => [.. raw.Select(key => DrawKeys.Normalise(key) ?? key)];
}
