using ExchangeHub.Contracts.Notary.V1;

namespace ExchangeHub.Hub.Addenda;

/// <summary>That somebody was told what became of a certificate that an earlier answer found authentic (撤销后补充通知). Added together with its delivery, and never changed.</summary>
internal sealed class AddendumEntry
{
    /// <summary>The earlier answer: the ledger entry's id.</summary>
    public required Guid EntryId { get; init; }

    /// <summary>From 1: a further one tells of another status.</summary>
    public required int Number { get; init; }

    /// <summary>What the certificate had become.</summary>
    public required CertificateStatus Status { get; init; }

    /// <summary>What brings it; the kept message has the same id.</summary>
    public required Guid DeliveryId { get; init; }

    public required DateTimeOffset AddTime { get; init; }
}

/// <summary>How far a producer's feed of revoked certificates was gone through (已处理位置).</summary>
internal sealed class AddendumMark
{
    public required string ProducerRegion { get; init; }

    /// <summary>No answer that was under way when a version up to this one was recorded can come any more.</summary>
    public long Sequence { get; set; }
}
