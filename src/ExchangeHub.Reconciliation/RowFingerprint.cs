using System.Buffers.Binary;

namespace ExchangeHub.Reconciliation;

/// <summary>
/// The fingerprint (指纹) of one ledger row: the first 16 bytes of the SHA-256 of its canonical form, as four big-endian
/// limbs of 32 bits.
/// </summary>
/// <remarks>
/// It is stored at insert, as four integer columns, so that a range of rows is fingerprinted by four plain sums that
/// come out alike in C#, Java and SQL. See <see cref="CanonicalRow"/>.
/// </remarks>
public readonly record struct RowFingerprint(uint Limb0, uint Limb1, uint Limb2, uint Limb3)
{
    /// <summary>Its length.</summary>
    public const int Bytes = 4 * sizeof(uint);

    /// <summary>Reads one from where it begins.</summary>
    public static RowFingerprint Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt32BigEndian(bytes), BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]));

    /// <summary>Writes it.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Limb0);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], Limb1);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], Limb2);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[12..], Limb3);
    }
}
