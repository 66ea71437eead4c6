using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Contracts.Reconciliation.V1;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>One comparison of a participant's ledger with the hub's (对账批次).</summary>
internal sealed class RunEntry
{
    /// <summary>A UUIDv7: later runs have larger ones.</summary>
    public required Guid Id { get; init; }

    public required string ParticipantId { get; init; }

    public required ReconciliationRunKind Kind { get; init; }

    /// <summary>Which rows are compared.</summary>
    public LedgerSet LedgerSet { get; init; }

    public ReconciliationRunState State { get; set; } = ReconciliationRunState.Queued;

    /// <summary>First day; null with <see cref="LastDay"/>: the days that are not reconciled, or for a quick check the present one.</summary>
    public DateOnly? FirstDay { get; init; }

    public DateOnly? LastDay { get; init; }

    /// <summary>Whether nothing is kept or repaired.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Whether every fingerprint is computed anew, with a salt.</summary>
    public bool IsSignOff { get; init; }

    /// <summary>Whether differences are repaired where that is safe.</summary>
    public bool IsRepairing { get; init; }

    /// <summary>What a job's run is for, such as a night: two hubs can't both start it. Null for an operator's.</summary>
    public string? JobKey { get; init; }

    /// <summary>The participant that asked; empty for a job.</summary>
    public string RequesterId { get; init; } = "";

    public string OperatorName { get; init; } = "";

    public string Reason { get; init; } = "";

    public required DateTimeOffset QueueTime { get; init; }

    public DateTimeOffset? StartTime { get; set; }

    public DateTimeOffset? EndTime { get; set; }

    /// <summary>Days that it compares: known when it has begun.</summary>
    public int WindowCount { get; set; }

    public int DoneWindowCount { get; set; }

    public long HubRowCount { get; set; }

    public long RegionRowCount { get; set; }

    public long DifferenceCount { get; set; }

    public long NewDifferenceCount { get; set; }

    public long HealedDifferenceCount { get; set; }

    /// <summary>Cases that did not agree and are no difference, because something of theirs is on its way.</summary>
    public long InFlightCount { get; set; }

    /// <summary>Entries in doubt that it has settled.</summary>
    public long SettledCount { get; set; }

    /// <summary>Repairs that it has started, or in a dry run would have.</summary>
    public long RepairCount { get; set; }

    /// <summary>Differences of the participant, among these rows, that were open when it began.</summary>
    public long OpeningCount { get; set; }

    /// <summary>Those that were open when it ended.</summary>
    public long ClosingCount { get; set; }

    /// <summary>Bytes of messages both ways.</summary>
    public long ByteCount { get; set; }

    public int RoundTripCount { get; set; }

    /// <summary>Why it failed, is partial or not offered; empty otherwise.</summary>
    public string ProblemReason { get; set; } = "";

    /// <summary>The same in words: a line in English, a line in Chinese.</summary>
    public string Problem { get; set; } = "";

    /// <summary>Whether that is why it fails; else why it is partial.</summary>
    public bool HasFailed { get; set; }
}

/// <summary>What is compared in one day of a run, and then the proof (对账窗口).</summary>
internal sealed class WindowEntry
{
    public required Guid RunId { get; init; }

    /// <summary>Its place in the run, from 0.</summary>
    public required int Position { get; init; }

    /// <summary>The day (Asia/Shanghai).</summary>
    public required DateOnly Day { get; init; }

    public required Guid FirstId { get; init; }

    /// <summary>The first id that is not in it: that of the next day, or of the cut-off.</summary>
    public required Guid BoundId { get; init; }

    /// <summary><see cref="ReconciliationRunState.Queued"/> until it is done.</summary>
    public ReconciliationRunState State { get; set; } = ReconciliationRunState.Queued;

    public long HubCount { get; set; }

    public long HubSum0 { get; set; }

    public long HubSum1 { get; set; }

    public long HubSum2 { get; set; }

    public long HubSum3 { get; set; }

    public long RegionCount { get; set; }

    public long RegionSum0 { get; set; }

    public long RegionSum1 { get; set; }

    public long RegionSum2 { get; set; }

    public long RegionSum3 { get; set; }

    /// <summary>Count and sums, separated by colons; empty where it was not compared.</summary>
    public string Residual { get; set; } = "";

    public long DifferenceCount { get; set; }

    /// <summary>How they were found: <c>EQUAL</c>, or <c>DESCENT</c>, <c>SKETCH</c>, <c>LIST</c> joined by <c>+</c>; empty where it was not compared.</summary>
    public string Method { get; set; } = "";

    public int RoundTripCount { get; set; }

    public long ByteCount { get; set; }

    public DateTimeOffset? CompareTime { get; set; }

    /// <summary>The salt of a sign-off.</summary>
    public byte[]? Salt { get; set; }
}
