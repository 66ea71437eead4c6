namespace ExchangeHub.Hub.Ledger;

/// <summary>Mints exchange ids: UUIDv7, whose time never goes back while the process lives, even if the clock does.</summary>
internal sealed class ExchangeIds(TimeProvider clock)
{
    private long _lastMilliseconds;

    public Guid Next()
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var last = Volatile.Read(ref _lastMilliseconds);
        while (now > last)
        {
            var seen = Interlocked.CompareExchange(ref _lastMilliseconds, now, last);
            if (seen == last)
                break;
            last = seen;
        }
        return Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(now, last)));
    }
}
