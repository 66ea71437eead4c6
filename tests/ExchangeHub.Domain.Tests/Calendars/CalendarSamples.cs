using ExchangeHub.Domain.Calendars;

namespace ExchangeHub.Domain.Tests.Calendars;

/// <summary>Calendars and days that several tests share.</summary>
internal static class CalendarSamples
{
    /// <summary>The calendar that every hub has.</summary>
    internal static readonly WorkingDayCalendar National = CalendarSet.BuiltIn.For("");

    internal static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd");

    /// <summary>An edition of a year, without days off but those given, each <c>from/to</c> or one day.</summary>
    internal static CalendarFile File(int year, int revision = 1, string prefix = "", string[]? off = null, string[]? worked = null) => new()
    {
        DivisionPrefix = prefix,
        Year = year,
        Revision = revision,
        NoticeNo = "",
        Published = null,
        Days = [.. Rows(off, CalendarDayKind.Holiday), .. Rows(worked, CalendarDayKind.WorkdayMakeup)],
    };

    private static IEnumerable<CalendarDays> Rows(string[]? days, CalendarDayKind kind)
        => (days ?? []).Select(row => row.Split('/')).Select(row => new CalendarDays(Day(row[0]), Day(row[^1]), kind, "测试"));
}
