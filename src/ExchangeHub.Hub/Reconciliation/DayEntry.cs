using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Storage;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>How reconciliation of one participant and day stands (对账日). Days are added when they have closed; what is to be done is read from here.</summary>
internal sealed class DayEntry
{
    public required string ParticipantId { get; init; }

    /// <summary>The day (Asia/Shanghai).</summary>
    public required DateOnly Day { get; init; }

    /// <summary><see cref="ReconciliationRunState.Queued"/> until a run has compared it, then how that ended.</summary>
    public ReconciliationRunState State { get; set; } = ReconciliationRunState.Queued;

    /// <summary>The last run that compared it, or tried to.</summary>
    public Guid? LastRunId { get; set; }

    public DateTimeOffset? CompareTime { get; set; }

    /// <summary>Since when it is known and not reconciled; null once it is, with differences or without.</summary>
    public DateTimeOffset? UnreconciledSince { get; set; }
}

/// <summary>
/// Which of several hubs compares a participant's ledger: one at a time. Two at once do no harm: a window counts once, and a difference is the same
/// for both.
/// </summary>
internal sealed class ReconciliationLease : Lease;
