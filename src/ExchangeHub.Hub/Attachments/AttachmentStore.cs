using System.Security.Cryptography;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Attachments;

/// <summary>
/// Attachments in the database. What the database can't do becomes an error that a caller understands. A write that has begun
/// is finished, whether or not its caller is still there: cancelled in its midst, it would cost a connection, and what came
/// is to be kept.
/// </summary>
internal sealed partial class AttachmentStore(IDbContextFactory<HubDbContext> contexts, DatabaseWriter writer, IHubDatabase database, LimitOptions limits, ILogger<AttachmentStore> logger)
{
    /// <summary>Attachments in one transaction of a removal: each may have some hundred megabytes.</summary>
    private const int DeleteBatch = 8;

    /// <summary>The attachment; null where there is none.</summary>
    public Task<Attachment?> FindAsync(Guid id, CancellationToken cancellationToken)
        => ReadAsync(context => context.Attachments.AsNoTracking().FirstOrDefaultAsync(attachment => attachment.Id == id, cancellationToken), cancellationToken);

    /// <summary>What the uploader announced under this request id; null where that is nothing yet.</summary>
    public Task<Attachment?> FindAsync(string uploaderId, string requestId, CancellationToken cancellationToken)
        => ReadAsync(context => context.Attachments.AsNoTracking().FirstOrDefaultAsync(attachment => attachment.UploaderId == uploaderId && attachment.RequestId == requestId, cancellationToken), cancellationToken);

    /// <summary>Adds an announced one. False where its request id was used in the meantime.</summary>
    /// <remarks>Several that are announced at the same moment may each fit alone and together not; how much can be uploaded at once is limited besides.</remarks>
    /// <exception cref="HubException">The uploader has announced as much as it may.</exception>
    public Task<bool> TryAddAsync(Attachment attachment) => GuardAsync(async () =>
    {
        try
        {
            return await writer.WriteAsync(async (context, token) =>
            {
                var unbound = await context.Attachments.Where(Attachment.IsUnbound).Where(other => other.UploaderId == attachment.UploaderId).SumAsync(other => other.Size, token);
                if (unbound + attachment.Size > limits.UnboundAttachmentBytesPerParticipant)
                    throw new HubException(ErrorCatalogue.AttachmentSpace, ("participant", attachment.UploaderId), ("limit", limits.UnboundAttachmentBytesPerParticipant.ToString()));
                context.Add(attachment);
                return true;
            }, CancellationToken.None);
        }
        catch (DbUpdateException error) when (database.FaultOf(error) == DatabaseFault.Duplicate)
        {
            return false;
        }
    });

    /// <summary>Adds the next chunk, and with the last one completes the attachment, in one transaction. False where another upload was faster, or the attachment is gone.</summary>
    public Task<bool> TryAppendAsync(AttachmentChunk chunk, long before, long after, DateTimeOffset? completeTime) => GuardAsync(async () =>
    {
        try
        {
            return await writer.WriteAsync(async (context, token) =>
            {
                var moved = await context.Attachments
                    .Where(attachment => attachment.Id == chunk.AttachmentId && attachment.StoredSize == before && attachment.CompleteTime == null)
                    .ExecuteUpdateAsync(set => set.SetProperty(attachment => attachment.StoredSize, after).SetProperty(attachment => attachment.CompleteTime, completeTime), token);
                if (moved == 1)
                    context.Add(chunk);
                return moved == 1;
            }, CancellationToken.None);
        }
        catch (DbUpdateException error) when (database.FaultOf(error) == DatabaseFault.Duplicate)
        {
            return false;
        }
    });

    /// <summary>Decrypts a chunk into <paramref name="plain"/>.</summary>
    /// <exception cref="HubException">It is missing, or was altered.</exception>
    public async Task ReadChunkAsync(ChunkCipher cipher, Guid id, int number, Memory<byte> plain, CancellationToken cancellationToken)
    {
        if (await TryReadChunkAsync(cipher, id, number, plain, cancellationToken))
            return;
        LogChunkUnreadable(logger, id, number);
        throw new HubException(ErrorCatalogue.StoredDataUnreadable);
    }

    /// <summary>Decrypts a chunk into <paramref name="plain"/>; false where it is missing, or was altered.</summary>
    public async Task<bool> TryReadChunkAsync(ChunkCipher cipher, Guid id, int number, Memory<byte> plain, CancellationToken cancellationToken)
    {
        var body = await ReadAsync(context => context.AttachmentChunks.Where(chunk => chunk.AttachmentId == id && chunk.Number == number).Select(chunk => chunk.Body).FirstOrDefaultAsync(cancellationToken), cancellationToken);
        try
        {
            cipher.Decrypt(number, body, plain.Span);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Removes what came of an attachment; not one that another upload has completed meanwhile, which may be bound by now.</summary>
    public Task DeleteIncompleteAsync(Guid id)
        => GuardAsync(() => writer.WriteAsync((context, token) => context.Attachments.Where(attachment => attachment.Id == id && attachment.CompleteTime == null).ExecuteDeleteAsync(token), CancellationToken.None));

    /// <summary>Removes attachments with their content, wherever they are bound; those that are gone already are no matter.</summary>
    public async Task DeleteAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken = default)
    {
        foreach (var batch in ids.Chunk(DeleteBatch))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await GuardAsync(() => writer.WriteAsync((context, token) => context.Attachments.Where(attachment => batch.Contains(attachment.Id)).ExecuteDeleteAsync(token), CancellationToken.None));
        }
    }

    /// <summary>Removes what was announced before <paramref name="time"/> and is bound to nothing; says how many.</summary>
    public async Task<int> PurgeUnboundAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        for (var purged = 0; ;)
        {
            var ids = await ReadAsync(context => context.Attachments.Where(Attachment.IsUnbound).Where(attachment => attachment.CreateTime < time).OrderBy(attachment => attachment.CreateTime).Select(attachment => attachment.Id).Take(DeleteBatch).ToListAsync(cancellationToken), cancellationToken);
            if (ids.Count == 0)
                return purged;
            // Looked at once more: a case or a record may have taken one in the meantime.
            purged += await GuardAsync(() => writer.WriteAsync((context, token) => context.Attachments.Where(Attachment.IsUnbound).Where(attachment => ids.Contains(attachment.Id)).ExecuteDeleteAsync(token), CancellationToken.None));
        }
    }

    private Task<T> ReadAsync<T>(Func<HubDbContext, Task<T>> read, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await read(context);
    });

    private async Task<T> GuardAsync<T>(Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception error) when (DriverErrors.Includes(error))
        {
            LogUnavailable(logger, error);
            throw new HubException(ErrorCatalogue.StoreUnavailable) { RetryAfter = TimeSpan.FromSeconds(1) };
        }
    }

    [LoggerMessage(1903, LogLevel.Error, "Chunk {Number} of attachment {AttachmentId} is missing or was altered")]
    private static partial void LogChunkUnreadable(ILogger logger, Guid attachmentId, int number);

    [LoggerMessage(1904, LogLevel.Error, "The database did not store, or read, an attachment")]
    private static partial void LogUnavailable(ILogger logger, Exception error);
}
