using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain.Calendars;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Hub.Storage.Writing;
using ExchangeHub.Hub.Validation;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Cases;

/// <summary>
/// Runs the due check over all cases whose day has come, and over all open ones when the calendars have changed. It takes its
/// work from the cases themselves, so that a run that was missed is made good by the next.
/// </summary>
internal sealed partial class CaseDueRunner(
    IDbContextFactory<HubDbContext> contexts, HubWriter writer, CaseRecorder recorder, CaseClock caseClock, HubStateHolder state, TimeProvider clock, ILogger<CaseDueRunner> logger)
{
    private const int PageSize = 200;

    private CalendarSet? _checkedCalendars;

    /// <summary>Does what is due. Returns how many events it gave.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.LedgerNow();
        var today = ChinaTime.DateOf(now);
        var calendars = state.Current.Calendars;
        // After a start too: the calendars may have changed while the hub was down.
        var all = !ReferenceEquals(calendars, _checkedCalendars);
        var given = 0;
        var last = Guid.Empty;
        while (true)
        {
            var page = await PageAsync(all, today, last, cancellationToken);
            foreach (var check in await CheckAsync(page, now))
                given += Log(check);
            if (page.Count < PageSize)
                break;
            last = page[^1];
        }
        _checkedCalendars = calendars;
        LogRun(logger, given, all);
        return given;
    }

    private async Task<List<Guid>> PageAsync(bool all, DateOnly today, Guid last, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var files = context.CaseFiles.AsNoTracking().Where(file => file.Id > last && file.State != CaseState.Closed && file.State != CaseState.Withdrawn);
        files = all ? files.Where(file => file.LegalDate != null || file.CheckDate <= today) : files.Where(file => file.CheckDate <= today);
        return await files.OrderBy(file => file.Id).Select(file => file.Id).Take(PageSize).ToListAsync(cancellationToken);
    }

    private async Task<CaseDueCheck[]> CheckAsync(List<Guid> page, DateTimeOffset now)
    {
        var checks = page.ConvertAll(id => new CaseDueCheck(id, recorder, caseClock, now)).ToArray();
        await Task.WhenAll(checks.Select(writer.WriteAsync));
        return checks;
    }

    private int Log(CaseDueCheck check)
    {
        foreach (var kind in check.Given)
        {
            if (kind == CaseEventKind.Unreceived)
                LogUnreceived(logger, check.CaseId!.Value);
            else
                LogGiven(logger, check.CaseId!.Value, kind);
        }
        if (check.MissingYear is { } year)
            LogMissingYear(logger, check.CaseId!.Value, year);
        return check.Given.Count;
    }

    [LoggerMessage(1621, LogLevel.Information, "Due check: {Given} events given (all open cases: {All})")]
    private static partial void LogRun(ILogger logger, int given, bool all);

    [LoggerMessage(1622, LogLevel.Information, "Case {CaseId}: {Event}")]
    private static partial void LogGiven(ILogger logger, Guid caseId, CaseEventKind @event);

    [LoggerMessage(1640, LogLevel.Warning, "Case {CaseId}: nobody has confirmed its receipt in time")]
    private static partial void LogUnreceived(ILogger logger, Guid caseId);

    [LoggerMessage(1623, LogLevel.Error, "Case {CaseId}: the dates can't be computed, because there is no working-day calendar for {Year}; add it to Cases.CalendarFolder")]
    private static partial void LogMissingYear(ILogger logger, Guid caseId, int year);
}
