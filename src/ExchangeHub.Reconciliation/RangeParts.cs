namespace ExchangeHub.Reconciliation;

/// <summary>Cuts a range into parts by time (分段), so that both sides cut alike without telling each other where.</summary>
/// <remarks>The rule stands at <c>exchangehub.reconciliation.v1.RangeSummary</c>.</remarks>
public static class RangeParts
{
    /// <summary>Most parts of a range.</summary>
    public const int MaxCount = 1024;

    /// <summary>The parts in order: as many as asked for, of which some may be empty.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There must be 2 to 1,024.</exception>
    public static IReadOnlyList<IdRange> Of(IdRange range, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxCount);
        var (first, bound) = (IdPrefix.Of(range.First), IdPrefix.Of(range.Bound));
        var step = bound <= first ? 0 : (bound - first) / (ulong)count;
        var parts = new IdRange[count];
        var begin = range.First;
        for (var i = 0; i < count; i++)
        {
            var end = i == count - 1 ? range.Bound : Begin(range, first + (ulong)(i + 1) * step, step);
            parts[i] = new IdRange(begin, end);
            begin = end;
        }
        return parts;
    }

    /// <summary>Into how many parts a range can be cut so that each is smaller than it; below 2 it can't.</summary>
    internal static int MostOf(IdRange range)
    {
        var (first, bound) = (IdPrefix.Of(range.First), IdPrefix.Of(range.Bound));
        return bound <= first ? 0 : (int)Math.Min(bound - first, MaxCount);
    }

    /// <summary>Never before the range: in one that is shorter than its number of parts they all begin there.</summary>
    private static Guid Begin(IdRange range, ulong prefix, ulong step)
    {
        if (step >= IdPrefix.Minute)
            prefix = prefix / IdPrefix.Minute * IdPrefix.Minute;
        var begin = IdPrefix.FirstId(prefix);
        return begin < range.First ? range.First : begin;
    }
}
