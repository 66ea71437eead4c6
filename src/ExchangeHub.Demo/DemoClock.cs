namespace ExchangeHub.Demo;

/// <summary>The hub's clock in the demo: the real one, set forward by whole days while a time limit must pass.</summary>
internal sealed class DemoClock : TimeProvider
{
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    private long _daysAhead;

    /// <summary>The day in China.</summary>
    public DateOnly Today => DateOnly.FromDateTime(GetUtcNow().ToOffset(China).DateTime);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddDays(Interlocked.Read(ref _daysAhead));

    /// <summary>Sets it forward, to the same time of a later day.</summary>
    public void ForwardTo(DateOnly day) => Interlocked.Add(ref _daysAhead, Math.Max(0, day.DayNumber - Today.DayNumber));

    /// <summary>Sets it right.</summary>
    public void Reset() => Interlocked.Exchange(ref _daysAhead, 0);
}
