namespace ExchangeHub.Domain.Calendars;

/// <summary>
/// A time limit runs into a year for which there is no calendar yet, so that nobody can say when it ends. A guess by
/// weekdays would be wrong by more than a week around 春节 and 国庆节.
/// </summary>
public sealed class CalendarYearMissingException(string calendar, int year)
    : Exception($"Calendar {calendar} has no year {year}: the notice about its holidays is missing.")
{
    /// <summary>Name of the calendar, e.g. <c>CN</c>; see <see cref="WorkingDayCalendar.Name"/>.</summary>
    public string Calendar { get; } = calendar;

    /// <summary>The first year that is missing.</summary>
    public int Year { get; } = year;
}
