using Date = Google.Type.Date;

namespace ExchangeHub.Domain;

/// <summary>
/// Calendar dates (日期) on the wire. A date is a date, never midnight of a time zone: it is the day in China that a paper
/// shows.
/// </summary>
public static class CalendarDates
{
    /// <summary>
    /// Reads a date. False if it is absent or doesn't exist; also with an unknown year, month or day (0), which
    /// <c>google.type.Date</c> allows and the contract has <see cref="PartialDates"/> for.
    /// </summary>
    public static bool TryToDateOnly(Date? date, out DateOnly value)
    {
        value = default;
        if (date is not { Year: >= 1 and <= 9999, Month: >= 1 and <= 12, Day: >= 1 }
            || date.Day > DateTime.DaysInMonth(date.Year, date.Month))
            return false;
        value = new DateOnly(date.Year, date.Month, date.Day);
        return true;
    }

    /// <summary>Writes a date.</summary>
    public static Date ToProto(DateOnly d) => new() { Year = d.Year, Month = d.Month, Day = d.Day };
}
