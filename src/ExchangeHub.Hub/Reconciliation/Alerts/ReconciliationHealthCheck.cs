using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Reconciliation.Digests;
using ExchangeHub.Hub.Reconciliation.Feeds;
using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ExchangeHub.Hub.Reconciliation.Alerts;

/// <summary>
/// Whether every day was reconciled within its limit, and no stored content, and no feed, is known to be corrupt. It is a service of its own in the health protocol, <see cref="Name"/>: the hub
/// goes on serving exchanges meanwhile.
/// </summary>
internal sealed class ReconciliationHealthCheck(IDbContextFactory<HubDbContext> contexts, ReconciliationOptions options, TimeProvider clock) : IHealthCheck
{
    /// <summary>What to ask <c>grpc.health.v1.Health</c> for.</summary>
    public const string Name = "reconciliation";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var limit = clock.GetUtcNow() - TimeSpan.FromHours(options.UnreconciledHours);
        try
        {
            await using var database = await contexts.CreateDbContextAsync(cancellationToken);
            var late = await database.ReconciliationDays.AsNoTracking().Where(day => day.UnreconciledSince < limit).OrderBy(day => day.UnreconciledSince).FirstOrDefaultAsync(cancellationToken);
            if (late is not null)
                return HealthCheckResult.Unhealthy($"{late.Day:yyyy-MM-dd} of {late.ParticipantId} is not reconciled since {late.UnreconciledSince:O}");
            var corrupt = await DigestBook.Open(database).OrderBy(difference => difference.Id).FirstOrDefaultAsync(cancellationToken);
            if (corrupt is not null)
                return HealthCheckResult.Unhealthy($"the stored content of attachment {corrupt.RowId} of {corrupt.ParticipantId} is not what was announced");
            var feed = await FeedBook.Open(database).OrderBy(difference => difference.Id).FirstOrDefaultAsync(cancellationToken);
            return feed is null ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"feed {feed.Method} of {feed.ParticipantId} is not what was published");
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("the tables can't be read", error);
        }
    }
}
