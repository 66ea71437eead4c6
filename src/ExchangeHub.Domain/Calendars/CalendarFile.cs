namespace ExchangeHub.Domain.Calendars;

/// <summary>What a calendar says of a day that isn't as its weekday would have it.</summary>
public enum CalendarDayKind
{
    /// <summary>A day of rest (放假), whatever its weekday.</summary>
    Holiday,

    /// <summary>A working day (调休上班), whatever its weekday.</summary>
    WorkdayMakeup,
}

/// <summary>Days in a row that have one kind and one name.</summary>
/// <param name="First">The first day.</param>
/// <param name="Last">The last day, itself included; may be the first.</param>
/// <param name="Kind">Whether they are off or worked.</param>
/// <param name="Name">The holiday's name in Chinese, e.g. 春节; for a makeup day the holiday that it makes up for.</param>
public sealed record CalendarDays(DateOnly First, DateOnly Last, CalendarDayKind Kind, string Name);

/// <summary>
/// One year of working days (工作日) as one notice says: the State Council's yearly notice (放假安排), or that of an autonomous
/// prefecture, which adds to it.
/// </summary>
public sealed record CalendarFile
{
    /// <summary>The only region that there is: the State Council's notices hold for all of China.</summary>
    public const string National = "CN";

    /// <summary>The first year that a calendar can have.</summary>
    public const int FirstYear = 1949;

    /// <summary>The last year that a calendar can have.</summary>
    public const int LastYear = 2200;

    /// <summary>The highest <see cref="Revision"/>.</summary>
    public const int MaxRevision = 999;

    /// <summary>
    /// Beginning of the division codes (行政区划代码) for which the file holds, 2, 4 or 6 digits without trailing <c>00</c>, e.g.
    /// <c>5133</c> for Ganzi (甘孜); empty for the whole country.
    /// </summary>
    public required string DivisionPrefix { get; init; }

    /// <summary>The year, <see cref="FirstYear"/> to <see cref="LastYear"/>.</summary>
    public required int Year { get; init; }

    /// <summary>Number of the edition, 1 to <see cref="MaxRevision"/>: a later notice about the same year has a higher one.</summary>
    public required int Revision { get; init; }

    /// <summary>Number of the notice (发文字号); empty if unknown.</summary>
    public required string NoticeNo { get; init; }

    /// <summary>The day on which the notice was published; null if unknown.</summary>
    public required DateOnly? Published { get; init; }

    /// <summary>The days that aren't as their weekday would have them, by date, no day twice.</summary>
    public required IReadOnlyList<CalendarDays> Days { get; init; }

    /// <summary>Year and revision, e.g. <c>2026.1</c>.</summary>
    public string Version => $"{Year}.{Revision}";
}
