using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain.Calendars;
using ExchangeHub.Hub.Storage.Writing;
using ExchangeHub.Hub.Validation;

namespace ExchangeHub.Hub.Cases;

/// <summary>
/// Looks at one case's dates and does what is due: reminders, the mark OVERDUE, the alert about a missing receipt, the end of
/// the time for disputes. What was given stands in the case, in the same transaction, so that a check that runs twice,
/// or on two hubs at once, gives each once.
/// </summary>
internal sealed class CaseDueCheck(Guid caseId, CaseRecorder recorder, CaseClock clock, DateTimeOffset now) : HubWrite
{
    private const string Method = "hub:due-check";

    public override Guid? CaseId => caseId;

    /// <summary>What was given, for the log.</summary>
    public List<CaseEventKind> Given { get; } = [];

    /// <summary>The year whose calendar is missing; null when none is.</summary>
    public int? MissingYear { get; private set; }

    public override void Apply(WriteBatch batch)
    {
        Given.Clear();
        MissingYear = null;
        var today = ChinaTime.DateOf(now);
        if (batch.Case(caseId) is not { } file)
            return;
        try
        {
            Check(batch, file, today);
        }
        catch (CalendarYearMissingException missing)
        {
            // The case waits for its calendar; who runs the check says so, and the next one tries again.
            MissingYear = missing.Year;
        }
        clock.SetCheckDate(file, now);
    }

    private void Check(WriteBatch batch, CaseFile file, DateOnly today)
    {
        if (clock.Recompute(file) is { } earlier)
            Give(batch, file, CaseEventKind.DeadlinesMoved, new CaseNotice { Deadlines = CaseSummaries.Deadlines(file), EarlierDeadlines = earlier });
        if (file.State == CaseState.Replied)
        {
            Close(batch, file, today);
            return;
        }

        foreach (var news in clock.Due(file, today).ToList())
        {
            var notice = Notice(file, news, today); // First: what can't be computed is not marked as given.
            file.News |= news;
            file.IsOverdue |= news is CaseNews.ServiceOverdue or CaseNews.LegalOverdue;
            Give(batch, file, KindOf(news), notice);
        }
    }

    private void Close(WriteBatch batch, CaseFile file, DateOnly today)
    {
        if (file.DisputeDate < today)
            Give(batch, file, CaseEventKind.Closed, null);
    }

    private static CaseEventKind KindOf(CaseNews news) => news switch
    {
        CaseNews.ServiceOverdue or CaseNews.LegalOverdue => CaseEventKind.Overdue,
        CaseNews.Unreceived => CaseEventKind.Unreceived,
        _ => CaseEventKind.Reminded,
    };

    private CaseNotice Notice(CaseFile file, CaseNews news, DateOnly today)
    {
        var date = news is CaseNews.ServiceReminder or CaseNews.ServiceOverdue ? file.ServiceDate : file.LegalDate;
        return new CaseNotice
        {
            Deadlines = CaseSummaries.Deadlines(file),
            WorkingDaysLeft = date is { } day ? clock.WorkingDaysLeft(file, today, day) : 0,
        };
    }

    private void Give(WriteBatch batch, CaseFile file, CaseEventKind kind, CaseNotice? notice)
    {
        if (CaseTransitions.Find(kind, CaseSide.Hub, file.State) is not { } transition)
            return;
        HubEvents.Record(recorder, batch, file, transition, Method, now, notice);
        Given.Add(kind);
    }
}
