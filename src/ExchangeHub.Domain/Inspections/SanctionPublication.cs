using ExchangeHub.Domain.Calendars;

namespace ExchangeHub.Domain.Inspections;

/// <summary>
/// When an administrative sanction (行政处罚) is published (双公示): from within 7 working days of the decision, for at least 3 months
/// and at most 3 years. Days are China's dates (Asia/Shanghai).
/// </summary>
/// <remarks>
/// A month ends on the day with the start's number or at its end. A day of rest moves nothing but the last day to begin: a page
/// is read on Sundays, too.
/// </remarks>
public static class SanctionPublication
{
    /// <summary>Working days after the decision by which a sanction is published.</summary>
    public const int WorkingDaysToPublish = 7;

    /// <summary>Months for which it is shown at least.</summary>
    public const int MinMonthsShown = 3;

    /// <summary>Months for which it is shown at most: 3 years.</summary>
    public const int MaxMonthsShown = 36;

    /// <summary>The last day on which to begin.</summary>
    /// <param name="decided">The day of the decision, which isn't counted.</param>
    /// <param name="calendar">The calendar of the authority that decided.</param>
    /// <exception cref="CalendarYearMissingException">A year has no calendar.</exception>
    public static Deadline PublishBy(DateOnly decided, WorkingDayCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        var due = calendar.AddWorkingDays(decided, WorkingDaysToPublish);
        return new Deadline(due, calendar.VersionOf(decided, due));
    }

    /// <summary>Everything that is wrong with a publication; empty for a right one.</summary>
    /// <param name="decided">The day of the decision.</param>
    /// <param name="publishFrom">The first day on which the sanction is shown.</param>
    /// <param name="publishTo">The last day on which it is shown.</param>
    /// <param name="calendar">The calendar of the authority that decided.</param>
    /// <exception cref="CalendarYearMissingException">Whether it is in time can't be said: a year has no calendar.</exception>
    public static IReadOnlyList<DataProblem> Check(DateOnly decided, DateOnly publishFrom, DateOnly publishTo, WorkingDayCalendar calendar)
    {
        var due = PublishBy(decided, calendar).Due;
        var problems = new DataProblems();
        problems.Require(
            publishFrom >= decided, nameof(publishFrom),
            $"is before the decision of {decided:yyyy-MM-dd}", $"早于处罚决定日期 {decided:yyyy-MM-dd}");
        problems.Require(
            publishFrom <= due, nameof(publishFrom),
            $"is after {due:yyyy-MM-dd}, the last of {WorkingDaysToPublish} working days from the decision", $"晚于 {due:yyyy-MM-dd}，即决定之日起第 {WorkingDaysToPublish} 个工作日");
        if (problems.Require(publishTo >= publishFrom, nameof(publishTo), "is before the publication begins", "早于公示开始日期"))
            IsShownLongEnough(publishFrom, publishTo, problems);
        return problems.Found;
    }

    private static void IsShownLongEnough(DateOnly publishFrom, DateOnly publishTo, DataProblems problems)
    {
        var (earliest, latest) = (ShownMonths.LastDay(publishFrom, MinMonthsShown), ShownMonths.LastDay(publishFrom, MaxMonthsShown));
        problems.Require(
            publishTo >= earliest, nameof(publishTo),
            $"is before {earliest:yyyy-MM-dd}: less than {MinMonthsShown} months are shown", $"早于 {earliest:yyyy-MM-dd}：公示不足 {MinMonthsShown} 个月");
        problems.Require(
            publishTo <= latest, nameof(publishTo),
            $"is after {latest:yyyy-MM-dd}: more than {MaxMonthsShown} months are shown", $"晚于 {latest:yyyy-MM-dd}：公示超过 {MaxMonthsShown} 个月");
    }
}
