using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ExchangeHub.Reconciliation;

/// <summary>
/// What hub and region must agree on about one ledger row (台账行), as bytes that are the same on both sides.
/// </summary>
/// <remarks>
/// Version 1, all integers big-endian:
/// <code>
/// 1   version, 0x01
/// 16  id, the hub-minted UUIDv7 in network byte order
/// 1   state
/// 2   length of the method's name in bytes
/// n   the full method name in UTF-8, e.g. /exchangehub.notary.v1.NotaryVerificationService/QueryWill
/// 1   length of the request digest, 0 or 32
/// n   request digest
/// 1   length of the response digest, 0 or 32
/// n   response digest
/// </code>
/// Lengths are written, so no two rows share one form. Vectors stand in <c>protos/row-vectors.json</c>.
/// </remarks>
public static class CanonicalRow
{
    /// <summary>The version that new rows are written in; it is stored beside each fingerprint.</summary>
    public const byte Version = 1;

    /// <summary>Longest method name in UTF-8 bytes.</summary>
    public const int MaxMethodBytes = 512;

    /// <summary>Longest digest in bytes.</summary>
    public const int MaxDigestBytes = 64;

    /// <summary>Bytes of a salt (抽验).</summary>
    public const int SaltBytes = 16;

    private const int MaxBytes = 1 + 16 + 1 + 2 + MaxMethodBytes + 2 * (1 + MaxDigestBytes);

    /// <summary>Computes the fingerprint of a row.</summary>
    /// <param name="id">The row's id.</param>
    /// <param name="method">The full method name, at most <see cref="MaxMethodBytes"/> bytes.</param>
    /// <param name="state">The row's state; 1 is "answered".</param>
    /// <param name="requestDigest">Digest of the request; empty where there is none.</param>
    /// <param name="responseDigest">Digest of the response; empty where there is none.</param>
    /// <exception cref="ArgumentException">A part is longer than allowed.</exception>
    public static RowFingerprint Fingerprint(Guid id, string method, byte state, ReadOnlySpan<byte> requestDigest, ReadOnlySpan<byte> responseDigest)
        => Fingerprint(default, id, method, state, requestDigest, responseDigest);

    /// <summary>Computes the fingerprint of a row with a salt before it, so that no fingerprint which was stored can stand in for the row.</summary>
    /// <param name="salt">Empty, or <see cref="SaltBytes"/> bytes.</param>
    /// <inheritdoc cref="Fingerprint(Guid, string, byte, ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    public static RowFingerprint Fingerprint(
        ReadOnlySpan<byte> salt, Guid id, string method, byte state, ReadOnlySpan<byte> requestDigest, ReadOnlySpan<byte> responseDigest)
    {
        if (salt.Length is not (0 or SaltBytes))
            throw new ArgumentException($"A salt has {SaltBytes} bytes.", nameof(salt));
        Span<byte> buffer = stackalloc byte[SaltBytes + MaxBytes];
        salt.CopyTo(buffer);
        var length = salt.Length + Write(buffer[salt.Length..], id, method, state, requestDigest, responseDigest);

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer[..length], hash);
        return RowFingerprint.Read(hash);
    }

    /// <summary>Returns the canonical form itself, for those who implement it elsewhere and compare.</summary>
    /// <inheritdoc cref="Fingerprint(Guid, string, byte, ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    public static byte[] ToBytes(Guid id, string method, byte state, ReadOnlySpan<byte> requestDigest, ReadOnlySpan<byte> responseDigest)
    {
        Span<byte> buffer = stackalloc byte[MaxBytes];
        return buffer[..Write(buffer, id, method, state, requestDigest, responseDigest)].ToArray();
    }

    private static int Write(Span<byte> buffer, Guid id, string method, byte state, ReadOnlySpan<byte> requestDigest, ReadOnlySpan<byte> responseDigest)
    {
        ArgumentNullException.ThrowIfNull(method);
        if (Encoding.UTF8.GetByteCount(method) > MaxMethodBytes)
            throw new ArgumentException($"A method name has at most {MaxMethodBytes} bytes.", nameof(method));

        buffer[0] = Version;
        id.TryWriteBytes(buffer[1..], bigEndian: true, out _);
        buffer[17] = state;
        var methodBytes = Encoding.UTF8.GetBytes(method, buffer[20..]);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[18..], (ushort)methodBytes);
        var position = 20 + methodBytes;
        position += WriteDigest(buffer[position..], requestDigest);
        position += WriteDigest(buffer[position..], responseDigest);
        return position;
    }

    private static int WriteDigest(Span<byte> buffer, ReadOnlySpan<byte> digest)
    {
        if (digest.Length > MaxDigestBytes)
            throw new ArgumentException($"A digest has at most {MaxDigestBytes} bytes.", nameof(digest));
        buffer[0] = (byte)digest.Length;
        digest.CopyTo(buffer[1..]);
        return 1 + digest.Length;
    }
}
