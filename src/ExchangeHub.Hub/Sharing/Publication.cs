using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;

namespace ExchangeHub.Hub.Sharing;

/// <summary>One stream of versions: who publishes what.</summary>
/// <param name="Method">Full name of the RPC.</param>
/// <param name="Caller">Who publishes.</param>
/// <param name="Definition">The data set.</param>
/// <param name="RequestId">The id that the caller chose.</param>
/// <param name="OperatorName">The person there.</param>
/// <param name="AcceptTime">When it began.</param>
internal sealed record Publication(string Method, Caller Caller, DataSetDefinition Definition, string RequestId, string OperatorName, DateTimeOffset AcceptTime)
{
    /// <summary>The region whose feed it is: the caller's own, and no other.</summary>
    public string Region => Caller.Participant.RegionCode;

    /// <summary>What the ledger says of a batch, or of a stream that was refused.</summary>
    public LedgerEntry Entry(Guid id, ExchangeOutcome outcome, string reason, byte[]? digest, DateTimeOffset now) => new()
    {
        Id = id,
        ExchangeId = id,
        RequestId = RequestId,
        Method = Method,
        Outcome = outcome,
        Reason = reason,
        CallerId = Caller.Participant.Id,
        CallerRegion = Caller.Participant.RegionCode,
        CallerCertificate = Caller.CertificateHash,
        OperatorName = LedgerText.Cut(OperatorName, LedgerText.OperatorName),
        Purpose = Definition.NameZh,
        AcceptTime = AcceptTime,
        CompleteTime = now,
        RequestDigest = digest,
    };
}
