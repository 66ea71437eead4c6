using System.Buffers.Binary;

namespace ExchangeHub.Reconciliation;

/// <summary>The first 8 bytes of ids as a number: their time in milliseconds since 1970, and 16 bits behind it.</summary>
internal static class IdPrefix
{
    /// <summary>A minute of them.</summary>
    public const ulong Minute = 60_000UL << 16;

    public static ulong Of(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }

    /// <summary>The first id that has it.</summary>
    public static Guid FirstId(ulong prefix)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(bytes, prefix);
        return new Guid(bytes, bigEndian: true);
    }
}
