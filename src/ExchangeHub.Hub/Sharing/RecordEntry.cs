using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Records;

namespace ExchangeHub.Hub.Sharing;

/// <summary>A version of a record as it is stored. Only <see cref="IsHighest"/> ever changes.</summary>
internal sealed class RecordEntry
{
    public required DataSet DataSet { get; init; }

    /// <summary>The region that published it.</summary>
    public required string ProducerRegion { get; init; }

    /// <summary>Its number in the feed.</summary>
    public required long Sequence { get; init; }

    /// <summary>Its id, a UUIDv7 minted by the hub.</summary>
    public required Guid Id { get; init; }

    public required string Key { get; init; }

    public required int Version { get; init; }

    public required RecordOperation Operation { get; init; }

    /// <summary>The version that it stands in for; 0 for none.</summary>
    public required int CorrectedVersion { get; init; }

    public required DateOnly EffectiveDate { get; init; }

    public required DateTimeOffset RecordTime { get; init; }

    /// <summary>Digest of what the producer said.</summary>
    public required byte[] Digest { get; init; }

    /// <summary>What the producer said, serialised, and encrypted where not everybody may read it.</summary>
    public required byte[] Statement { get; init; }

    /// <summary>Whether no higher version of the key is there.</summary>
    public bool IsHighest { get; set; }

    /// <summary>What the order of versions goes by.</summary>
    public VersionFacts Facts => new(Version, Operation, CorrectedVersion, EffectiveDate);
}

/// <summary>How far one producer's feed of one data set is (变更流位置).</summary>
internal sealed class FeedEntry
{
    public required DataSet DataSet { get; init; }

    public required string ProducerRegion { get; init; }

    /// <summary>The number of the last version. Whoever adds versions changes it, and so comes one after the other.</summary>
    public long Sequence { get; set; }

    public DateTimeOffset RecordTime { get; set; }

    /// <summary>Live records: the highest version of each key, but for deletions.</summary>
    public long LiveCount { get; set; }

    public long LiveSum0 { get; set; }

    public long LiveSum1 { get; set; }

    public long LiveSum2 { get; set; }

    public long LiveSum3 { get; set; }
}
