namespace ExchangeHub.TestKit;

/// <summary>The real clock, shifted by as much as the test says.</summary>
public sealed class ShiftedClock : TimeProvider
{
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
}
