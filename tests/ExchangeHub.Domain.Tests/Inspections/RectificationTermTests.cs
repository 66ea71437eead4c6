using ExchangeHub.Domain.Calendars;
using ExchangeHub.Domain.Inspections;
using static ExchangeHub.Domain.Tests.Calendars.CalendarSamples;

namespace ExchangeHub.Domain.Tests.Inspections;

public class RectificationTermTests
{
    /// <summary>15 days from a Sunday: until Monday, 16 November.</summary>
    private static readonly RectificationTerm Term = RectificationTerm.Of(Day("2026-11-01"), 15, National);

    [Theory]
    [InlineData("2026-11-10", 15, "2026-11-25")]
    [InlineData("2026-11-14", 15, "2026-11-30")] // A Sunday moves to Monday.
    [InlineData("2026-01-15", 30, "2026-02-14")] // A makeup Saturday doesn't.
    [InlineData("2026-01-16", 30, "2026-02-24")] // Spring Festival
    [InlineData("2026-12-16", 15, "2026-12-31")]
    public void Of_Notice_EndsOnAWorkingDay(string issued, int days, string due)
    {
        var term = RectificationTerm.Of(Day(issued), days, National);

        Assert.Equal(Day(due), term.Last.Due);
        Assert.Equal(National.VersionOf(Day(issued), Day(due)), term.Last.CalendarVersion);
        Assert.Equal((Day(issued), null, null), (term.Issued, term.Extended, term.Second));
        Assert.False(term.IsOver(Day(due)));
        Assert.True(term.IsOver(Day(due).AddDays(1)));
    }

    [Theory]
    [InlineData(14)]
    [InlineData(31)]
    [InlineData(0)]
    [InlineData(int.MinValue)]
    public void Of_DaysOutOfRange_AreRefused(int days)
    {
        Assert.Equal("days", Assert.Single(Assert.Throws<DataProblemsException>(() => RectificationTerm.Of(Day("2026-11-01"), days, National)).Problems).Where);
        Assert.Equal("days", Assert.Single(Assert.Throws<DataProblemsException>(() => Term.Extend(Day("2026-11-16"), days, National)).Problems).Where);
    }

    [Theory]
    [InlineData("2026-12-31", 15)]
    [InlineData("2026-12-17", 15)]
    public void Of_IntoAYearWithoutCalendar_IsRefused(string issued, int days)
        => Assert.Equal(2027, Assert.Throws<CalendarYearMissingException>(() => RectificationTerm.Of(Day(issued), days, National)).Year);

    [Theory]
    [InlineData("2026-11-02", 15, "2026-11-17")]
    [InlineData("2026-11-01", 30, "2026-12-01")]
    [InlineData("2026-11-16", 30, "2026-12-16")]
    [InlineData("2026-11-20", 15, "2026-12-07")] // After the term: its re-inspection failed. A Saturday moves to Monday.
    public void Extend_Once_CountsFromTheDayOnWhichItIsGranted(string granted, int days, string due)
    {
        var extended = Term.Extend(Day(granted), days, National);

        Assert.Equal((Day(granted), Day(due)), (extended.Extended, extended.Last.Due));
        Assert.Equal(Term.First, extended.First);
        Assert.Equal(National.VersionOf(Day(granted), Day(due)), extended.Last.CalendarVersion);
        Assert.False(extended.IsOver(Day(due)));
        Assert.True(extended.IsOver(Day(due).AddDays(1)));
        Assert.Null(Term.Extended);
    }

    [Fact]
    public void Extend_Twice_IsRefused()
    {
        var problem = Assert.Single(Assert.Throws<DataProblemsException>(() => Term.Extend(Day("2026-11-16"), 15, National).Extend(Day("2026-12-01"), 15, National)).Problems);

        Assert.Equal("Extended", problem.Where);
        Assert.Contains("2026-11-16", problem.English);
        Assert.Contains("2026-11-16", problem.Chinese);
    }

    [Fact]
    public void Extend_ToNoLaterDay_IsRefused()
        => Assert.Contains(
            "2026-11-16, which is no later than 2026-11-16",
            Assert.Single(Assert.Throws<DataProblemsException>(() => Term.Extend(Day("2026-11-01"), 15, National)).Problems).English);

    [Fact]
    public void Extend_SeveralThingsWrong_SaysThemAll()
        => Assert.Equal(
            ["Extended", "granted", "days"],
            Assert.Throws<DataProblemsException>(() => Term.Extend(Day("2026-11-16"), 15, National).Extend(Day("0206-11-16"), 40, National)).Problems.Select(problem => problem.Where));
}
