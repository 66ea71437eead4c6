using ExchangeHub.Hub.Identity;
using ExchangeHub.Reconciliation;

namespace ExchangeHub.Hub.Ledger;

/// <summary>One line of the ledger (台账): how one exchange ended. Lines are added and never changed.</summary>
public sealed record LedgerEntry
{
    /// <summary>The entry's id, a UUIDv7 minted by the hub; for a query it is the exchange's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The exchange that the entry belongs to.</summary>
    public required Guid ExchangeId { get; init; }

    /// <summary>The request id that the caller chose; empty where it sent none that is one.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>Full name of the RPC.</summary>
    public required string Method { get; init; }

    /// <summary>How it ended.</summary>
    public required ExchangeOutcome Outcome { get; init; }

    /// <summary>The error's reason; empty for an answer.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Participant that asked.</summary>
    public required string CallerId { get; init; }

    /// <summary>Its region.</summary>
    public required string CallerRegion { get; init; }

    /// <summary>SHA-256 of the certificate that it asked with.</summary>
    public required byte[] CallerCertificate { get; init; }

    /// <summary>Participant that was to answer; empty where none was found.</summary>
    public string ResponderId { get; init; } = "";

    /// <summary>Its region; empty where none was found.</summary>
    public string ResponderRegion { get; init; } = "";

    /// <summary>Unified social credit code of the office that asked.</summary>
    public string RequestingOffice { get; init; } = "";

    /// <summary>Unified social credit code of the office that was asked; empty where the whole region was.</summary>
    public string RequestedOffice { get; init; } = "";

    /// <summary>The person at the requesting office who asked.</summary>
    public string OperatorName { get; init; } = "";

    /// <summary>The requesting office's own acceptance number.</summary>
    public string OwnCaseNumber { get; init; } = "";

    /// <summary>The purpose that was stated.</summary>
    public string Purpose { get; init; } = "";

    /// <summary>The legal basis that was stated, one provision a line.</summary>
    public string LegalBasis { get; init; } = "";

    /// <summary>Keyed hash of the person asked about; null where there was none, or none that is well formed.</summary>
    public byte[]? SubjectHash { get; init; }

    /// <summary>When the hub accepted the request (UTC, microseconds).</summary>
    public required DateTimeOffset AcceptTime { get; init; }

    /// <summary>When its outcome was known (UTC, microseconds).</summary>
    public required DateTimeOffset CompleteTime { get; init; }

    /// <summary>Digest of the request; null where its shape was wrong.</summary>
    public byte[]? RequestDigest { get; init; }

    /// <summary>Digest of the answer; null where there was none.</summary>
    public byte[]? ResponseDigest { get; init; }

    /// <summary>Version of the canonical row that the fingerprint is over.</summary>
    public byte RowVersion { get; private init; }

    /// <summary>First limb of the fingerprint.</summary>
    public long Fingerprint0 { get; private init; }

    /// <summary>Second limb of the fingerprint.</summary>
    public long Fingerprint1 { get; private init; }

    /// <summary>Third limb of the fingerprint.</summary>
    public long Fingerprint2 { get; private init; }

    /// <summary>Fourth limb of the fingerprint.</summary>
    public long Fingerprint3 { get; private init; }

    /// <summary>The entry in doubt that this one settles; null for all others. An entry is settled once.</summary>
    public Guid? Settles { get; init; }

    /// <summary>Keyed hash of the certificate that the answer found authentic (属实); null for all other entries.</summary>
    public byte[]? CertificateHash { get; init; }

    /// <summary>The entry with its fingerprint, as it is stored. A settlement's is that of the row it stands for: the one that the region has.</summary>
    public LedgerEntry Sealed()
    {
        var (id, state) = Outcome == ExchangeOutcome.Settled && Settles is { } settled ? (settled, ExchangeOutcome.Answered) : (Id, Outcome);
        var fingerprint = CanonicalRow.Fingerprint(id, Method, (byte)state, RequestDigest, ResponseDigest);
        return this with
        {
            RowVersion = CanonicalRow.Version,
            Fingerprint0 = fingerprint.Limb0,
            Fingerprint1 = fingerprint.Limb1,
            Fingerprint2 = fingerprint.Limb2,
            Fingerprint3 = fingerprint.Limb3,
        };
    }

    /// <summary>The entry for a call that was refused before its body was read.</summary>
    internal static LedgerEntry ForRefusedCall(Guid id, string method, Caller caller, string reason, DateTimeOffset now) => new()
    {
        Id = id,
        ExchangeId = id,
        Method = method,
        Outcome = ExchangeOutcome.NotPermitted,
        Reason = reason,
        CallerId = caller.Participant.Id,
        CallerRegion = caller.Participant.RegionCode,
        CallerCertificate = caller.CertificateHash,
        AcceptTime = now,
        CompleteTime = now,
    };
}
