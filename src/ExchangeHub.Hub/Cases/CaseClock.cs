using System.Globalization;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain.Calendars;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Validation;
using Deadlines = ExchangeHub.Domain.Calendars.CaseDeadlines;

namespace ExchangeHub.Hub.Cases;

/// <summary>
/// The time limits of cases (办理期限): sets them in a case, by the calendar of the office that has to act. All of them are
/// computed from what happened, never from earlier results, so that they can be computed again with another calendar.
/// </summary>
internal sealed class CaseClock(HubStateHolder state, CaseOptions options)
{
    /// <summary>Working days after the legal date at which the last reminder is given.</summary>
    private const int LastReminderWorkingDays = 5;

    private const string DateFormat = "yyyy-MM-dd";

    /// <summary>Starts the clock at the receipt, or lets it go on after a transfer.</summary>
    /// <exception cref="HubException">A year has no calendar.</exception>
    public void Receive(CaseFile file, DateTimeOffset now)
    {
        var starts = file.ReceiptTime is null || file.RestartAgreed;
        var receipt = starts ? now : file.ReceiptTime!.Value;
        var pauses = starts ? "" : file.Pauses;
        var deadlines = Require(() => Compute(file, receipt, pauses)); // Before anything is changed.
        file.ReceiptTime = receipt;
        file.Pauses = pauses;
        file.RestartAgreed = false;
        if (starts)
            (file.News, file.IsOverdue) = (CaseNews.None, false);
        Set(file, deadlines);
        SetCheckDate(file, now);
    }

    /// <summary>The matter's clock waits from now on.</summary>
    /// <exception cref="HubException">A year has no calendar.</exception>
    public void Pause(CaseFile file, DateTimeOffset now) => Change(file, now, Ended(file.Pauses, now) + $"{Text(ChinaTime.DateOf(now))}/\n");

    /// <summary>The matter's clock goes on.</summary>
    /// <exception cref="HubException">A year has no calendar.</exception>
    public void Resume(CaseFile file, DateTimeOffset now) => Change(file, now, Ended(file.Pauses, now));

    /// <summary>
    /// Sets until when a reply can be disputed; a supplement that was awaited is awaited no longer, and the clock goes on if the reply is disputed. A
    /// reply is not refused because a calendar is missing: the dates are then set as soon as it is there.
    /// </summary>
    public void Reply(CaseFile file, DateTimeOffset now)
    {
        var today = ChinaTime.DateOf(now);
        var pauses = Ended(file.Pauses, now);
        var goesOn = pauses != file.Pauses;
        file.Pauses = pauses;
        try
        {
            var dispute = Deadlines.DisputeWindow(Calendar(file.RequestingOffice), today);
            file.DisputeDate = dispute.Due;
            file.CheckDate = dispute.Due.AddDays(1);
            if (goesOn && file.ReceiptTime is { } receipt)
                Set(file, Compute(file, receipt, pauses));
        }
        catch (CalendarYearMissingException)
        {
            file.DisputeDate = null;
            file.CheckDate = today.AddDays(1);
        }
    }

    /// <summary>
    /// Computes the limits that still matter again: those of the reply while it is owed, and of a dispute once it is there.
    /// Returns the earlier ones if they have moved, and null if not.
    /// </summary>
    /// <exception cref="CalendarYearMissingException">A year has no calendar.</exception>
    public Contracts.Notary.V1.CaseDeadlines? Recompute(CaseFile file)
    {
        var earlier = CaseSummaries.Deadlines(file);
        if (file is { State: CaseState.Replied, ReplyEventId: { } reply })
            file.DisputeDate = Deadlines.DisputeWindow(Calendar(file.RequestingOffice), ChinaTime.DateOf(ExchangeIds.MintTime(reply))).Due;
        else if (file.ReceiptTime is { } receipt)
            Set(file, Compute(file, receipt, file.Pauses));
        return earlier is not null && HasMoved(earlier, CaseSummaries.Deadlines(file)!) ? earlier : null;
    }

    /// <summary>The news that are due, in the order in which they are given. Only while a reply is owed for the first time.</summary>
    /// <exception cref="CalendarYearMissingException">A year has no calendar.</exception>
    public IEnumerable<CaseNews> Due(CaseFile file, DateOnly today)
        => Pending(file).Where(news => news.Date <= today).OrderBy(news => news.Date).ThenBy(news => news.News).Select(news => news.News);

    /// <summary>Sets the day at which the due check looks next; where a calendar is missing to say which, that is tomorrow.</summary>
    public void SetCheckDate(CaseFile file, DateTimeOffset now)
    {
        var today = ChinaTime.DateOf(now);
        try
        {
            file.CheckDate = file.State switch
            {
                CaseState.Closed or CaseState.Withdrawn or CaseState.Disputed => null,
                CaseState.Replied => (file.DisputeDate ?? today).AddDays(1),
                _ when file.ReplyVersion > 0 => null,
                _ => Pending(file).Select(news => (DateOnly?)news.Date).Min(),
            };
        }
        catch (CalendarYearMissingException)
        {
            file.CheckDate = today.AddDays(1);
        }
    }

    /// <summary>Working days from today until a date; negative when it has passed.</summary>
    public int WorkingDaysLeft(CaseFile file, DateOnly today, DateOnly date)
    {
        var calendar = Calendar(file.RequestedOffice);
        return date >= today ? calendar.WorkingDaysBetween(today, date) : -calendar.WorkingDaysBetween(date, today);
    }

    private IEnumerable<(CaseNews News, DateOnly Date)> Pending(CaseFile file)
    {
        var calendar = Calendar(file.RequestedOffice);
        if (file is { State: CaseState.Delivered, DeliverTime: { } delivered } && !file.News.HasFlag(CaseNews.Unreceived))
            yield return (CaseNews.Unreceived, Deadlines.ReceiptExpected(calendar, ChinaTime.DateOf(delivered)).Due.AddDays(1));
        if (file.LegalDate is not { } legal || file.ServiceDate is not { } service || file.ReplyVersion > 0)
            yield break;

        if (service < legal && file.State != CaseState.SupplementRequested)
        {
            if (!file.News.HasFlag(CaseNews.ServiceReminder))
                yield return (CaseNews.ServiceReminder, Before(calendar, service, file));
            if (!file.News.HasFlag(CaseNews.ServiceOverdue))
                yield return (CaseNews.ServiceOverdue, service.AddDays(1));
        }
        if (!file.News.HasFlag(CaseNews.LegalReminder))
            yield return (CaseNews.LegalReminder, Before(calendar, legal, file));
        if (!file.News.HasFlag(CaseNews.LegalOverdue))
            yield return (CaseNews.LegalOverdue, legal.AddDays(1));
        else if (!file.News.HasFlag(CaseNews.LastReminder))
            yield return (CaseNews.LastReminder, calendar.AddWorkingDays(legal, LastReminderWorkingDays));
    }

    /// <summary>The working day that lies the configured number of working days before a date, but not before the receipt.</summary>
    private DateOnly Before(WorkingDayCalendar calendar, DateOnly date, CaseFile file)
    {
        var receipt = ChinaTime.DateOf(file.ReceiptTime!.Value);
        var left = options.ReminderWorkingDays;
        while (left > 0 && date > receipt)
        {
            date = date.AddDays(-1);
            if (calendar.IsWorkingDay(date))
                left--;
        }
        return date;
    }

    private static bool HasMoved(Contracts.Notary.V1.CaseDeadlines earlier, Contracts.Notary.V1.CaseDeadlines present)
        => !Equals(earlier.ServiceDate, present.ServiceDate) || !Equals(earlier.LegalDate, present.LegalDate) || !Equals(earlier.DisputeDate, present.DisputeDate);

    private void Change(CaseFile file, DateTimeOffset now, string pauses)
    {
        var deadlines = file.ReceiptTime is { } receipt ? Require(() => Compute(file, receipt, pauses)) : null;
        file.Pauses = pauses;
        if (deadlines is not null)
            Set(file, deadlines);
        SetCheckDate(file, now);
    }

    private Deadlines Compute(CaseFile file, DateTimeOffset receipt, string pauses)
        => Deadlines.Compute(Calendar(file.RequestedOffice), CaseMatters.Sla(file.Matter), ChinaTime.DateOf(receipt), Parse(pauses));

    private WorkingDayCalendar Calendar(string office)
    {
        var present = state.Current;
        return present.Calendars.For(present.Offices.GetValueOrDefault(office)?.DivisionCode ?? "");
    }

    private static void Set(CaseFile file, Deadlines deadlines)
        => (file.ServiceDate, file.LegalDate, file.CalendarVersion) = (deadlines.SlaDue, deadlines.LegalDue, deadlines.CalendarVersion);

    private static List<CasePause> Parse(string pauses)
        => [.. pauses.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('/')).Select(days => new CasePause(Day(days[0]), days[1].Length == 0 ? null : Day(days[1])))];

    /// <summary>The pauses, without one that has no end yet.</summary>
    private static string Ended(string pauses, DateTimeOffset now) => pauses.EndsWith("/\n", StringComparison.Ordinal) ? $"{pauses[..^1]}{Text(ChinaTime.DateOf(now))}\n" : pauses;

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, DateFormat, CultureInfo.InvariantCulture);

    private static string Text(DateOnly day) => day.ToString(DateFormat, CultureInfo.InvariantCulture);

    private static Deadlines Require(Func<Deadlines> compute)
    {
        try
        {
            return compute();
        }
        catch (CalendarYearMissingException missing)
        {
            throw new HubException(ErrorCatalogue.CalendarYearMissing, ("year", missing.Year.ToString(CultureInfo.InvariantCulture)), ("calendar", missing.Calendar)) { IsPrecondition = true };
        }
    }
}
