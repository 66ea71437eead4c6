namespace ExchangeHub.Domain.Calendars;

/// <summary>A time for which a case waited for what the requester was asked to add (补正).</summary>
/// <param name="Requested">The day on which it was asked for.</param>
/// <param name="Provided">The day on which it came; null while it hasn't.</param>
public sealed record CasePause(DateOnly Requested, DateOnly? Provided);

/// <summary>A last day, and the calendars by which it was computed.</summary>
/// <param name="Due">The last day on which there is still time; a working day.</param>
/// <param name="CalendarVersion">See <see cref="WorkingDayCalendar.VersionOf"/>.</param>
public sealed record Deadline(DateOnly Due, string CalendarVersion);

/// <summary>
/// The time limits of a case (协查函), as the last days on which there is still time, in China's dates (Asia/Shanghai). A case
/// is overdue from the day after.
/// </summary>
/// <param name="SlaDue">
/// By when the agreement wants a reply. It moves by the working days of each pause, but never past <paramref name="LegalDue"/>;
/// while a pause lasts, nobody knows how far, so it is that day.
/// </param>
/// <param name="LegalDue">By when the law wants one (公证程序规则 Art. 33): one month from receipt, whatever pauses there were.</param>
/// <param name="CalendarVersion">The calendars by which both were computed; see <see cref="WorkingDayCalendar.VersionOf"/>.</param>
public sealed record CaseDeadlines(DateOnly SlaDue, DateOnly LegalDue, string CalendarVersion)
{
    /// <summary>Working days after a reply for which it can be disputed.</summary>
    public const int DisputeWorkingDays = 10;

    /// <summary>Working days after delivery by which a case should have been received (签收).</summary>
    public const int ReceiptWorkingDays = 2;

    /// <summary>
    /// Computes the limits. Always from the receipt and all pauses, never from earlier results: it is the same again when a
    /// notice has changed the calendar.
    /// </summary>
    /// <param name="calendar">The calendar of the office that was asked.</param>
    /// <param name="sla">The matter's SLA.</param>
    /// <param name="receiptDate">The day of receipt (签收), which isn't counted.</param>
    /// <param name="pauses">
    /// In order of time, none before the receipt, none before the earlier one's end; only the last may still last.
    /// </param>
    /// <exception cref="CalendarYearMissingException">The legal date lies in a year without a calendar, or the receipt does.</exception>
    /// <exception cref="ArgumentException">The pauses aren't in order.</exception>
    public static CaseDeadlines Compute(WorkingDayCalendar calendar, MatterSla sla, DateOnly receiptDate, IReadOnlyList<CasePause> pauses)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        ArgumentNullException.ThrowIfNull(sla);
        RequireOrder(receiptDate, pauses);
        var legalDue = calendar.AddMonth(receiptDate);
        var slaDue = sla.WorkingDays is { } days ? SlaDate(calendar, days, receiptDate, pauses, legalDue) : legalDue;
        return new CaseDeadlines(slaDue, legalDue, calendar.VersionOf(receiptDate, legalDue));
    }

    /// <summary>Until when a reply can be disputed (异议); after that day a job may close the case.</summary>
    /// <param name="calendar">The calendar of the office that asked.</param>
    /// <param name="replyDate">The day on which the reply reached it, which isn't counted.</param>
    /// <exception cref="CalendarYearMissingException">A year has no calendar.</exception>
    public static Deadline DisputeWindow(WorkingDayCalendar calendar, DateOnly replyDate) => After(calendar, replyDate, DisputeWorkingDays);

    /// <summary>By when a case should have been received; after that day the hub raises an alert, and receives nothing by itself.</summary>
    /// <param name="calendar">The calendar of the office that was asked.</param>
    /// <param name="deliveryDate">The day of delivery, which isn't counted.</param>
    /// <exception cref="CalendarYearMissingException">A year has no calendar.</exception>
    public static Deadline ReceiptExpected(WorkingDayCalendar calendar, DateOnly deliveryDate) => After(calendar, deliveryDate, ReceiptWorkingDays);

    private static Deadline After(WorkingDayCalendar calendar, DateOnly start, int days)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        var due = calendar.AddWorkingDays(start, days);
        return new Deadline(due, calendar.VersionOf(start, due));
    }

    private static DateOnly SlaDate(WorkingDayCalendar calendar, int days, DateOnly receiptDate, IReadOnlyList<CasePause> pauses, DateOnly legalDue)
    {
        var due = Capped(calendar, receiptDate, days, legalDue);
        foreach (var pause in pauses)
        {
            if (pause.Requested > due)
                break; // Asking for more after the time was up doesn't give it back.
            if (pause.Provided is not { } provided || provided >= legalDue)
                return legalDue;
            var paused = calendar.WorkingDaysBetween(pause.Requested, provided);
            due = paused == 0 ? due : Capped(calendar, due, paused, legalDue);
        }
        return due;
    }

    /// <summary>Looks at no day after the legal date: its year may have no calendar yet, and nothing depends on it.</summary>
    private static DateOnly Capped(WorkingDayCalendar calendar, DateOnly start, int days, DateOnly legalDue)
        => calendar.WorkingDaysBetween(start, legalDue) <= days ? legalDue : calendar.AddWorkingDays(start, days);

    private static void RequireOrder(DateOnly receiptDate, IReadOnlyList<CasePause> pauses)
    {
        ArgumentNullException.ThrowIfNull(pauses);
        DateOnly? earliest = receiptDate;
        foreach (var pause in pauses)
        {
            if (earliest is null || pause.Requested < earliest || pause.Provided < pause.Requested)
                throw new ArgumentException("The pauses aren't in order, or begin before the receipt.", nameof(pauses));
            earliest = pause.Provided;
        }
    }
}
