using ExchangeHub.Hub.Ledger;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ExchangeHub.Hub.Operations;

/// <summary>The hub is ready while its ledger can be written: without a record there is no answer.</summary>
internal sealed class LedgerHealthCheck(LedgerWriter writer, ILedgerStore store, TimeProvider clock) : IHealthCheck
{
    /// <summary>How long the hub calls itself unready after a failed commit, before it lets calls try again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (writer.LastFailure is { } failure && clock.GetUtcNow() - failure < Pause)
            return HealthCheckResult.Unhealthy("the last ledger commit failed");
        try
        {
            await store.CheckAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("the ledger's database can't be used", error);
        }
    }
}
