using System.Buffers.Binary;

namespace ExchangeHub.Reconciliation.Tests;

/// <summary>Makes rows.</summary>
internal static class Made
{
    /// <summary>2026-11-24 in Shanghai, in milliseconds since 1970.</summary>
    public const long DayBegin = 1_795_449_600_000;

    public static readonly IdRange Day = new(FirstAt(DayBegin), FirstAt(DayBegin + 86_400_000));

    /// <summary>The first id of a millisecond.</summary>
    public static Guid FirstAt(long milliseconds) => Id(milliseconds, 0, 0);

    public static Guid Id(long milliseconds, ushort high, ulong low)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, milliseconds << 16 | high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], low);
        return new Guid(bytes, bigEndian: true);
    }

    public static RowFingerprint Fingerprint(Random random)
        => new((uint)random.NextInt64(1L << 32), (uint)random.NextInt64(1L << 32), (uint)random.NextInt64(1L << 32), (uint)random.NextInt64(1L << 32));

    /// <summary>A day's rows, at even distances, as hubs mint them.</summary>
    public static FingerprintedRow[] Rows(int count, Random random)
    {
        var rows = new FingerprintedRow[count];
        for (var i = 0; i < count; i++)
        {
            var id = Id(DayBegin + (long)(86_400_000.0 * i / count), (ushort)(0x7000 | random.Next(0x1000)), (ulong)random.NextInt64() | 1UL << 63);
            rows[i] = new FingerprintedRow(id, Fingerprint(random));
        }
        return rows;
    }
}
