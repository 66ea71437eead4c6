using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Contracts.Reconciliation.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Hub.Validation;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>
/// The days of each participant: what is to be reconciled is read from here, and not from what a clock has set off, so that a
/// night that was missed is caught up.
/// </summary>
internal sealed partial class DayBook(
    IDbContextFactory<HubDbContext> contexts, DatabaseWriter writer, IHubDatabase database, ReconciliationOptions options, TimeProvider clock, ILogger<DayBook> logger)
{
    /// <summary>Most days of one run; the next goes on.</summary>
    public const int MaxDays = 400;

    private static readonly TimeZoneInfo China = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    private readonly CronExpression _nightly = new(options.NightlyCron, China);

    private TimeSpan CutOff => TimeSpan.FromMinutes(options.CutOffMinutes);

    /// <summary>Adds the days that have closed since, from that of the ledger's first entry on.</summary>
    public async Task AddClosedAsync(string participantId, CancellationToken cancellationToken)
    {
        var now = clock.LedgerNow();
        var last = DayWindow.LastClosed(now, CutOff);
        if (await NextAsync(participantId, cancellationToken) is not { } first || first > last)
            return;
        try
        {
            for (var page = first; page <= last; page = page.AddDays(MaxDays))
                await AddAsync(participantId, page, page.AddDays(MaxDays - 1) < last ? page.AddDays(MaxDays - 1) : last, now, cancellationToken);
        }
        catch (Exception error) when (database.FaultOf(error) == DatabaseFault.Duplicate)
        {
            LogOvertaken(logger, participantId); // They are there; any that are not come the next time.
        }
    }

    /// <summary>The days to compare each night: those that are not reconciled, and those with differences that are open, to see whether they are healed.</summary>
    public async Task<List<DateOnly>> DueAsync(string participantId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var unreconciled = await Days(context, participantId).Where(day => day.UnreconciledSince != null).OrderBy(day => day.Day).Select(day => day.Day).Take(MaxDays).ToListAsync(cancellationToken);
        var open = await DifferenceBook.Open(context, participantId, LedgerSet.Unspecified).Select(difference => difference.Day).Distinct().OrderBy(day => day).Take(MaxDays).ToListAsync(cancellationToken);
        return Closed(unreconciled.Union(open));
    }

    /// <summary>
    /// The days to compare again soon: for which the region was down, whose night was missed, or of which a repair has been
    /// brought and is to be verified.
    /// </summary>
    public async Task<List<DateOnly>> AgainAsync(string participantId, CancellationToken cancellationToken)
    {
        var now = clock.LedgerNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var waiting = await Days(context, participantId).Where(day => day.State == ReconciliationRunState.Partial || (day.State == ReconciliationRunState.Queued && day.UnreconciledSince != null))
            .OrderBy(day => day.Day).Take(MaxDays).ToListAsync(cancellationToken);
        var brought = await (
            from repair in context.Repairs
            where repair.EndTime == null
            join difference in DifferenceBook.Open(context, participantId, LedgerSet.Unspecified) on repair.DifferenceId equals difference.Id
            join delivery in context.Deliveries on repair.DeliveryId equals delivery.Id
            where delivery.State == DeliveryState.Acknowledged
            select difference.Day).Distinct().OrderBy(day => day).Take(MaxDays).ToListAsync(cancellationToken);
        return Closed(waiting.Where(day => day.State == ReconciliationRunState.Partial || WasMissed(day.Day, now)).Select(day => day.Day).Union(brought));
    }

    /// <summary>Whether the night that was to reconcile the day is over.</summary>
    private bool WasMissed(DateOnly day, DateTimeOffset now)
        => _nightly.GetNextValidTimeAfter(ChinaTime.BeginOf(day.AddDays(1)) + CutOff) is { } night && night < now;

    private List<DateOnly> Closed(IEnumerable<DateOnly> days)
    {
        var last = DayWindow.LastClosed(clock.GetUtcNow(), CutOff);
        return [.. days.Where(day => day <= last).Order().Take(MaxDays)];
    }

    /// <summary>The first day that is not there yet; null while the ledger is empty.</summary>
    private async Task<DateOnly?> NextAsync(string participantId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await Days(context, participantId).MaxAsync(day => (DateOnly?)day.Day, cancellationToken) is { } last)
            return last.AddDays(1);
        var first = await context.LedgerEntries.AsNoTracking().OrderBy(entry => entry.Id).Select(entry => entry.Id).FirstOrDefaultAsync(cancellationToken);
        return first == Guid.Empty ? null : ChinaTime.DateOf(ExchangeIds.MintTime(first));
    }

    private Task<int> AddAsync(string participantId, DateOnly first, DateOnly last, DateTimeOffset now, CancellationToken cancellationToken)
        => writer.WriteAsync((context, _) =>
        {
            for (var day = first; day <= last; day = day.AddDays(1))
                context.ReconciliationDays.Add(new DayEntry { ParticipantId = participantId, Day = day, UnreconciledSince = now });
            return Task.FromResult(0);
        }, cancellationToken);

    private static IQueryable<DayEntry> Days(HubDbContext context, string participantId) => context.ReconciliationDays.AsNoTracking().Where(day => day.ParticipantId == participantId);

    [LoggerMessage(1920, LogLevel.Debug, "Another hub has added days of {Participant} at the same time")]
    private static partial void LogOvertaken(ILogger logger, string participant);
}
