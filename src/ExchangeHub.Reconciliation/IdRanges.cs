using System.Buffers.Binary;

namespace ExchangeHub.Reconciliation;

/// <summary>Arithmetic of ranges.</summary>
internal static class IdRanges
{
    /// <summary>The range that holds one id and no other; the id is not the last of all.</summary>
    public static IdRange Only(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteUInt128BigEndian(bytes, BinaryPrimitives.ReadUInt128BigEndian(bytes) + 1);
        return new IdRange(id, new Guid(bytes, bigEndian: true));
    }
}
