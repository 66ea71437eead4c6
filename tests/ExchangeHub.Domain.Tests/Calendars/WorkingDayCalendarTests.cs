using CsCheck;
using ExchangeHub.Domain.Calendars;
using static ExchangeHub.Domain.Tests.Calendars.CalendarSamples;

namespace ExchangeHub.Domain.Tests.Calendars;

public class WorkingDayCalendarTests
{
    /// <summary>Days from which a limit of up to 60 working days stays within 2025 and 2026.</summary>
    private static readonly Gen<DateOnly> AnyStart = Gen.DateOnly[Day("2025-01-01"), Day("2026-08-31")];

    private static readonly Gen<int> AnyDays = Gen.Int[1, 30];

    [Theory]
    [InlineData("2020-06-18", 5, "2020-06-28")]
    [InlineData("2020-06-18", 10, "2020-07-03")]
    [InlineData("2020-09-25", 5, "2020-10-09")]
    [InlineData("2020-09-25", 10, "2020-10-15")]
    [InlineData("2025-01-24", 10, "2025-02-13")]
    [InlineData("2025-09-26", 5, "2025-10-10")]
    [InlineData("2026-02-12", 3, "2026-02-24")]
    [InlineData("2026-09-18", 5, "2026-09-24")]
    [InlineData("2025-12-31", 1, "2026-01-04")] // Over New Year, to a makeup Sunday.
    public void AddWorkingDays_AroundHolidays_EndsOnTheDayOfTheTable(string start, int days, string due)
        => Assert.Equal(Day(due), National.AddWorkingDays(Day(start), days));

    [Theory]
    [InlineData("2020-06-18", "2020-07-20")]
    [InlineData("2025-09-03", "2025-10-09")]
    [InlineData("2026-01-15", "2026-02-24")]
    [InlineData("2026-01-14", "2026-02-14")]
    [InlineData("2026-01-31", "2026-02-28")]
    [InlineData("2025-12-02", "2026-01-04")]
    public void AddMonth_AroundHolidays_EndsOnTheDayOfTheTable(string start, string due)
    {
        Assert.Equal(Day(due), National.AddMonth(Day(start)));
        Assert.Equal(Day(due), National.AddMonths(Day(start), 1));
    }

    [Theory]
    [InlineData("2025-08-31", 6, "2026-02-28")]
    [InlineData("2025-06-30", 8, "2026-02-28")]
    [InlineData("2025-01-04", 12, "2026-01-04")]
    public void AddMonths_Several_CountFromTheStart(string start, int months, string due)
        => Assert.Equal(Day(due), National.AddMonths(Day(start), months));

    [Theory]
    [InlineData("2026-11-23", 1, "2026-11-24")]
    [InlineData("2026-11-13", 15, "2026-11-30")] // Ends on a Saturday.
    [InlineData("2026-01-30", 15, "2026-02-14")] // Ends on a makeup Saturday.
    [InlineData("2026-01-31", 15, "2026-02-24")] // Ends in the Spring Festival.
    [InlineData("2025-12-02", 30, "2026-01-04")]
    public void AddDays_OfAnyKind_EndOnAWorkingDay(string start, int days, string due)
        => Assert.Equal(Day(due), National.AddDays(Day(start), days));

    [Theory]
    [InlineData("2026-12-31", 1, 2027)]
    [InlineData("2024-12-31", 1, 2024)]
    [InlineData("2020-12-31", 365, 2021)]
    public void AddDays_IntoAYearWithoutNotice_IsRefused(string start, int days, int year)
        => Assert.Equal(year, Assert.Throws<CalendarYearMissingException>(() => National.AddDays(Day(start), days)).Year);

    [Theory]
    [InlineData(0)]
    [InlineData(WorkingDayCalendar.MaxDays + 1)]
    public void AddDays_OutOfRange_IsRefused(int days)
        => Assert.Throws<ArgumentOutOfRangeException>(() => National.AddDays(Day("2026-01-05"), days));

    [Theory]
    [InlineData("2026-11-24", true)] // Tuesday
    [InlineData("2026-11-28", false)] // Saturday
    [InlineData("2026-11-29", false)] // Sunday
    [InlineData("2026-02-14", true)] // Makeup Saturday
    [InlineData("2026-09-20", true)] // Makeup Sunday
    [InlineData("2026-02-16", false)] // Spring Festival, Monday
    [InlineData("2020-02-01", false)] // A makeup Saturday until the holiday was prolonged.
    [InlineData("2025-10-08", false)]
    [InlineData("2025-10-09", true)]
    public void IsWorkingDay_BuiltInYears_AreAsTheNoticesSay(string day, bool expected)
        => Assert.Equal(expected, National.IsWorkingDay(Day(day)));

    [Theory] // Counted by hand: weekdays of the year, less the weekdays off, and the makeup days.
    [InlineData(2020, 249)]
    [InlineData(2025, 248)]
    [InlineData(2026, 248)]
    public void IsWorkingDay_OverAYear_AddsUp(int year, int expected)
    {
        var days = Enumerable.Range(0, new DateOnly(year, 12, 31).DayOfYear).Select(new DateOnly(year, 1, 1).AddDays);

        Assert.Equal(expected, days.Count(National.IsWorkingDay));
    }

    [Fact]
    public void IsWorkingDay_YearWithoutNotice_IsRefused()
    {
        var missing = Assert.Throws<CalendarYearMissingException>(() => National.IsWorkingDay(Day("2027-01-04")));

        Assert.Equal(2027, missing.Year);
        Assert.Equal("CN", missing.Calendar);
        Assert.Contains("CN has no year 2027", missing.Message);
    }

    [Theory]
    [InlineData("2026-12-31", 1, 2027)]
    [InlineData("2026-12-25", 5, 2027)]
    [InlineData("2024-12-31", 1, 2024)] // The start isn't counted, but its year is one of the limit's.
    [InlineData("2020-12-31", 1, 2021)]
    public void AddWorkingDays_IntoAYearWithoutNotice_IsRefused(string start, int days, int year)
        => Assert.Equal(year, Assert.Throws<CalendarYearMissingException>(() => National.AddWorkingDays(Day(start), days)).Year);

    [Theory]
    [InlineData("2026-12-01", 1, 2027)]
    [InlineData("2024-12-31", 1, 2024)]
    [InlineData("2020-12-31", 60, 2021)] // Both ends have a notice, the years between them have none.
    public void AddMonths_IntoAYearWithoutNotice_IsRefused(string start, int months, int year)
        => Assert.Equal(year, Assert.Throws<CalendarYearMissingException>(() => National.AddMonths(Day(start), months)).Year);

    [Fact]
    public void AddMonth_LastDayMovesIntoAYearWithoutNotice_IsRefused()
    {
        var calendar = new CalendarSet([File(2026, off: ["2026-12-31"])]).For("");

        Assert.Equal(Day("2026-12-30"), calendar.AddMonth(Day("2026-11-30")));
        Assert.Equal(Day("2026-12-28"), calendar.AddMonth(Day("2026-11-28")));
        Assert.Equal(2027, Assert.Throws<CalendarYearMissingException>(() => new CalendarSet([File(2026, off: ["2026-12-30/2026-12-31"])]).For("").AddMonth(Day("2026-11-30"))).Year);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(WorkingDayCalendar.MaxWorkingDays + 1)]
    public void AddWorkingDays_OutOfRange_IsRefused(int days)
        => Assert.Throws<ArgumentOutOfRangeException>(() => National.AddWorkingDays(Day("2026-01-05"), days));

    [Theory]
    [InlineData(0)]
    [InlineData(WorkingDayCalendar.MaxMonths + 1)]
    public void AddMonths_OutOfRange_IsRefused(int months)
        => Assert.Throws<ArgumentOutOfRangeException>(() => National.AddMonths(Day("2026-01-05"), months));

    [Theory]
    [InlineData("2026-02-13", "2026-02-13", 0)]
    [InlineData("2026-02-13", "2026-02-14", 1)]
    [InlineData("2026-02-14", "2026-02-23", 0)]
    [InlineData("2026-02-13", "2026-02-24", 2)]
    public void WorkingDaysBetween_AroundAHoliday_CountsTheLastAndNotTheStart(string start, string last, int expected)
        => Assert.Equal(expected, National.WorkingDaysBetween(Day(start), Day(last)));

    [Fact]
    public void WorkingDaysBetween_TheWrongWayRound_IsRefused()
        => Assert.Throws<ArgumentOutOfRangeException>(() => National.WorkingDaysBetween(Day("2026-02-14"), Day("2026-02-13")));

    [Fact]
    public void WorkingDaysBetween_OverAYearWithoutNotice_IsRefused()
        => Assert.Equal(2021, Assert.Throws<CalendarYearMissingException>(() => National.WorkingDaysBetween(Day("2020-12-01"), Day("2025-01-31"))).Year);

    [Fact]
    public void AnyLimit_Always_EndsLaterOnAWorkingDay()
        => Gen.Select(AnyStart, AnyDays).Sample((start, days) =>
        {
            var due = National.AddWorkingDays(start, days);
            var month = National.AddMonth(start);
            return due > start && National.IsWorkingDay(due) && month > start && National.IsWorkingDay(month);
        });

    [Fact]
    public void AnyLimit_OfALaterStart_EndsNoEarlier()
        => Gen.Select(AnyStart, AnyStart, AnyDays).Sample((one, other, days) =>
        {
            var (first, second) = one <= other ? (one, other) : (other, one);
            return National.AddWorkingDays(first, days) <= National.AddWorkingDays(second, days) && National.AddMonth(first) <= National.AddMonth(second);
        });

    [Fact]
    public void AddWorkingDays_OneMore_EndsLater()
        => Gen.Select(AnyStart, AnyDays).Sample((start, days) => National.AddWorkingDays(start, days) < National.AddWorkingDays(start, days + 1));

    [Fact]
    public void AddWorkingDays_InTwoSteps_EndsOnTheSameDay()
        => Gen.Select(AnyStart, AnyDays, AnyDays).Sample((start, first, second) =>
            National.AddWorkingDays(National.AddWorkingDays(start, first), second) == National.AddWorkingDays(start, first + second));

    [Fact]
    public void WorkingDaysBetween_AnyLimit_IsItsLength()
        => Gen.Select(AnyStart, AnyDays).Sample((start, days) => National.WorkingDaysBetween(start, National.AddWorkingDays(start, days)) == days);

    [Fact]
    public void WorkingDaysBetween_ThroughAnyDay_IsTheSumOfBothParts()
        => Gen.Select(AnyStart, Gen.Int[0, 60], Gen.Int[0, 60]).Sample((start, first, second) =>
        {
            var (middle, last) = (start.AddDays(first), start.AddDays(first + second));
            return National.WorkingDaysBetween(start, middle) + National.WorkingDaysBetween(middle, last) == National.WorkingDaysBetween(start, last);
        });

    [Fact]
    public void VersionOf_Limits_NamesTheYearsThatTheyTouch()
    {
        Assert.Matches("^CN/2026[.]1;[0-9a-f]{8}$", National.VersionOf(Day("2026-01-01"), Day("2026-12-31")));
        Assert.Matches("^CN/2025[.]1[+]2026[.]1;[0-9a-f]{8}$", National.VersionOf(Day("2025-12-31"), Day("2026-01-01")));
        Assert.Equal(2027, Assert.Throws<CalendarYearMissingException>(() => National.VersionOf(Day("2026-12-31"), Day("2027-01-01"))).Year);
        Assert.Throws<ArgumentOutOfRangeException>(() => National.VersionOf(Day("2026-01-02"), Day("2026-01-01")));
    }
}
