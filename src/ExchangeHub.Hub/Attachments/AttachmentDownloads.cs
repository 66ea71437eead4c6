using ExchangeHub.Contracts.Attachment.V1;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Validation;
using Google.Protobuf;
using Grpc.Core;

namespace ExchangeHub.Hub.Attachments;

/// <summary>
/// The way of a download: permission → what it is → pieces → ledger → the last piece. However it ends, one entry says so;
/// and nobody has all of an attachment before that is durable.
/// </summary>
internal sealed partial class AttachmentDownloads(
    AttachmentStore store, AttachmentAccess access, TransferPatience patience, LedgerWriter ledger, ExchangeIds ids, TimeProvider clock, ILogger<AttachmentDownloads> logger)
{
    /// <summary>Bytes of content in a message.</summary>
    private const int PieceSize = 64 * 1024;

    public async Task SendAsync(DownloadAttachmentRequest request, IServerStreamWriter<DownloadAttachmentResponse> responses, ServerCallContext context)
    {
        await ledger.RequireWritableAsync();
        var caller = Caller.Of(context);
        var exchange = new AttachmentExchange(ids.Next(), context.Method, caller, clock.GetUtcNow());
        DownloadAttachmentResponse last;
        try
        {
            var attachment = await FindAsync(request, exchange, caller.Participant, context.CancellationToken);
            last = await SendAllButLastAsync(attachment, request.Offset, responses, context.CancellationToken);
        }
        catch (Exception error)
        {
            var entry = exchange.Failed(error, clock.GetUtcNow());
            await ledger.AppendAsync(entry);
            LogFailed(logger, entry.ExchangeId, entry.CallerId, entry.Outcome, entry.Reason);
            throw;
        }
        await ledger.AppendAsync(exchange.Done(clock.GetUtcNow()));
        await patience.WaitAsync(responses.WriteAsync(last, context.CancellationToken), context.CancellationToken);
    }

    private async Task<Attachment> FindAsync(DownloadAttachmentRequest request, AttachmentExchange exchange, Participant caller, CancellationToken cancellationToken)
    {
        var violations = new Violations(ChinaTime.DateOf(clock.GetUtcNow()));
        var id = AttachmentRules.Id(request.AttachmentId, violations);
        exchange.Asked = id;
        exchange.Attachment = await store.FindAsync(id, cancellationToken);
        await access.RequireVisibleAsync(id, exchange.Attachment, caller, cancellationToken);
        var attachment = exchange.Attachment!;
        if (attachment.CompleteTime is null)
            throw new HubException(ErrorCatalogue.AttachmentIncomplete, ("attachment_id", id.ToString()), ("stored_size", attachment.StoredSize.ToString()));
        violations.Require(request.Offset >= 0 && request.Offset <= attachment.Size, "", "offset", AttachmentRules.OffsetOutside);
        violations.ThrowIfAny();
        return attachment;
    }

    private async Task<DownloadAttachmentResponse> SendAllButLastAsync(Attachment attachment, long offset, IServerStreamWriter<DownloadAttachmentResponse> responses, CancellationToken cancellationToken)
    {
        using var cipher = new ChunkCipher(access.SecretOf(attachment).Key, attachment.Id, attachment.Size);
        var buffer = new byte[ChunkCipher.ChunkSize];
        var held = new DownloadAttachmentResponse { Attachment = access.ToMessage(attachment) };
        for (var position = offset; position < attachment.Size;)
        {
            var number = (int)(position / ChunkCipher.ChunkSize);
            var chunk = buffer.AsMemory(0, cipher.LengthOf(number));
            await store.ReadChunkAsync(cipher, attachment.Id, number, chunk, cancellationToken);
            for (var rest = chunk[(int)(position % ChunkCipher.ChunkSize)..]; rest.Length > 0;)
            {
                await patience.WaitAsync(responses.WriteAsync(held, cancellationToken), cancellationToken);
                var piece = rest[..Math.Min(rest.Length, PieceSize)];
                held = new DownloadAttachmentResponse { Chunk = ByteString.CopyFrom(piece.Span) }; // A copy: the buffer gets the next chunk before this is sent.
                rest = rest[piece.Length..];
                position += piece.Length;
            }
        }
        return held;
    }

    [LoggerMessage(1906, LogLevel.Information, "Attachment {AttachmentId}: download by {Caller}, {Outcome} {Reason}")]
    private static partial void LogFailed(ILogger logger, Guid attachmentId, string caller, ExchangeOutcome outcome, string reason);
}
