using CsCheck;

namespace ExchangeHub.Reconciliation.Tests;

public class IdMinutesTests
{
    private const long Minute = 29_669_520; // 2026-05-30 20:00 UTC

    private static readonly DateTimeOffset Time = new(2026, 5, 30, 20, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_AnyIdOfAMinute_IsThatMinute()
    {
        Assert.Equal(Minute, IdMinutes.Of(IdMinutes.FirstId(Minute)));
        Assert.Equal(Minute, IdMinutes.Of(Guid.CreateVersion7(Time.AddMilliseconds(59_999))));
        Assert.Equal(Minute + 1, IdMinutes.Of(IdMinutes.BoundId(Minute)));
        Assert.Equal(0, IdMinutes.Of(Guid.Empty));
        Assert.Equal(IdMinutes.Last, IdMinutes.Of(Guid.AllBitsSet));
    }

    [Fact]
    public void Of_ATime_IsTheMinuteOfItsIds()
    {
        Assert.Equal(Minute, IdMinutes.Of(Time));
        Assert.Equal(Minute, IdMinutes.Of(Time.AddTicks(TimeSpan.TicksPerMinute - 1)));
        Assert.Equal(Minute + 1, IdMinutes.Of(Time.AddMinutes(1)));
    }

    [Fact]
    public void FirstId_AnyId_IsInTheMinuteThatItHas()
        => Gen.Guid.Where(id => id != Guid.AllBitsSet).Sample(id =>
        {
            var minute = IdMinutes.Of(id);
            Assert.InRange(id, IdMinutes.FirstId(minute), IdMinutes.BoundId(minute));
            Assert.NotEqual(id, IdMinutes.BoundId(minute));
        });

    [Fact]
    public void FirstId_MinuteThatNoIdHas_IsRefused()
    {
        Assert.True(IdMinutes.FirstId(IdMinutes.Last) < Guid.AllBitsSet);
        Assert.Equal(Guid.AllBitsSet, IdMinutes.BoundId(IdMinutes.Last));
        Assert.Throws<ArgumentOutOfRangeException>(() => IdMinutes.FirstId(IdMinutes.Last + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => IdMinutes.BoundId(IdMinutes.Last + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => IdMinutes.FirstId(-1));
    }

    [Fact]
    public void Range_OfMinutes_IsFromTheFirstIdToThatOfTheBound()
    {
        Assert.Equal(new IdRange(IdMinutes.FirstId(Minute), IdMinutes.FirstId(Minute + 1440)), IdMinutes.Range(Minute, Minute + 1440));
        Assert.Equal(new IdRange(IdMinutes.FirstId(IdMinutes.Last), Guid.AllBitsSet), IdMinutes.Range(IdMinutes.Last, IdMinutes.Last + 1));
    }
}
