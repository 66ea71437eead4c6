using ExchangeHub.Contracts.Attachment.V1;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Validation;
using Grpc.Core;

namespace ExchangeHub.Hub.Attachments;

/// <summary>The way of an upload: start → what is stored → pieces, chunk by chunk → digest → ledger → complete.</summary>
internal sealed partial class AttachmentUploads(
    AttachmentStore store, AttachmentAccess access, UploadLimiter limiter, TransferPatience patience, LedgerWriter ledger, ExchangeIds ids, TimeProvider clock, ILogger<AttachmentUploads> logger)
{
    private static readonly Rule NotFirst = new("START_MISPLACED", "must be the first message, and no other", "必须是且仅是第一条消息");

    /// <summary>Takes one upload; gives the attachment as it stands afterwards.</summary>
    public Task<Attachment> ReceiveAsync(IAsyncStreamReader<UploadAttachmentRequest> requests, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        return limiter.RunAsync(caller.Participant, () => ReceiveAsync(requests, caller, context));
    }

    private async Task<Attachment> ReceiveAsync(IAsyncStreamReader<UploadAttachmentRequest> requests, Caller caller, ServerCallContext context)
    {
        await ledger.RequireWritableAsync();
        var exchange = new AttachmentExchange(ids.Next(), context.Method, caller, clock.GetUtcNow());
        try
        {
            return await ReceiveAsync(requests, exchange, caller.Participant, context.CancellationToken);
        }
        catch (HubException error) when (error.Kind == ErrorCatalogue.AttachmentDigestMismatch || error.Kind == ErrorCatalogue.AttachmentNotFound)
        {
            if (error.Kind == ErrorCatalogue.AttachmentDigestMismatch)
                await store.DeleteIncompleteAsync(exchange.Attachment!.Id); // Also if the caller has gone: nothing of it is kept.
            await ledger.AppendAsync(exchange.Failed(error, clock.GetUtcNow()));
            throw;
        }
    }

    private async Task<Attachment> ReceiveAsync(IAsyncStreamReader<UploadAttachmentRequest> requests, AttachmentExchange exchange, Participant caller, CancellationToken cancellationToken)
    {
        var (id, offset) = await StartAsync(requests, cancellationToken);
        exchange.Asked = id;
        exchange.Attachment = await store.FindAsync(id, cancellationToken);
        if (exchange.Attachment is not { } attachment || attachment.UploaderId != caller.Id)
            throw AttachmentAccess.NotFound(id);
        if (attachment.CompleteTime is not null)
            return attachment; // Of the same content, again: the earlier result.
        if (offset != attachment.StoredSize)
            throw OffsetDiffers(attachment.StoredSize);

        using var content = new AttachmentContent(attachment, access.SecretOf(attachment).Key, store);
        await content.ResumeAsync(cancellationToken);
        while (await patience.WaitAsync(requests.MoveNext(cancellationToken), cancellationToken))
            await content.AddAsync(Piece(requests.Current), cancellationToken);
        await content.EndAsync(() => ledger.AppendAsync(exchange.Done(clock.GetUtcNow())), clock, cancellationToken);
        var after = await store.FindAsync(id, cancellationToken) ?? throw AttachmentAccess.NotFound(id);
        LogReceived(logger, id, caller.Id, after.StoredSize, after.Size);
        return after;
    }

    /// <summary>The error for an upload that goes on where it should not, with the place where it should.</summary>
    public static async Task<HubException> OffsetDiffersAsync(AttachmentStore store, Guid id, CancellationToken cancellationToken)
        => await store.FindAsync(id, cancellationToken) is { } attachment ? OffsetDiffers(attachment.StoredSize) : AttachmentAccess.NotFound(id);

    private static HubException OffsetDiffers(long stored) => new(ErrorCatalogue.AttachmentOffset, ("stored_size", stored.ToString()));

    private async Task<(Guid Id, long Offset)> StartAsync(IAsyncStreamReader<UploadAttachmentRequest> requests, CancellationToken cancellationToken)
    {
        var violations = NewViolations();
        var given = await patience.WaitAsync(requests.MoveNext(cancellationToken), cancellationToken) && requests.Current.PartCase == UploadAttachmentRequest.PartOneofCase.Start;
        violations.Require(given, "", "start", CommonRules.Required);
        violations.ThrowIfAny();
        return (AttachmentRules.Id(requests.Current.Start.AttachmentId, violations, "start"), requests.Current.Start.Offset);
    }

    private ReadOnlyMemory<byte> Piece(UploadAttachmentRequest request)
    {
        var violations = NewViolations();
        violations.Require(request.PartCase != UploadAttachmentRequest.PartOneofCase.Start, "", "start", NotFirst);
        violations.Require(request.PartCase == UploadAttachmentRequest.PartOneofCase.Start || !request.Chunk.IsEmpty, "", "chunk", CommonRules.Required);
        violations.ThrowIfAny();
        return request.Chunk.Memory;
    }

    private Violations NewViolations() => new(ChinaTime.DateOf(clock.GetUtcNow()));

    [LoggerMessage(1905, LogLevel.Debug, "Attachment {AttachmentId}: {Caller} uploaded, {Stored} of {Size} bytes are stored")]
    private static partial void LogReceived(ILogger logger, Guid attachmentId, string caller, long stored, long size);
}
