using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Records;
using ExchangeHub.Reconciliation;

namespace ExchangeHub.Client.Sharing;

/// <summary>A feed (变更流): one data set of one producer.</summary>
/// <param name="Set">The data set.</param>
/// <param name="ProducerRegion">The region that publishes it, as ISO 3166-2 code.</param>
public readonly record struct FeedName(DataSet Set, string ProducerRegion)
{
    /// <summary>The name for people, e.g. <c>DATA_SET_NOTICES of CN-CQ</c>.</summary>
    public override string ToString() => $"{DataSets.NameOf(Set)} of {ProducerRegion}";
}

/// <summary>What versions of records add to the sums by which a copy is compared with its feed.</summary>
public static class LiveRecords
{
    /// <summary>What a version adds while it is the highest of its key; nothing for a deletion.</summary>
    public static RangeFingerprint Of(Record record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.Operation == RecordOperation.Delete
            ? default
            : RangeFingerprint.Of(CanonicalRow.Fingerprint(Guid.Parse(record.RecordId), DataSets.NameOf(record.DataSet), (byte)record.Operation, record.Digest.Span, []));
    }

    /// <summary>The sums that a head says.</summary>
    public static RangeFingerprint Of(FeedHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        return head.Live is { } live ? new RangeFingerprint((long)live.Count, (long)live.Sum0, (long)live.Sum1, (long)live.Sum2, (long)live.Sum3) : default;
    }
}
