using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Contracts.Reconciliation.V1;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>One thing that does not agree (差异). It is the same one from run to run: one for each participant, set of rows, kind and row.</summary>
internal sealed class DifferenceEntry
{
    public required Guid Id { get; init; }

    public required string ParticipantId { get; init; }

    /// <summary>Among which rows it was found: only runs that compare the same ones can see whether it is gone.</summary>
    public LedgerSet LedgerSet { get; init; }

    public required DifferenceKind Kind { get; init; }

    /// <summary>The row's id; of a corrupt content, the attachment's, or the version's; of a feed as a whole, or a gap in it, one that is made of its name.</summary>
    public required Guid RowId { get; init; }

    /// <summary>The row's day (Asia/Shanghai).</summary>
    public required DateOnly Day { get; init; }

    public DifferenceState State { get; set; } = DifferenceState.Open;

    public DifferenceSeverity Severity { get; set; }

    /// <summary>The row's method, by the hub or else by the region; of what a check has found in a feed, the feed; empty where neither says it.</summary>
    public string Method { get; set; } = "";

    /// <summary>Copies at the hub: 0 or 1.</summary>
    public int HubCopyCount { get; set; }

    /// <summary>The hub's state of it; 0 where it has none.</summary>
    public int HubState { get; set; }

    public byte[]? HubRequestDigest { get; set; }

    public byte[]? HubResponseDigest { get; set; }

    public DateTimeOffset? HubRecordTime { get; set; }

    /// <summary>Copies at the region.</summary>
    public int RegionCopyCount { get; set; }

    /// <summary>The region's state of it; 0 where it has none or does not say.</summary>
    public int RegionState { get; set; }

    public byte[]? RegionRequestDigest { get; set; }

    public byte[]? RegionResponseDigest { get; set; }

    public DateTimeOffset? RegionRecordTime { get; set; }

    /// <summary>Who sees to it; empty: nobody yet.</summary>
    public string Owner { get; set; } = "";

    /// <summary>The run that found it first; of what a check has found, that.</summary>
    public required Guid FirstRunId { get; init; }

    public required DateTimeOffset FirstSeenTime { get; init; }

    public required Guid LastRunId { get; set; }

    public required DateTimeOffset LastSeenTime { get; set; }

    /// <summary>When it was healed, resolved or accepted; null while it is open.</summary>
    public DateTimeOffset? CloseTime { get; set; }

    /// <summary>In how many runs it was found.</summary>
    public int SeenCount { get; set; } = 1;
}

/// <summary>Something that happened to a difference (差异经过). Events are added and never changed.</summary>
internal sealed class DifferenceEventEntry
{
    /// <summary>A UUIDv7: a difference's events are in the order of their ids.</summary>
    public required Guid Id { get; init; }

    public required Guid DifferenceId { get; init; }

    public required DateTimeOffset EventTime { get; init; }

    public required DifferenceEventKind Kind { get; init; }

    /// <summary>The run in which it happened; null where a person did it.</summary>
    public Guid? RunId { get; init; }

    /// <summary>The participant that did it; empty where a run did.</summary>
    public string ParticipantId { get; init; } = "";

    public string OperatorName { get; init; } = "";

    /// <summary>What was said; for a repair, the delivery's id; for what a check has found, what is wrong with it.</summary>
    public string Text { get; init; } = "";
}

/// <summary>A repair of a difference (补正): what is brought to the region for it.</summary>
internal sealed class RepairEntry
{
    public required Guid Id { get; init; }

    public required Guid DifferenceId { get; init; }

    public required Guid RunId { get; init; }

    /// <summary>The delivery that brings it: a notice of the row, or what was brought before.</summary>
    public required Guid DeliveryId { get; init; }

    public required DateTimeOffset StartTime { get; init; }

    /// <summary>When a run saw what came of it; null while that is not known.</summary>
    public DateTimeOffset? EndTime { get; set; }

    /// <summary>Whether the difference was gone then.</summary>
    public bool HasHealed { get; set; }
}
