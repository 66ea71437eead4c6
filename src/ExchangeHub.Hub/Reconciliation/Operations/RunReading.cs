using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Reconciliation.Operations;

/// <summary>Reads runs and days.</summary>
internal sealed class RunReading(IDbContextFactory<HubDbContext> contexts)
{
    /// <exception cref="HubException">There is none.</exception>
    public async Task<RunEntry> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.ReconciliationRuns.AsNoTracking().FirstOrDefaultAsync(run => run.Id == id, cancellationToken)
            ?? throw new HubException(ErrorCatalogue.RunNotFound, ("run_id", id.ToString()));
    }

    /// <summary>What a run has compared or will, in order: at most one window for each day that a run can have.</summary>
    public async Task<List<WindowEntry>> WindowsAsync(Guid runId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.ReconciledWindows.AsNoTracking().Where(window => window.RunId == runId).OrderBy(window => window.Position).ToListAsync(cancellationToken);
    }

    /// <summary>At most so many before an id, the newest first.</summary>
    /// <param name="participant">Of this participant; empty: of any.</param>
    /// <param name="state">In this state; unspecified: in any.</param>
    /// <param name="last">The id; null: from the newest on.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<List<RunEntry>> ListAsync(string participant, ReconciliationRunState state, Guid? last, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var runs = context.ReconciliationRuns.AsNoTracking();
        if (participant.Length > 0)
            runs = runs.Where(run => run.ParticipantId == participant);
        if (state != ReconciliationRunState.Unspecified)
            runs = runs.Where(run => run.State == state);
        if (last is { } id)
            runs = runs.Where(run => run.Id < id);
        return await runs.OrderByDescending(run => run.Id).Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>At most so many after a place, the newest first.</summary>
    /// <param name="participant">Of this participant; empty: of any.</param>
    /// <param name="unreconciled">Only those that are not reconciled.</param>
    /// <param name="last">The place; null: from the newest on.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<List<DayEntry>> DaysAsync(string participant, bool unreconciled, DayPlace? last, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var days = context.ReconciliationDays.AsNoTracking();
        if (participant.Length > 0)
            days = days.Where(day => day.ParticipantId == participant);
        if (unreconciled)
            days = days.Where(day => day.UnreconciledSince != null);
        if (last is { } place)
            days = days.Where(day => day.Day < place.Day || (day.Day == place.Day && day.ParticipantId.CompareTo(place.ParticipantId) > 0));
        return await days.OrderByDescending(day => day.Day).ThenBy(day => day.ParticipantId).Take(limit).ToListAsync(cancellationToken);
    }
}
