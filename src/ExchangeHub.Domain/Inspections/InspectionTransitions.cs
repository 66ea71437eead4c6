using ExchangeHub.Contracts.Forensic.V1;
using static ExchangeHub.Contracts.Forensic.V1.InspectionState;

namespace ExchangeHub.Domain.Inspections;

/// <summary>One row of the table: from which state an inspection goes on to which.</summary>
/// <param name="From">The state before.</param>
/// <param name="To">The states that may follow it.</param>
public sealed record InspectionTransition(InspectionState From, IReadOnlyList<InspectionState> To);

/// <summary>The life of an inspection (检查流程): the one table that regions and hub go by.</summary>
public static class InspectionTransitions
{
    /// <summary>All rows: one for each state that another can follow.</summary>
    public static IReadOnlyList<InspectionTransition> Rows { get; } =
    [
        // Whoever is inspected upon a complaint was not drawn.
        new(Planned, [Drawn, Notified, Cancelled]),
        new(Drawn, [Notified, Cancelled]),
        new(Notified, [OnSite, Cancelled]),
        new(OnSite, [Scored, Cancelled]),
        new(Scored, [Reviewed, Cancelled]),
        new(Reviewed, [Feedback, Cancelled]),
        new(Feedback, [Objected, Final, Cancelled]),
        // An objection is turned down, or looked into from the review, from the points or on site again.
        new(Objected, [Feedback, Reviewed, Scored, OnSite, Cancelled]),
        new(Final, [Published]),
    ];

    /// <summary>Whether one state may follow another. None follows itself.</summary>
    public static bool Allows(InspectionState from, InspectionState to) => Next(from).Contains(to);

    /// <summary>The states that may follow one; none for an end.</summary>
    public static IReadOnlyList<InspectionState> Next(InspectionState from) => Rows.FirstOrDefault(row => row.From == from)?.To ?? [];

    /// <summary>Whether a result in this state leaves its region: only final ones (定稿) do.</summary>
    public static bool LeavesRegion(InspectionState state) => state is Final or Published;
}
