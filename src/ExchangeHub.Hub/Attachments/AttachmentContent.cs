using System.Security.Cryptography;
using ExchangeHub.Hub.Errors;

namespace ExchangeHub.Hub.Attachments;

/// <summary>
/// The content of an attachment while it comes in: one chunk is held, hashed and stored when the next one begins. The last one
/// waits for the end of the upload, so that nothing is complete of which more came than was announced.
/// </summary>
internal sealed class AttachmentContent(Attachment attachment, byte[] key, AttachmentStore store) : IDisposable
{
    private readonly ChunkCipher _cipher = new(key, attachment.Id, attachment.Size);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _chunk = new byte[ChunkCipher.ChunkSize];
    private int _held;
    private int _number;
    private long _stored = attachment.StoredSize;

    /// <summary>Reads again what is stored, because the digest is over all of it.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        for (; (long)_number * ChunkCipher.ChunkSize < attachment.StoredSize; _number++)
        {
            var plain = _chunk.AsMemory(0, _cipher.LengthOf(_number));
            await store.ReadChunkAsync(_cipher, attachment.Id, _number, plain, cancellationToken);
            _hash.AppendData(plain.Span);
        }
    }

    /// <summary>Takes the next bytes.</summary>
    /// <exception cref="HubException">They are more than was announced.</exception>
    public async Task AddAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (_stored + _held + bytes.Length > attachment.Size)
            throw Differs();
        _hash.AppendData(bytes.Span);
        while (bytes.Length > 0)
        {
            if (_held == ChunkCipher.ChunkSize)
                await StoreAsync(null, cancellationToken);
            var part = bytes[..Math.Min(bytes.Length, ChunkCipher.ChunkSize - _held)];
            part.CopyTo(_chunk.AsMemory(_held));
            _held += part.Length;
            bytes = bytes[part.Length..];
        }
    }

    /// <summary>
    /// The upload has ended. If all of the content is there and is what was announced, the ledger's entry is written, and then the attachment is
    /// complete: in this order, so that none is complete without a record.
    /// </summary>
    /// <exception cref="HubException">The content is not what was announced.</exception>
    public async Task EndAsync(Func<Task> record, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (_stored + _held < attachment.Size)
        {
            if (_held == ChunkCipher.ChunkSize)
                await StoreAsync(null, cancellationToken);
            return; // The rest of a chunk is sent again.
        }
        if (!CryptographicOperations.FixedTimeEquals(_hash.GetHashAndReset(), attachment.Sha256))
            throw Differs();
        await record();
        await StoreAsync(clock.GetUtcNow(), cancellationToken);
    }

    public void Dispose()
    {
        _cipher.Dispose();
        _hash.Dispose();
        CryptographicOperations.ZeroMemory(_chunk);
    }

    private HubException Differs() => new(ErrorCatalogue.AttachmentDigestMismatch, ("attachment_id", attachment.Id.ToString()));

    private async Task StoreAsync(DateTimeOffset? completeTime, CancellationToken cancellationToken)
    {
        var chunk = new AttachmentChunk { AttachmentId = attachment.Id, Number = _number, Body = _cipher.Encrypt(_number, _chunk.AsSpan(0, _held)) };
        if (!await store.TryAppendAsync(chunk, _stored, _stored + _held, completeTime))
            throw await AttachmentUploads.OffsetDiffersAsync(store, attachment.Id, cancellationToken);
        _stored += _held;
        _number++;
        _held = 0;
    }
}
