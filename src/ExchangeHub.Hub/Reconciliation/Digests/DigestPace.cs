namespace ExchangeHub.Hub.Reconciliation.Digests;

/// <summary>Another hub has taken the lease over: it goes on.</summary>
internal sealed class LeaseLostException : Exception;

/// <summary>Keeps a check from holding up the hub: it pauses before each chunk, or page, and keeps its lease meanwhile.</summary>
/// <param name="pause">How long it pauses.</param>
/// <param name="clock">The clock.</param>
/// <param name="keep">Keeps the lease, and says until when it need not be kept again, null if it is lost; null where there is none.</param>
/// <param name="keepTime">When it is to be kept first.</param>
internal sealed class DigestPace(TimeSpan pause, TimeProvider clock, Func<CancellationToken, Task<DateTimeOffset?>>? keep = null, DateTimeOffset keepTime = default)
{
    private DateTimeOffset _keepTime = keepTime;

    /// <exception cref="LeaseLostException">The lease is lost.</exception>
    public async Task NextAsync(CancellationToken cancellationToken)
    {
        if (keep is not null && clock.GetUtcNow() >= _keepTime)
            _keepTime = await keep(cancellationToken) ?? throw new LeaseLostException();
        await Task.Delay(pause, clock, cancellationToken);
    }
}
