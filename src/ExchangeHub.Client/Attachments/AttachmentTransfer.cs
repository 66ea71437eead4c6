using System.Security.Cryptography;
using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Attachment.V1;
using Google.Protobuf;
using Grpc.Core;
using static ExchangeHub.Contracts.Attachment.V1.AttachmentService;

namespace ExchangeHub.Client.Attachments;

/// <summary>Uploads and downloads attachments (附件), goes on by itself after a break, and compares digests. Memory does not grow with the file.</summary>
/// <param name="channel">The connection to the hub.</param>
/// <param name="options">How patiently; null for the defaults.</param>
/// <param name="clock">The clock that pauses are taken by; null for the system's.</param>
public sealed class AttachmentTransfer(HubChannel channel, AttachmentTransferOptions? options = null, TimeProvider? clock = null)
{
    /// <summary>Bytes of content in a message: well below the hub's limit.</summary>
    private const int PieceSize = 64 * 1024;

    private readonly AttachmentServiceClient _hub = new((channel ?? throw new ArgumentNullException(nameof(channel))).Invoker);
    private readonly AttachmentRetry _retry = new(options ?? new AttachmentTransferOptions(), clock ?? TimeProvider.System);
    private readonly TimeSpan _idleLimit = (options ?? new AttachmentTransferOptions()).IdleLimit;

    /// <summary>Uploads all of <paramref name="content"/>, from its beginning; it is read twice, for its digest first.</summary>
    /// <param name="content">A file, or another stream that can seek.</param>
    /// <param name="description">What it is.</param>
    /// <param name="cancellationToken">Ends the upload; the hub keeps what it has for a while.</param>
    /// <returns>The complete attachment; its id is what messages of the case name.</returns>
    /// <exception cref="RpcException">The hub refused it, or could not be reached in all attempts; see <see cref="HubError"/>.</exception>
    /// <exception cref="InvalidDataException">The content became shorter in the meantime.</exception>
    public async Task<Attachment> UploadAsync(Stream content, AttachmentDescription description, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(description);
        if (!content.CanSeek)
            throw new ArgumentException("The content must be able to seek: its digest comes before it.", nameof(content));

        content.Position = 0;
        var request = new CreateAttachmentRequest
        {
            RequestId = description.RequestId.ToString(),
            Name = description.Name,
            MediaType = description.MediaType,
            Size = content.Length,
            Sha256 = ByteString.CopyFrom(await SHA256.HashDataAsync(content, cancellationToken)),
            OwnerOffice = description.OwnerOffice,
        };
        // Each attempt announces it again: the same request id gives the same attachment, and says how much is there.
        var uploaded = await _retry.RunAsync(async progress =>
        {
            using var idle = Begin(cancellationToken);
            var attachment = (await idle.WaitAsync(_hub.CreateAttachmentAsync(request, cancellationToken: idle.Token).ResponseAsync)).Attachment;
            progress(attachment.StoredSize);
            return attachment.State == AttachmentState.Complete ? attachment : await SendAsync(content, attachment, idle);
        }, cancellationToken);
        return uploaded.State == AttachmentState.Complete ? uploaded : throw new InvalidDataException("The content became shorter while it was uploaded.");
    }

    /// <summary>Downloads an attachment to the end of <paramref name="destination"/>.</summary>
    /// <param name="attachmentId">The attachment.</param>
    /// <param name="destination">Where the content goes, at its present position. If the download fails, a part may be there.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <returns>What the attachment is.</returns>
    /// <exception cref="RpcException">The hub refused it, or could not be reached in all attempts; see <see cref="HubError"/>.</exception>
    /// <exception cref="InvalidDataException">What came has not the size and the digest that the hub named: discard it.</exception>
    public async Task<Attachment> DownloadAsync(string attachmentId, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var received = 0L;
        var attachment = await _retry.RunAsync(async progress =>
        {
            progress(received);
            using var idle = Begin(cancellationToken);
            using var call = _hub.DownloadAttachment(new DownloadAttachmentRequest { AttachmentId = attachmentId, Offset = received }, cancellationToken: idle.Token);
            Attachment? what = null;
            while (await idle.WaitAsync(call.ResponseStream.MoveNext(idle.Token)))
            {
                var response = call.ResponseStream.Current;
                what ??= response.Attachment;
                if (response.PartCase != DownloadAttachmentResponse.PartOneofCase.Chunk)
                    continue;
                await destination.WriteAsync(response.Chunk.Memory, cancellationToken);
                hash.AppendData(response.Chunk.Span);
                received += response.Chunk.Length;
            }
            return what;
        }, cancellationToken);

        if (attachment is null || received != attachment.Size || !hash.GetHashAndReset().AsSpan().SequenceEqual(attachment.Sha256.Span))
            throw new InvalidDataException($"Attachment {attachmentId} came with another size or digest than the hub named.");
        return attachment;
    }

    private IdleLimit Begin(CancellationToken cancellationToken) => new(_idleLimit, clock ?? TimeProvider.System, cancellationToken);

    private async Task<Attachment> SendAsync(Stream content, Attachment attachment, IdleLimit idle)
    {
        using var call = _hub.UploadAttachment(cancellationToken: idle.Token);
        var start = new UploadAttachmentRequest { Start = new UploadStart { AttachmentId = attachment.AttachmentId, Offset = attachment.StoredSize } };
        if (await IsTakenAsync(call.RequestStream, start, idle) && await SendRestAsync(content, attachment.StoredSize, call.RequestStream, idle))
            await call.RequestStream.CompleteAsync();
        return (await idle.WaitAsync(call.ResponseAsync)).Attachment; // If the hub, or a break, ended the call early, that stands here.
    }

    private static async Task<bool> SendRestAsync(Stream content, long offset, IClientStreamWriter<UploadAttachmentRequest> requests, IdleLimit idle)
    {
        content.Position = offset;
        var buffer = new byte[PieceSize];
        int read;
        while ((read = await content.ReadAtLeastAsync(buffer, PieceSize, throwOnEndOfStream: false, idle.Token)) > 0)
        {
            if (!await IsTakenAsync(requests, new UploadAttachmentRequest { Chunk = ByteString.CopyFrom(buffer, 0, read) }, idle))
                return false;
        }
        return true;
    }

    /// <summary>False where the call has ended: what a write throws then only says that it has, the response says why.</summary>
    private static async Task<bool> IsTakenAsync(IClientStreamWriter<UploadAttachmentRequest> requests, UploadAttachmentRequest request, IdleLimit idle)
    {
        try
        {
            await idle.WaitAsync(requests.WriteAsync(request, idle.Token));
            return true;
        }
        catch (Exception error) when (error is RpcException or InvalidOperationException or IOException)
        {
            return false;
        }
    }
}
