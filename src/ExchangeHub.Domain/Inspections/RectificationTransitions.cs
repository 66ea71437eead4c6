using ExchangeHub.Contracts.Forensic.V1;
using static ExchangeHub.Contracts.Forensic.V1.RectificationState;

namespace ExchangeHub.Domain.Inspections;

/// <summary>One row of the table: from which state a rectification goes on to which.</summary>
/// <param name="From">The state before.</param>
/// <param name="To">The state after.</param>
/// <param name="IsOnce">Whether it happens but once in the life of a rectification.</param>
public sealed record RectificationTransition(RectificationState From, RectificationState To, bool IsOnce = false);

/// <summary>The life of a rectification (整改流程): the one table that regions and hub go by.</summary>
public static class RectificationTransitions
{
    /// <summary>All rows.</summary>
    public static IReadOnlyList<RectificationTransition> Rows { get; } =
    [
        new(Issued, Acknowledged),
        new(Acknowledged, InProgress),
        new(InProgress, Reported),
        new(Reported, Reinspected),
        new(Reinspected, Passed),
        new(Reinspected, Failed),
        new(Failed, Extended, IsOnce: true),
        new(Failed, Escalated),
        new(Extended, InProgress),
    ];

    /// <summary>Whether one state may follow another. None follows itself.</summary>
    /// <param name="from">The state before.</param>
    /// <param name="to">The state after.</param>
    /// <param name="wasExtended">Whether it was extended before: there is no second time.</param>
    public static bool Allows(RectificationState from, RectificationState to, bool wasExtended) => Next(from, wasExtended).Contains(to);

    /// <summary>The states that may follow one; none for an end.</summary>
    /// <param name="from">The state before.</param>
    /// <param name="wasExtended">Whether it was extended before.</param>
    public static IReadOnlyList<RectificationState> Next(RectificationState from, bool wasExtended)
        => [.. Rows.Where(row => row.From == from && !(row.IsOnce && wasExtended)).Select(row => row.To)];

    /// <summary>Whether nothing is expected any more of who was to rectify: it passed, or was passed on for a sanction.</summary>
    public static bool IsDone(RectificationState state) => state is Passed or Escalated;
}
