using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;

namespace ExchangeHub.Hub.Attachments;

/// <summary>One upload or download, for the ledger: the content's digest stands for the request's, and the attachment's id for the exchange's, so that all that was done with it is found together.</summary>
internal sealed class AttachmentExchange(Guid id, string method, Caller caller, DateTimeOffset acceptTime)
{
    /// <summary>The attachment; null until it is known.</summary>
    public Attachment? Attachment { get; set; }

    /// <summary>Whether it may be told of: an auditor sees who asked for what was not theirs.</summary>
    public Guid? Asked { get; set; }

    public LedgerEntry Done(DateTimeOffset now) => Entry(ExchangeOutcome.Answered, "", now);

    public LedgerEntry Failed(Exception error, DateTimeOffset now)
    {
        var kind = (error as HubException)?.Kind ?? (error is OperationCanceledException ? ErrorCatalogue.CallCancelled : ErrorCatalogue.HubFailed);
        return Entry(OutcomeOf(kind), kind.Reason, now);
    }

    /// <summary>To somebody else an attachment is not there; the ledger says that it was not theirs.</summary>
    private ExchangeOutcome OutcomeOf(ErrorKind kind)
        => kind == ErrorCatalogue.AttachmentNotFound && Attachment is not null ? ExchangeOutcome.NotPermitted : Outcomes.Of(kind);

    private LedgerEntry Entry(ExchangeOutcome outcome, string reason, DateTimeOffset now) => new()
    {
        Id = id,
        ExchangeId = Attachment?.Id ?? Asked ?? id,
        RequestId = Attachment?.RequestId ?? "",
        Method = method,
        Outcome = outcome,
        Reason = reason,
        CallerId = caller.Participant.Id,
        CallerRegion = caller.Participant.RegionCode,
        CallerCertificate = caller.CertificateHash,
        RequestingOffice = Attachment?.OwnerOffice ?? "",
        AcceptTime = acceptTime,
        CompleteTime = now,
        RequestDigest = Attachment?.Sha256,
    };
}
