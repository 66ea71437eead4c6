using System.Buffers.Binary;
using ExchangeHub.Reconciliation;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>Minutes of ids: those that rollups are kept by, cut as <see cref="RangeParts"/> cuts them.</summary>
internal static class IdMinutes
{
    private const ulong MillisecondsPerMinute = 60_000;
    private const int BitsBehindTime = 16;

    /// <summary>The minute of an id, counted from 1970.</summary>
    public static long Of(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return (long)((BinaryPrimitives.ReadUInt64BigEndian(bytes) >> BitsBehindTime) / MillisecondsPerMinute);
    }

    /// <summary>The minute of a time, counted from 1970.</summary>
    public static long Of(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMinute;

    /// <summary>Before all ids of a minute, whether or not they can be minted.</summary>
    public static Guid Begin(long minute)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(bytes, ((ulong)minute * MillisecondsPerMinute) << BitsBehindTime);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>The ids of some minutes.</summary>
    public static IdRange Range(long first, long bound) => new(Begin(first), Begin(bound));
}
