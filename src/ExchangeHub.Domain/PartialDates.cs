using ExchangeHub.Contracts.Exchange.V1;

namespace ExchangeHub.Domain;

/// <summary>Dates of which a part may be unknown (不完整日期): old files know the year, or the year and month.</summary>
public static class PartialDates
{
    /// <summary>The first year that a date can have.</summary>
    public const int FirstYear = 1800;

    /// <summary>The last year that a date can have.</summary>
    public const int LastYear = 2200;

    /// <summary>
    /// Whether the known parts can be one date: 29 February only in a leap year, and no day without a month. The year is
    /// always needed.
    /// </summary>
    public static bool IsValid(PartialDate d) => d switch
    {
        { Year: < FirstYear or > LastYear } or { Month: < 0 or > 12 } => false,
        { Month: 0 } => d.Day == 0,
        _ => d.Day >= 0 && d.Day <= DateTime.DaysInMonth(d.Year, d.Month),
    };

    /// <summary>Whether a date agrees with everything that is known. Nothing agrees with an invalid partial date.</summary>
    public static bool CouldBe(PartialDate d, DateOnly date) =>
        IsValid(d)
        && d.Year == date.Year
        && (d.Month == 0 || d.Month == date.Month)
        && (d.Day == 0 || d.Day == date.Day);
}
