using System.Buffers;
using System.Security.Cryptography;
using Google.Protobuf;

namespace ExchangeHub.Domain.Messages;

/// <summary>
/// The digest (摘要) of an exchange message: SHA-256 over its deterministic serialisation without header or receipt.
/// </summary>
/// <remarks>
/// Header and receipt are field 1 of their messages, and exchange messages have no maps and no floats: what remains is
/// known fields in field order, which every official protobuf runtime writes alike. Vectors stand in
/// <c>protos/digest-vectors.json</c>. A request that has neither, as an act on a case, is digested as a whole: its field 1
/// says who acts on what.
/// </remarks>
public static class MessageDigest
{
    /// <summary>Length of a digest in bytes.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    /// <summary>Field 1, length-delimited: the tag of every header and receipt.</summary>
    private const byte EnvelopeTag = (1 << 3) | 2;

    /// <summary>Computes the digest of <paramref name="message"/>; its header or receipt may be set or absent.</summary>
    public static byte[] Compute(IMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var size = message.CalculateSize();
        var rented = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            var bytes = rented.AsSpan(0, size);
            message.WriteTo(bytes);
            return SHA256.HashData(HasEnvelope(message) ? WithoutEnvelope(bytes) : bytes);
        }
        finally
        {
            // The buffer held what one person asked about another.
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }

    private static bool HasEnvelope(IMessage message) => message.Descriptor.FindFieldByNumber(1)?.Name is "header" or "receipt";

    /// <summary>Fields are written in field order, so field 1, if it is there, stands first.</summary>
    private static ReadOnlySpan<byte> WithoutEnvelope(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[0] != EnvelopeTag)
            return bytes;

        var length = 0;
        var position = 1;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[position++];
            length |= (next & 0x7F) << shift;
            if (next < 0x80)
                return bytes[(position + length)..];
        }
    }
}
