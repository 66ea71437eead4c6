using System.Buffers.Binary;

namespace ExchangeHub.Reconciliation;

/// <summary>The rows whose id is at least <paramref name="First"/> and less than <paramref name="Bound"/>, by the order of the ids' 16 bytes (编号区间).</summary>
/// <param name="First">The first id.</param>
/// <param name="Bound">The first id that is not in it.</param>
public readonly record struct IdRange(Guid First, Guid Bound)
{
    /// <summary>
    /// The range that holds one id and no other. The last id of all, which has every bit set, has none behind it that could be a bound: no
    /// range holds it, and this one is empty. No clock gives that id.
    /// </summary>
    public static IdRange Only(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var number = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        if (number == UInt128.MaxValue)
            return new IdRange(id, id);
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number + 1);
        return new IdRange(id, new Guid(bytes, bigEndian: true));
    }
}

/// <summary>A row as it is compared: its id and its fingerprint.</summary>
/// <param name="Id">The row's id, minted by the hub.</param>
/// <param name="Fingerprint">Its fingerprint.</param>
public readonly record struct FingerprintedRow(Guid Id, RowFingerprint Fingerprint)
{
    /// <summary>Length of one as it travels in <c>ListRowsResponse</c>: its id, then its fingerprint.</summary>
    public const int Bytes = 16 + RowFingerprint.Bytes;

    /// <summary>Reads one from where it begins.</summary>
    public static FingerprintedRow Read(ReadOnlySpan<byte> bytes) => new(new Guid(bytes[..16], bigEndian: true), RowFingerprint.Read(bytes[16..]));

    /// <summary>Writes it.</summary>
    public void Write(Span<byte> bytes)
    {
        Id.TryWriteBytes(bytes, bigEndian: true, out _);
        Fingerprint.Write(bytes[16..]);
    }
}
