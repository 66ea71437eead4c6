using ExchangeHub.Domain.Calendars;

namespace ExchangeHub.Domain.Inspections;

/// <summary>
/// Until when a notice of rectification (整改通知) is to be obeyed: 15 to 30 days, and once again as many after a re-inspection
/// (复查) that failed. A second failure is no longer a matter of time. Immutable. No law says so: the regions agree on it.
/// </summary>
/// <remarks>
/// Days of any kind (自然日) in China's dates (Asia/Shanghai), from the day after the notice; a last day of rest moves to the next
/// working day.
/// </remarks>
public sealed record RectificationTerm
{
    /// <summary>Days that a notice gives at least, and its extension.</summary>
    public const int MinDays = 15;

    /// <summary>Days that a notice gives at most, and its extension.</summary>
    public const int MaxDays = 30;

    private RectificationTerm(DateOnly issued, Deadline first) => (Issued, First) = (issued, first);

    /// <summary>The day on which the notice was issued.</summary>
    public DateOnly Issued { get; }

    /// <summary>The last day that the notice gives.</summary>
    public Deadline First { get; }

    /// <summary>The day on which it was extended (延期); null while it wasn't.</summary>
    public DateOnly? Extended { get; private init; }

    /// <summary>The last day that the extension gives; null while there is none.</summary>
    public Deadline? Second { get; private init; }

    /// <summary>The last day that counts.</summary>
    public Deadline Last => Second ?? First;

    /// <summary>A notice's term.</summary>
    /// <param name="issued">The day on which the notice was issued, which isn't counted.</param>
    /// <param name="days">How many days it gives, <see cref="MinDays"/> to <see cref="MaxDays"/>.</param>
    /// <param name="calendar">The calendar of the authority that issued it.</param>
    /// <exception cref="DataProblemsException">The number of days is out of range.</exception>
    /// <exception cref="CalendarYearMissingException">A year has no calendar.</exception>
    public static RectificationTerm Of(DateOnly issued, int days, WorkingDayCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        var problems = new DataProblems();
        CheckDays(days, problems);
        problems.ThrowIfAny();
        return new RectificationTerm(issued, DeadlineOf(issued, days, calendar));
    }

    /// <summary>The term with its only extension, which counts from the day on which it is granted.</summary>
    /// <param name="granted">That day; the first term may have ended, as a re-inspection comes after it.</param>
    /// <param name="days">How many days it gives, <see cref="MinDays"/> to <see cref="MaxDays"/>.</param>
    /// <param name="calendar">The calendar of the authority that issued the notice.</param>
    /// <exception cref="DataProblemsException">
    /// It was extended before, the number of days is out of range, or the last day wouldn't be later: everything that is wrong.
    /// </exception>
    /// <exception cref="CalendarYearMissingException">A year has no calendar.</exception>
    public RectificationTerm Extend(DateOnly granted, int days, WorkingDayCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        var problems = new DataProblems();
        problems.Require(Extended is null, nameof(Extended), $"on {Extended:yyyy-MM-dd} already: there is no second time", $"已于 {Extended:yyyy-MM-dd} 延期，不得再次延期");
        var isLater = problems.Require(granted >= Issued, nameof(granted), $"is before the notice of {Issued:yyyy-MM-dd}", $"早于整改通知日期 {Issued:yyyy-MM-dd}");
        var second = CheckDays(days, problems) && isLater ? DeadlineOf(granted, days, calendar) : null;
        if (second is not null)
            problems.Require(second.Due > First.Due, nameof(days), $"end on {second.Due:yyyy-MM-dd}, which is no later than {First.Due:yyyy-MM-dd}", $"届满日 {second.Due:yyyy-MM-dd} 不晚于原期限 {First.Due:yyyy-MM-dd}");
        problems.ThrowIfAny();
        return this with { Extended = granted, Second = second };
    }

    /// <summary>Whether the term is over on a day: from the day after its last.</summary>
    public bool IsOver(DateOnly today) => today > Last.Due;

    private static bool CheckDays(int days, DataProblems problems)
        => problems.Require(days is >= MinDays and <= MaxDays, nameof(days), $"must be {MinDays} to {MaxDays}", $"应为 {MinDays} 至 {MaxDays} 日");

    private static Deadline DeadlineOf(DateOnly start, int days, WorkingDayCalendar calendar)
    {
        var due = calendar.AddDays(start, days);
        return new Deadline(due, calendar.VersionOf(start, due));
    }
}
