using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ExchangeHub.Hub.Attachments;

/// <summary>
/// Encrypts an attachment's chunks: AES-256-GCM under its own key. Attachment, place and whether it is the last are
/// authenticated, so that none can be swapped, dropped or put into another.
/// </summary>
/// <remarks>
/// Nonces are random, not the chunk's number: after a break the same place may be filled again with other bytes, and one nonce
/// must never serve two contents. An attachment has some thousand chunks at most, so random ones don't meet.
/// </remarks>
internal sealed class ChunkCipher(byte[] key, Guid attachmentId, long size) : IDisposable
{
    /// <summary>Length of a key in bytes.</summary>
    public const int KeySize = 32;

    /// <summary>Bytes of content in a chunk; the last has what is left.</summary>
    public const int ChunkSize = 256 * 1024;

    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int HeaderSize = NonceSize + TagSize;

    private readonly AesGcm _aes = new(key, TagSize);

    /// <summary>Bytes of content that the chunk <paramref name="number"/> has.</summary>
    public int LengthOf(int number) => (int)Math.Min(ChunkSize, size - (long)number * ChunkSize);

    /// <summary>Nonce (12 bytes), tag (16), then what was encrypted.</summary>
    public byte[] Encrypt(int number, ReadOnlySpan<byte> plain)
    {
        var body = new byte[HeaderSize + plain.Length];
        RandomNumberGenerator.Fill(body.AsSpan(0, NonceSize));
        _aes.Encrypt(body.AsSpan(0, NonceSize), plain, body.AsSpan(HeaderSize), body.AsSpan(NonceSize, TagSize), PlaceOf(number));
        return body;
    }

    /// <summary>Decrypts a chunk into <paramref name="plain"/>, which must have its length.</summary>
    /// <exception cref="CryptographicException">It was altered, or belongs elsewhere.</exception>
    public void Decrypt(int number, ReadOnlySpan<byte> body, Span<byte> plain)
    {
        if (body.Length != HeaderSize + plain.Length)
            throw new CryptographicException("The chunk has another length.");
        _aes.Decrypt(body[..NonceSize], body[HeaderSize..], body.Slice(NonceSize, TagSize), plain, PlaceOf(number));
    }

    public void Dispose() => _aes.Dispose();

    private byte[] PlaceOf(int number)
    {
        var place = new byte[16 + sizeof(int) + 1];
        attachmentId.TryWriteBytes(place, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(place.AsSpan(16), number);
        place[^1] = (long)(number + 1) * ChunkSize >= size ? (byte)1 : (byte)0;
        return place;
    }
}
