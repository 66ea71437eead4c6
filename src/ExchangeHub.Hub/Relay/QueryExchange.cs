using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ExchangeHub.Hub.Relay;

/// <summary>What is known of one query while it is under way, and what the ledger and the receipt say of it in the end.</summary>
internal sealed class QueryExchange(Guid id, string method, Caller caller, ExchangeHeader? header, DateTimeOffset acceptTime)
{
    public Guid Id => id;

    public Caller Caller => caller;

    public ExchangeHeader? Header => header;

    public DateTimeOffset AcceptTime => acceptTime;

    public Region? Region { get; set; }

    public byte[]? RequestDigest { get; set; }

    public byte[]? ResponseDigest { get; set; }

    public byte[]? SubjectHash { get; set; }

    public byte[]? CertificateHash { get; set; }

    /// <summary>Sets what the hub vouches for, over whatever the caller wrote there.</summary>
    public void CompleteHeader()
    {
        header!.ExchangeId = id.ToString();
        header.Caller = caller.Participant.Reference;
        header.AcceptTime = acceptTime.ToTimestamp();
    }

    public ExchangeReceipt Receipt(DateTimeOffset answered) => new()
    {
        ExchangeId = header!.ExchangeId,
        RequestId = header.RequestId,
        Responder = Region!.BackOffice!.Reference,
        AcceptTime = header.AcceptTime,
        AnswerTime = answered.ToTimestamp(),
        DigestAlgorithm = DigestAlgorithm.Sha256,
        RequestDigest = UnsafeByteOperations.UnsafeWrap(RequestDigest),
        ResponseDigest = UnsafeByteOperations.UnsafeWrap(ResponseDigest),
    };

    public LedgerEntry Answered(DateTimeOffset answered) => Entry(ExchangeOutcome.Answered, "", answered);

    public LedgerEntry Failed(Exception error, DateTimeOffset failed)
    {
        var kind = (error as HubException)?.Kind ?? ErrorCatalogue.HubFailed;
        return Entry(Outcomes.Of(kind), kind.Reason, failed);
    }

    private LedgerEntry Entry(ExchangeOutcome outcome, string reason, DateTimeOffset completed) => new()
    {
        Id = id,
        ExchangeId = id,
        RequestId = Guid.TryParseExact(header?.RequestId, "D", out var requestId) ? requestId.ToString() : "",
        Method = method,
        Outcome = outcome,
        Reason = reason,
        CallerId = caller.Participant.Id,
        CallerRegion = caller.Participant.RegionCode,
        CallerCertificate = caller.CertificateHash,
        ResponderId = Region?.BackOffice?.Id ?? "",
        ResponderRegion = Region?.Code ?? "",
        RequestingOffice = LedgerText.Cut(header?.RequestingOffice?.Uscc ?? "", LedgerText.Uscc),
        RequestedOffice = LedgerText.Cut(header?.TargetOffice?.Uscc ?? "", LedgerText.Uscc),
        OperatorName = LedgerText.Cut(header?.OperatorName ?? "", LedgerText.OperatorName),
        OwnCaseNumber = LedgerText.Cut(header?.OwnCaseNumber ?? "", LedgerText.OwnCaseNumber),
        Purpose = LedgerText.Cut(header?.Purpose ?? "", LedgerText.Purpose),
        LegalBasis = LedgerText.Cut(string.Join('\n', header?.LegalBasis ?? []), LedgerText.LegalBasis),
        SubjectHash = SubjectHash,
        CertificateHash = CertificateHash,
        AcceptTime = acceptTime,
        CompleteTime = completed,
        RequestDigest = RequestDigest,
        ResponseDigest = ResponseDigest,
    };
}
