using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Reconciliation;

namespace ExchangeHub.Hub.Tests.Reconciliation;

/// <summary>Days begin and end at midnight in Asia/Shanghai, and close when they are past the cut-off.</summary>
public sealed class DayWindowTests
{
    private static readonly DateOnly Day = new(2026, 11, 24);
    private static readonly TimeSpan CutOff = TimeSpan.FromMinutes(15);

    [Theory]
    [InlineData("2026-11-25T00:14:59.999+08:00", false)]
    [InlineData("2026-11-25T00:15:00.000+08:00", true)]
    [InlineData("2027-01-01T00:00:00.000+08:00", true)]
    public void At_PastTheCutOff_IsTheWholeDay(string now, bool isWhole)
    {
        var window = DayWindow.At(Day, DateTimeOffset.Parse(now), CutOff)!.Value;
        Assert.Equal(isWhole, window.IsWhole);
        Assert.Equal(isWhole, DayWindow.IsWholeDay(Day, window.Range.Bound));
        Assert.Equal(ExchangeIds.FirstAt(DateTimeOffset.Parse("2026-11-23T16:00:00Z")), window.Range.First);
        Assert.Equal(isWhole, DayWindow.LastClosed(DateTimeOffset.Parse(now), CutOff) >= Day);
        if (isWhole)
            Assert.Equal(ExchangeIds.FirstAt(DateTimeOffset.Parse("2026-11-24T16:00:00Z")), window.Range.Bound);
    }

    [Fact]
    public void At_PresentDay_EndsAtTheCutOff()
    {
        var now = DateTimeOffset.Parse("2026-11-24T12:00:00+08:00");
        Assert.Equal(ExchangeIds.FirstAt(now - CutOff), DayWindow.At(Day, now, CutOff)!.Value.Range.Bound);
    }

    [Theory]
    [InlineData("2026-11-24T00:15:00+08:00")]
    [InlineData("2026-11-23T12:00:00+08:00")]
    public void At_NothingOldEnough_IsNone(string now) => Assert.Null(DayWindow.At(Day, DateTimeOffset.Parse(now), CutOff));
}
