using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Contracts.Reconciliation.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Hub.Validation;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Reconciliation.Operations;

/// <summary>The report of a day (对账日报), from the events of differences: for a past day it stays what it was.</summary>
internal sealed class DailyReport(IDbContextFactory<HubDbContext> contexts, HubStateHolder state)
{
    /// <summary>Runs of one participant that are listed, the newest; there are 25 on a usual day.</summary>
    private const int MaxRuns = 50;

    private static readonly DifferenceEventKind[] Opening = [DifferenceEventKind.Found, DifferenceEventKind.Reopened];
    private static readonly DifferenceEventKind[] Closing = [DifferenceEventKind.Healed, DifferenceEventKind.Resolved, DifferenceEventKind.Accepted];
    private static readonly ReconciliationRunState[] Reconciled = [ReconciliationRunState.Clean, ReconciliationRunState.Differences];

    public async Task<GetReconciliationReportResponse> OfAsync(DateOnly day, Language language, CancellationToken cancellationToken)
    {
        var (begin, bound) = (ChinaTime.BeginOf(day).ToUniversalTime(), ChinaTime.BeginOf(day.AddDays(1)).ToUniversalTime());
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var counts = await CountsAsync(context, begin, bound, cancellationToken);
        var unreconciled = await UnreconciledAsync(context, day, bound, cancellationToken);
        var report = new GetReconciliationReportResponse { Day = CalendarDates.ToProto(day) };
        var participants = state.Current.Regions.Values.Select(region => region.BackOffice?.Id).OfType<string>().Union(counts.Keys).Union(unreconciled.Keys);
        foreach (var participant in participants.Order(StringComparer.Ordinal))
        {
            var runs = await context.ReconciliationRuns.AsNoTracking()
                .Where(run => run.ParticipantId == participant && run.EndTime >= begin && run.EndTime < bound).OrderByDescending(run => run.EndTime).Take(MaxRuns).ToListAsync(cancellationToken);
            var (opening, found, closed) = counts.GetValueOrDefault(participant);
            report.Participants.Add(new ParticipantReport
            {
                ParticipantId = participant,
                Runs = { runs.Select(run => run.ToMessage(language)) },
                OpeningCount = opening,
                FoundCount = found,
                ClosedCount = closed,
                ClosingCount = opening + found - closed,
                UnreconciledDayCount = unreconciled.GetValueOrDefault(participant),
            });
        }
        return report;
    }

    /// <summary>
    /// One statement, so that all counts are of one moment. A difference opens and closes in turns, so that what is open is what opened
    /// without what closed.
    /// </summary>
    private static async Task<Dictionary<string, (long Opening, long Found, long Closed)>> CountsAsync(HubDbContext context, DateTimeOffset begin, DateTimeOffset bound, CancellationToken cancellationToken)
    {
        var groups = await (
            from e in context.DifferenceEvents
            where e.EventTime < bound && (Opening.Contains(e.Kind) || Closing.Contains(e.Kind))
            join difference in context.Differences on e.DifferenceId equals difference.Id
            group e by new { difference.ParticipantId, e.Kind, IsEarlier = e.EventTime < begin } into kind
            select new { kind.Key.ParticipantId, kind.Key.Kind, kind.Key.IsEarlier, Count = kind.LongCount() }).ToListAsync(cancellationToken);
        return groups.GroupBy(group => group.ParticipantId, StringComparer.Ordinal).ToDictionary(group => group.Key, group =>
        {
            long Sum(bool earlier, DifferenceEventKind[] kinds) => group.Where(item => item.IsEarlier == earlier && kinds.Contains(item.Kind)).Sum(item => item.Count);
            return (Sum(true, Opening) - Sum(true, Closing), Sum(false, Opening), Sum(false, Closing));
        }, StringComparer.Ordinal);
    }

    /// <summary>Days before this one that had not been reconciled by its end: not yet, or by a later run only.</summary>
    private static async Task<Dictionary<string, long>> UnreconciledAsync(HubDbContext context, DateOnly day, DateTimeOffset bound, CancellationToken cancellationToken)
    {
        var candidates = await context.ReconciliationDays.AsNoTracking()
            .Where(entry => entry.Day < day && (entry.UnreconciledSince != null || entry.CompareTime == null || entry.CompareTime >= bound)).ToListAsync(cancellationToken);
        if (candidates.Count == 0)
            return [];
        var first = candidates.Min(entry => entry.Day);
        var windows = await (
            from window in context.ReconciledWindows
            join run in context.ReconciliationRuns on window.RunId equals run.Id
            where window.Day >= first && window.Day < day && window.CompareTime < bound && Reconciled.Contains(window.State) && !run.IsDryRun && run.LedgerSet == LedgerSet.Unspecified
            select new { run.ParticipantId, window.Day, window.BoundId }).Distinct().ToListAsync(cancellationToken);
        // A day that was compared while it lasted, up to the cut-off, was not reconciled by that.
        var done = windows.Where(window => DayWindow.IsWholeDay(window.Day, window.BoundId)).Select(window => (window.ParticipantId, window.Day)).ToHashSet();
        return candidates.Where(entry => entry.UnreconciledSince is not null || !done.Contains((entry.ParticipantId, entry.Day)))
            .GroupBy(entry => entry.ParticipantId, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.LongCount(), StringComparer.Ordinal);
    }
}
