using System.Buffers;
using System.Security.Cryptography;
using ExchangeHub.Hub.Attachments;
using ExchangeHub.Hub.Errors;

namespace ExchangeHub.Hub.Reconciliation.Digests;

/// <summary>Reads a stored content again: decrypted, hashed and compared with the digest that was announced, one chunk in memory at a time.</summary>
internal sealed class DigestReader(AttachmentStore store, AttachmentAccess access)
{
    /// <summary>What is stored of the attachment beside its content, its key among it, can't be read or is not its own.</summary>
    public const string RecordUnreadable = "RECORD_UNREADABLE";

    /// <summary>A chunk, whose number follows, is missing or was altered.</summary>
    public const string ChunkUnreadable = "CHUNK_UNREADABLE";

    /// <summary>All can be read, and has the digest that follows, which is not the one that was announced.</summary>
    public const string OtherDigest = "SHA256";

    /// <param name="due">What to read.</param>
    /// <param name="pace">Is asked before each chunk.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<ContentFinding> ReadAsync(DueContent due, DigestPace pace, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(due.AttachmentId, cancellationToken) is not { } attachment)
            return Gone(due);
        var (bytes, problem) = await ReadAsync(attachment, pace, cancellationToken);
        // What is purged while it is read looks as if it were corrupt.
        return problem is not null && await store.FindAsync(due.AttachmentId, cancellationToken) is null ? Gone(due) : new ContentFinding(due, bytes, problem);
    }

    private static ContentFinding Gone(DueContent due) => new(due, 0, null) { IsGone = true };

    private async Task<(long Bytes, string? Problem)> ReadAsync(Attachment attachment, DigestPace pace, CancellationToken cancellationToken)
    {
        if (KeyOf(attachment) is not { } key)
            return (0, RecordUnreadable);
        using var cipher = new ChunkCipher(key, attachment.Id, attachment.Size);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkCipher.ChunkSize);
        try
        {
            var read = 0L;
            for (var number = 0; read < attachment.Size; number++)
            {
                await pace.NextAsync(cancellationToken);
                var plain = buffer.AsMemory(0, cipher.LengthOf(number));
                if (!await store.TryReadChunkAsync(cipher, attachment.Id, number, plain, cancellationToken))
                    return (read, $"{ChunkUnreadable} {number}");
                hash.AppendData(plain.Span);
                read += plain.Length;
            }
            var digest = hash.GetHashAndReset();
            return (read, digest.AsSpan().SequenceEqual(attachment.Sha256) ? null : $"{OtherDigest} {Convert.ToHexStringLower(digest)}");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private byte[]? KeyOf(Attachment attachment)
    {
        try
        {
            return access.SecretOf(attachment).Key;
        }
        catch (HubException error) when (error.Kind == ErrorCatalogue.StoredDataUnreadable)
        {
            return null;
        }
    }
}
