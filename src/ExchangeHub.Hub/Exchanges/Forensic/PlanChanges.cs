using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Inspections;
using ExchangeHub.Hub.Sharing;
using ExchangeHub.Hub.Validation;

namespace ExchangeHub.Hub.Exchanges.Forensic;

/// <summary>A plan in the light of what was published before it: what is drawn from never changes once it may be drawn.</summary>
internal static class PlanChanges
{
    private static readonly string[] Outcome = ["seed", "draw_time", "drawn_objects"];

    private static readonly Rule InputChanged = new("DRAW_INPUT_CHANGED", "is not what was announced before the draw", "与抽取前公布的内容不一致");

    public static void Check(RecordChange change)
    {
        if (change.Next.Content?.InspectionPlan is not { } next)
            return;
        var previous = change.Previous?.Content?.InspectionPlan;
        Transition(change, previous, next);
        if (previous is null)
            return;

        var isCorrection = change.Next.Operation == RecordOperation.Correct;
        if (!isCorrection)
        {
            foreach (var field in ForensicRules.Changed(previous, next, "state", "draw"))
                change.Violations.Add(change.Path, field, ForensicRules.NeedsCorrection);
        }
        // Before the draw an announcement can be corrected. The draw is then of the corrected one.
        if (!isCorrection || previous.State != PlanTransitions.First || next.State != PlanTransitions.First)
            Draw(change, previous, next);
    }

    private static void Transition(RecordChange change, InspectionPlan? previous, InspectionPlan next)
    {
        if (previous is null)
        {
            if (next.State != PlanTransitions.First)
                throw ForensicTransitions.Wrong(change.Next, ForensicTransitions.Nothing, ForensicTransitions.NameOf(next.State), [ForensicTransitions.NameOf(PlanTransitions.First)]);
            return;
        }
        var hasDraw = previous.Draw is not null;
        if (previous.State != next.State && !PlanTransitions.Allows(previous.State, next.State, hasDraw))
            throw ForensicTransitions.Wrong(change.Next, ForensicTransitions.NameOf(previous.State), ForensicTransitions.NameOf(next.State), PlanTransitions.Next(previous.State, hasDraw).Select(ForensicTransitions.NameOf));
    }

    private static void Draw(RecordChange change, InspectionPlan previous, InspectionPlan next)
    {
        if (previous.Draw is not { } before || next.Draw is not { } after)
        {
            change.Violations.Require(previous.Draw is null && next.Draw is null, change.Path, "draw", InputChanged);
            return;
        }
        var isDrawn = before.DrawnObjects.Count > 0;
        foreach (var field in ForensicRules.Changed(before, after, isDrawn ? [] : Outcome))
            change.Violations.Add($"{change.Path}.draw", field, InputChanged);
    }
}
