using ExchangeHub.Reconciliation;

namespace ExchangeHub.Client.Reconciliation;

/// <summary>
/// Sums by minute (分钟汇总), so that a day without differences costs some lookups and no scan. A back office keeps a table
/// (minute, count, sum0 to sum3; <see cref="IdMinutes"/>) that is written in the same transaction as the rows, and gives <see cref="SumAsync"/> two
/// queries: one on that table, one on the rows.
/// </summary>
public static class LedgerMinutes
{
    /// <summary>Cuts a range into its whole minutes and the rows before and after them.</summary>
    public static MinuteSplit Split(IdRange range)
    {
        var nothing = new IdRange(range.Bound, range.Bound);
        if (range.Bound <= range.First)
            return new MinuteSplit(nothing, 0, 0, nothing);

        var bound = IdMinutes.Of(range.Bound);
        var first = IdMinutes.Of(range.First);
        if (IdMinutes.FirstId(first) < range.First)
            first++;
        return first >= bound
            ? new MinuteSplit(range, first, first, nothing)
            : new MinuteSplit(new IdRange(range.First, IdMinutes.FirstId(first)), first, bound, new IdRange(IdMinutes.FirstId(bound), range.Bound));
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
}

/// <summary>A range as whole minutes and the rows around them. What is empty begins where it ends.</summary>
/// <param name="Head">Rows before the whole minutes.</param>
/// <param name="First">The first whole minute.</param>
/// <param name="Bound">The first minute that is not whole.</param>
/// <param name="Tail">Rows after the whole minutes.</param>
public readonly record struct MinuteSplit(IdRange Head, long First, long Bound, IdRange Tail);
