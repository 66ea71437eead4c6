using Microsoft.EntityFrameworkCore.Storage;

namespace ExchangeHub.Hub.Storage;

/// <summary>
/// Has EF Core run again what the database undid in favour of another transaction (<see cref="DatabaseFault.Conflict"/>), a
/// few times, and nothing else: after a lost connection nobody knows whether a write was done.
/// </summary>
/// <param name="dependencies">What EF Core gives to a strategy.</param>
/// <param name="faultOf">Knows a conflict when it sees one: <see cref="IHubDatabase.FaultOf"/>.</param>
public sealed class ConflictRetry(ExecutionStrategyDependencies dependencies, Func<Exception, DatabaseFault> faultOf) : ExecutionStrategy(dependencies, MaxRetries, MaxDelay)
{
    /// <summary>How often a transaction is run again.</summary>
    public const int MaxRetries = 4;

    /// <summary>The longest pause before it is; the first is a few milliseconds, and each is about twice the one before.</summary>
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMilliseconds(100);

    private const double FirstDelayMs = 5;

    /// <inheritdoc/>
    protected override bool ShouldRetryOn(Exception exception) => faultOf(exception) == DatabaseFault.Conflict;

    /// <inheritdoc/>
    protected override TimeSpan? GetNextDelay(Exception lastException)
    {
        var retry = ExceptionsEncountered.Count; // 1 before the first.
        if (retry > MaxRetries)
            return null;
        var pause = TimeSpan.FromMilliseconds(FirstDelayMs * Math.Pow(2, retry - 1) * (1 + Random.NextDouble()));
        return pause < MaxDelay ? pause : MaxDelay;
    }
}
