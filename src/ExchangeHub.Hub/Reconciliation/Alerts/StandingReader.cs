using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Reconciliation.Operations;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Hub.Validation;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Reconciliation.Alerts;

/// <summary>Reads how reconciliation stands, for metrics.</summary>
internal sealed class StandingReader(IDbContextFactory<HubDbContext> contexts)
{
    public async Task<ReconciliationStanding> ReadAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var open = await context.Differences.AsNoTracking().Where(difference => DifferenceDesk.OpenStates.Contains(difference.State))
            .GroupBy(difference => new { difference.ParticipantId, difference.Kind, difference.Severity })
            .Select(group => new { group.Key.ParticipantId, group.Key.Kind, group.Key.Severity, Count = group.LongCount() }).ToListAsync(cancellationToken);
        var clean = await context.ReconciliationDays.AsNoTracking().Where(day => day.State == ReconciliationRunState.Clean)
            .GroupBy(day => day.ParticipantId).Select(group => new { ParticipantId = group.Key, Day = group.Max(day => day.Day) }).ToListAsync(cancellationToken);
        return new ReconciliationStanding(
            [.. open.Select(group => (group.ParticipantId, group.Kind, group.Severity, group.Count))],
            [.. clean.Select(group => (group.ParticipantId, ChinaTime.BeginOf(group.Day.AddDays(1))))]);
    }
}
