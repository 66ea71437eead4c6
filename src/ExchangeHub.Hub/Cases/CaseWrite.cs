using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain.Messages;
using ExchangeHub.Hub.Attachments;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage.Writing;
using Google.Protobuf;

namespace ExchangeHub.Hub.Cases;

/// <summary>A participant's write: the same call again gets the first result, and whatever it does comes with its ledger entry.</summary>
internal abstract class CaseWrite<TResponse>(CaseCall call, CaseRecorder recorder, IReadOnlyList<NamedAttachment> attachments, Action<TResponse, ExchangeReceipt> setReceipt) : HubWrite
    where TResponse : class, IMessage<TResponse>
{
    private byte[] _response = [];

    public sealed override RequestKey? Request => call.Key;

    /// <summary>The response, serialised; set when it is done.</summary>
    public ReadOnlySpan<byte> Response => _response;

    public sealed override void Apply(WriteBatch batch)
    {
        if (batch.Earlier(call.Key) is not { } earlier)
            Do(batch);
        else if (earlier.RequestDigest.AsSpan().SequenceEqual(call.RequestDigest))
            _response = earlier.Response;
        else
            throw new HubException(ErrorCatalogue.RequestIdReused, ("request_id", call.RequestId.ToString()));
    }

    public sealed override IEnumerable<Guid> Attachments => attachments.Select(attachment => attachment.Id);

    protected CaseCall Call => call;

    protected CaseRecorder Recorder => recorder;

    /// <summary>Decides, and then records.</summary>
    protected abstract void Do(WriteBatch batch);

    /// <summary>Looks whether the attachments that come with it can be bound; nothing is changed.</summary>
    protected void RequireAttachments(WriteBatch batch, Guid caseId)
        => AttachmentBinding.Require(attachments, batch.Attachment, AttachmentBond.ToCase(caseId), call.Caller.Participant, recorder.Offices);

    /// <summary>Adds what every write leaves behind: the ledger's entry, and the result for a repetition.</summary>
    protected void Conclude(WriteBatch batch, CaseFile file, CaseEvent message, TResponse response, Func<LedgerEntry, LedgerEntry>? complete = null)
    {
        AttachmentBinding.Bind(attachments, batch.Attachment, AttachmentBond.ToCase(file.Id));
        var digest = MessageDigest.Compute(response);
        setReceipt(response, call.Receipt(message.EventId, digest));
        _response = response.ToByteArray();
        var entry = CaseRecorder.LedgerEntry(file, call.Method, call.RequestId.ToString(), call.Caller, CaseActor.HubReference, call.RequestDigest, digest, message);
        batch.Add(complete?.Invoke(entry) ?? entry);
        batch.Add(call.Result(_response));
    }
}
