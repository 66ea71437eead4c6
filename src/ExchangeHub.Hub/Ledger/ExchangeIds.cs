namespace ExchangeHub.Hub.Ledger;

/// <summary>
/// Mints ids: UUIDv7 whose first 60 bits, a time, grow with each id while the process lives, even if the clock goes back
/// (RFC 9562, 6.2, method 3). So ids that one hub mints are in the order in which it minted them.
/// </summary>
internal sealed class ExchangeIds(TimeProvider clock)
{
    private const int FractionBits = 12;

    private long _last;

    /// <summary>The next id.</summary>
    public Guid Next() => Next(0);

    /// <summary>The next id, and one that is later than <paramref name="earlier"/>, which another hub with a faster clock may have minted.</summary>
    public Guid NextAfter(Guid earlier) => Next(TimeOf(earlier));

    /// <summary>The smallest id that can be minted at <paramref name="time"/>.</summary>
    public static Guid FirstAt(DateTimeOffset time) => Make(Ticks(time), default);

    /// <summary>When an id was minted, to the millisecond.</summary>
    public static DateTimeOffset MintTime(Guid id) => DateTimeOffset.FromUnixTimeMilliseconds(TimeOf(id) >> FractionBits);

    private Guid Next(long floor)
    {
        var now = Ticks(clock.GetUtcNow());
        var last = Volatile.Read(ref _last);
        while (true)
        {
            var next = Math.Max(now, Math.Max(last, floor) + 1);
            var seen = Interlocked.CompareExchange(ref _last, next, last);
            if (seen == last)
                return Make(next, Guid.NewGuid());
            last = seen;
        }
    }

    /// <summary>Milliseconds since 1970, and behind them their fraction in 4,096ths.</summary>
    private static long Ticks(DateTimeOffset time)
    {
        var sinceEpoch = (time - DateTimeOffset.UnixEpoch).Ticks;
        var milliseconds = Math.DivRem(sinceEpoch, TimeSpan.TicksPerMillisecond, out var rest);
        return (milliseconds << FractionBits) | (rest * (1 << FractionBits) / TimeSpan.TicksPerMillisecond);
    }

    private static Guid Make(long ticks, Guid random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = ticks >> FractionBits;
        for (var i = 0; i < 6; i++)
            bytes[i] = (byte)(milliseconds >> (40 - 8 * i));
        bytes[6] = (byte)(0x70 | ((ticks >> 8) & 0x0F));
        bytes[7] = (byte)ticks;
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }

    private static long TimeOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        long ticks = 0;
        for (var i = 0; i < 6; i++)
            ticks = (ticks << 8) | bytes[i];
        return (ticks << FractionBits) | ((long)(bytes[6] & 0x0F) << 8) | bytes[7];
    }
}
