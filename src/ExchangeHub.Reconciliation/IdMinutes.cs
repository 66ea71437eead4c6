namespace ExchangeHub.Reconciliation;

/// <summary>Minutes of ids, counted from 1970 (UTC): those that sums are kept by (分钟汇总), cut as <see cref="RangeParts"/> cuts them.</summary>
public static class IdMinutes
{
    /// <summary>The last minute that an id can be in: its time has 48 bits.</summary>
    public const long Last = (long)(ulong.MaxValue / IdPrefix.Minute);

    /// <summary>The minute of an id's time.</summary>
    public static long Of(Guid id) => (long)(IdPrefix.Of(id) / IdPrefix.Minute);

    /// <summary>The minute of a time.</summary>
    public static long Of(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMinute;

    /// <summary>The first id of a minute, whether or not it can be minted: a row is in the minute if its id is at least this and less than that of the next.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No id has a time in that minute.</exception>
    public static Guid FirstId(long minute)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minute);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minute, Last);
        return IdPrefix.FirstId((ulong)minute * IdPrefix.Minute);
    }

    /// <summary>The bound of a minute: the first id of the next; of the very last one, the last id of all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No id has a time in that minute.</exception>
    public static Guid BoundId(long minute) => minute == Last ? Guid.AllBitsSet : FirstId(minute + 1);

    /// <summary>The ids of minutes from the first, inclusive, to the second, exclusive.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No id has a time in one of them.</exception>
    public static IdRange Range(long first, long bound) => new(FirstId(first), BoundId(bound - 1));
}
