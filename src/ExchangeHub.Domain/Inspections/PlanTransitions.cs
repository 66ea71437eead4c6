using ExchangeHub.Contracts.Forensic.V1;
using static ExchangeHub.Contracts.Forensic.V1.PlanState;

namespace ExchangeHub.Domain.Inspections;

/// <summary>One row of the table: from which state a plan goes on to which.</summary>
/// <param name="From">The state before.</param>
/// <param name="To">The state after.</param>
/// <param name="HasDraw">Whether it is for plans with a draw, or for those without; null for both.</param>
public sealed record PlanTransition(PlanState From, PlanState To, bool? HasDraw = null);

/// <summary>The life of a plan of inspections (检查计划流程): the one table that regions and hub go by.</summary>
public static class PlanTransitions
{
    /// <summary>All rows.</summary>
    public static IReadOnlyList<PlanTransition> Rows { get; } =
    [
        new(Announced, Drawn, HasDraw: true),
        new(Announced, Done, HasDraw: false),
        new(Announced, Cancelled),
        new(Drawn, Done, HasDraw: true),
        new(Drawn, Cancelled, HasDraw: true),
    ];

    /// <summary>Where every plan begins: what is drawn from is public before it is drawn.</summary>
    public const PlanState First = Announced;

    /// <summary>Whether one state may follow another. None follows itself.</summary>
    public static bool Allows(PlanState from, PlanState to, bool hasDraw) => Next(from, hasDraw).Contains(to);

    /// <summary>The states that may follow one; none for an end.</summary>
    public static IReadOnlyList<PlanState> Next(PlanState from, bool hasDraw)
        => [.. Rows.Where(row => row.From == from && (row.HasDraw ?? hasDraw) == hasDraw).Select(row => row.To)];
}
