using ExchangeHub.Domain.Calendars;
using ExchangeHub.Domain.Inspections;
using static ExchangeHub.Domain.Tests.Calendars.CalendarSamples;

namespace ExchangeHub.Domain.Tests.Inspections;

public class SanctionPublicationTests
{
    [Theory]
    [InlineData("2026-11-02", "2026-11-11")]
    [InlineData("2026-09-18", "2026-09-29")] // A makeup Sunday, and three days off.
    [InlineData("2026-02-12", "2026-02-28")] // Spring Festival, between two makeup Saturdays.
    [InlineData("2025-12-26", "2026-01-07")] // Over New Year; 4 January is a makeup Sunday.
    public void PublishBy_Decision_IsTheSeventhWorkingDay(string decided, string due)
    {
        var deadline = SanctionPublication.PublishBy(Day(decided), National);

        Assert.Equal(Day(due), deadline.Due);
        Assert.Equal(National.VersionOf(Day(decided), Day(due)), deadline.CalendarVersion);
    }

    [Theory]
    [InlineData("2026-11-02", "2026-11-02", "2027-02-02")] // On the day of the decision, for 3 months
    [InlineData("2026-11-02", "2026-11-11", "2029-11-11")] // On the last day, for 3 years
    [InlineData("2025-11-27", "2025-11-30", "2026-02-28")] // From a Sunday to a month's end
    [InlineData("2026-08-24", "2026-08-31", "2026-11-30")]
    [InlineData("2026-02-27", "2026-02-28", "2029-02-28")]
    public void Check_InTime_HasNoProblem(string decided, string from, string to)
        => Assert.Empty(SanctionPublication.Check(Day(decided), Day(from), Day(to), National));

    [Theory]
    [InlineData("2026-11-02", "2026-11-01", "2027-03-01", "publishFrom", "is before the decision of 2026-11-02")]
    [InlineData("2026-11-02", "2026-11-12", "2027-03-12", "publishFrom", "is after 2026-11-11")]
    [InlineData("2026-11-02", "2026-11-05", "2027-02-04", "publishTo", "is before 2027-02-05")]
    [InlineData("2026-11-02", "2026-11-05", "2029-11-06", "publishTo", "is after 2029-11-05")]
    [InlineData("2025-11-27", "2025-11-30", "2026-02-27", "publishTo", "is before 2026-02-28")]
    [InlineData("2026-08-24", "2026-08-31", "2026-11-29", "publishTo", "is before 2026-11-30")] // A Sunday: the month's end is a Monday.
    [InlineData("2026-11-02", "2026-11-05", "2026-11-04", "publishTo", "is before the publication begins")]
    [InlineData("2026-11-02", "2026-11-05", "9999-12-31", "publishTo", "is after 2029-11-05")]
    public void Check_OneThingWrong_IsNamed(string decided, string from, string to, string where, string english)
    {
        var problem = Assert.Single(SanctionPublication.Check(Day(decided), Day(from), Day(to), National));

        Assert.Equal(where, problem.Where);
        Assert.StartsWith(english, problem.English);
        Assert.NotEmpty(problem.Chinese);
    }

    [Fact]
    public void Check_SeveralThingsWrong_SaysThemAll()
        => Assert.Equal(["publishFrom", "publishTo"], SanctionPublication.Check(Day("2026-11-02"), Day("9999-12-30"), Day("9999-12-29"), National).Select(problem => problem.Where));

    [Fact]
    public void Check_FromTheEndOfFebruary_IsAtMostToItsEnd()
    {
        var calendar = new CalendarSet([File(2024)]).For("");

        Assert.Empty(SanctionPublication.Check(Day("2024-02-28"), Day("2024-02-29"), Day("2027-02-28"), calendar));
        Assert.Single(SanctionPublication.Check(Day("2024-02-28"), Day("2024-02-29"), Day("2027-03-01"), calendar));
    }

    [Theory]
    [InlineData("2026-12-25", 2027)]
    [InlineData("2024-12-31", 2024)]
    public void Check_YearWithoutCalendar_IsRefused(string decided, int year)
        => Assert.Equal(year, Assert.Throws<CalendarYearMissingException>(() => SanctionPublication.Check(Day(decided), Day(decided), Day("2027-06-01"), National)).Year);
}
