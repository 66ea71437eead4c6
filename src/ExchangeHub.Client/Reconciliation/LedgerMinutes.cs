using System.Buffers.Binary;
using ExchangeHub.Reconciliation;

namespace ExchangeHub.Client.Reconciliation;

/// <summary>
/// Sums by minute (分钟汇总), so that a day without differences costs some lookups and no scan. A back office keeps a table
/// (minute, count, sum0 to sum3) that is written in the same transaction as the rows, and gives <see cref="SumAsync"/> two
/// queries: one on that table, one on the rows.
/// </summary>
public static class LedgerMinutes
{
    private const ulong MillisecondsPerMinute = 60_000;

    /// <summary>An id's time has 48 bits.</summary>
    private const long LastMinute = (long)(((1UL << 48) - 1) / MillisecondsPerMinute);

    /// <summary>The minute of an id's time: whole minutes since 1970-01-01 (UTC).</summary>
    public static long Of(Guid id) => (long)(Milliseconds(id) / MillisecondsPerMinute);

    /// <summary>The first id of a minute: a row is in the minute if its id is at least this and less than that of the next.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No id has a time in that minute.</exception>
    public static Guid FirstId(long minute)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minute);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minute, LastMinute);
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(bytes, ((ulong)minute * MillisecondsPerMinute) << 16);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>The bound of a minute: the first id of the next; of the very last one, the last id of all.</summary>
    public static Guid BoundId(long minute) => minute == LastMinute ? Guid.AllBitsSet : FirstId(minute + 1);

    /// <summary>Cuts a range into its whole minutes and the rows before and after them.</summary>
    public static MinuteSplit Split(IdRange range)
    {
        var nothing = new IdRange(range.Bound, range.Bound);
        if (range.Bound <= range.First)
            return new MinuteSplit(nothing, 0, 0, nothing);

        var bound = Of(range.Bound);
        var first = Of(range.First);
        if (FirstId(first) < range.First)
            first++;
        return first >= bound
            ? new MinuteSplit(range, first, first, nothing)
            : new MinuteSplit(new IdRange(range.First, FirstId(first)), first, bound, new IdRange(FirstId(bound), range.Bound));
    }

    /// <summary>Sums a range.</summary>
    /// <param name="range">The range.</param>
    /// <param name="minutes">Sums of the minutes from the first, inclusive, to the second, exclusive.</param>
    /// <param name="rows">Sums of the rows of a range that is shorter than a minute.</param>
    public static async ValueTask<RangeFingerprint> SumAsync(IdRange range, Func<long, long, ValueTask<RangeFingerprint>> minutes, Func<IdRange, ValueTask<RangeFingerprint>> rows)
    {
        ArgumentNullException.ThrowIfNull(minutes);
        ArgumentNullException.ThrowIfNull(rows);
        var split = Split(range);
        var sum = split.First < split.Bound ? await minutes(split.First, split.Bound) : default;
        if (split.Head.First < split.Head.Bound)
            sum += await rows(split.Head);
        if (split.Tail.First < split.Tail.Bound)
            sum += await rows(split.Tail);
        return sum;
    }

    private static ulong Milliseconds(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16;
    }
}

/// <summary>A range as whole minutes and the rows around them. What is empty begins where it ends.</summary>
/// <param name="Head">Rows before the whole minutes.</param>
/// <param name="First">The first whole minute.</param>
/// <param name="Bound">The first minute that is not whole.</param>
/// <param name="Tail">Rows after the whole minutes.</param>
public readonly record struct MinuteSplit(IdRange Head, long First, long Bound, IdRange Tail);
