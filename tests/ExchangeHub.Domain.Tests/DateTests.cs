using CsCheck;
using ExchangeHub.Contracts.Exchange.V1;
using Date = Google.Type.Date;

namespace ExchangeHub.Domain.Tests;

public class DateTests
{
    [Theory]
    [InlineData(1980, 0, 0, true)]
    [InlineData(1980, 12, 0, true)]
    [InlineData(1980, 12, 31, true)]
    [InlineData(2000, 2, 29, true)]
    [InlineData(1900, 2, 29, false)]
    [InlineData(1980, 4, 31, false)]
    [InlineData(1980, 0, 1, false)]
    [InlineData(1980, 13, 0, false)]
    [InlineData(1980, -1, 0, false)]
    [InlineData(1980, 1, -1, false)]
    [InlineData(0, 1, 1, false)]
    [InlineData(1799, 0, 0, false)]
    [InlineData(1800, 0, 0, true)]
    [InlineData(2200, 0, 0, true)]
    [InlineData(2201, 0, 0, false)]
    [InlineData(int.MaxValue, int.MaxValue, int.MaxValue, false)]
    public void PartialDateIsValid_Parts_MustMakeADate(int year, int month, int day, bool expected) =>
        Assert.Equal(expected, PartialDates.IsValid(new PartialDate { Year = year, Month = month, Day = day }));

    [Theory]
    [InlineData(1980, 0, 0, true)]
    [InlineData(1980, 1, 0, true)]
    [InlineData(1980, 1, 18, true)]
    [InlineData(1980, 1, 17, false)]
    [InlineData(1980, 2, 0, false)]
    [InlineData(1981, 0, 0, false)]
    [InlineData(1980, 0, 18, false)]
    public void PartialDateCouldBe_KnownParts_MustAgree(int year, int month, int day, bool expected) =>
        Assert.Equal(expected, PartialDates.CouldBe(
            new PartialDate { Year = year, Month = month, Day = day }, new DateOnly(1980, 1, 18)));

    [Fact]
    public void CalendarDate_EveryDate_SurvivesTheWire() =>
        Gen.DateOnly.Sample(date => CalendarDates.TryToDateOnly(CalendarDates.ToProto(date), out var back) && back == date);

    [Theory]
    [InlineData(2026, 2, 29)]
    [InlineData(2026, 0, 0)]
    [InlineData(2026, 1, 0)]
    [InlineData(0, 1, 1)]
    [InlineData(10000, 1, 1)]
    [InlineData(2026, 13, 1)]
    [InlineData(2026, 1, -1)]
    public void TryToDateOnly_NotADate_IsFalse(int year, int month, int day)
    {
        Assert.False(CalendarDates.TryToDateOnly(new Date { Year = year, Month = month, Day = day }, out var value));
        Assert.Equal(default, value);
    }

    [Fact]
    public void TryToDateOnly_Absent_IsFalse() => Assert.False(CalendarDates.TryToDateOnly(null, out _));
}
