namespace ExchangeHub.Hub.Ledger;

/// <summary>The time as the ledger keeps it.</summary>
internal static class LedgerClock
{
    /// <summary>Now (UTC), to the microsecond, so that what is answered is what is read back.</summary>
    public static DateTimeOffset LedgerNow(this TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
