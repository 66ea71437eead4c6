using ExchangeHub.Contracts.Reconciliation.V1;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Hub.Validation;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Reconciliation.CaseStates;

/// <summary>The days whose cases are compared. They are read from the cases each time, so that a night that was missed is caught up by the next.</summary>
internal sealed class CaseDays(IDbContextFactory<HubDbContext> contexts, TimeProvider clock)
{
    /// <summary>How many days are compared in any case, also those on which the hub has no case: a case that was invented may be of any.</summary>
    public const int RecentDays = 45;

    /// <summary>The recent days; and earlier ones with cases that are open, in which something has happened since, or with differences that are open.</summary>
    public async Task<List<DateOnly>> DueAsync(string participantId, CancellationToken cancellationToken)
    {
        var today = ChinaTime.DateOf(clock.GetUtcNow());
        var recent = Enumerable.Range(0, RecentDays + 1).Select(age => today.AddDays(-age)).ToList();
        var first = ExchangeIds.FirstAt(ChinaTime.BeginOf(recent[^1]));
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var open = await context.CaseFiles.AsNoTracking().Where(file => file.PurgeTime == null && file.EndTime == null && file.Id < first).Select(file => file.Id).ToListAsync(cancellationToken);
        var moved = await context.CaseEvents.AsNoTracking().Where(entry => entry.EventId >= first && entry.CaseId < first).Select(entry => entry.CaseId).Distinct().ToListAsync(cancellationToken);
        var differing = await DifferenceBook.Open(context, participantId, LedgerSet.Cases).Select(difference => difference.Day).Distinct().ToListAsync(cancellationToken);
        var earlier = open.Concat(moved).Select(id => ChinaTime.DateOf(ExchangeIds.MintTime(id)));
        return [.. recent.Concat(earlier).Concat(differing).Distinct().OrderDescending().Take(DayBook.MaxDays).Order()];
    }
}
