using ExchangeHub.Hub.Reconciliation;
using ExchangeHub.Reconciliation;

namespace ExchangeHub.Hub.Tests.Reconciliation;

/// <summary>Who watches sees the latest word of a run, and an estimate.</summary>
public sealed class RunProgressTests
{
    [Fact]
    public void Run_IsSeenWhileItIsUnderWay()
    {
        var clock = new SteppedClock();
        var progress = new RunProgress(clock);
        var run = Guid.NewGuid();
        Assert.Null(progress.Of(run));
        progress.Begin(run, 4);
        progress.Open(run, new DateOnly(2026, 11, 24));
        Assert.Null(progress.Of(run)!.SecondsLeft);
        progress.Close(run);
        clock.Seconds = 10;
        progress.Open(run, new DateOnly(2026, 11, 25));
        progress.Report(run, new ComparisonProgress(1, 2), 7, 300);
        Assert.Equal(new RunStatus(new DateOnly(2026, 11, 25), new ComparisonProgress(1, 2), 7, 300, 10 / 1.5 * 2.5), progress.Of(run));
        progress.End(run);
        Assert.Null(progress.Of(run));
        progress.Report(run, default, 0, 0); // Too late: it changes nothing.
        Assert.Null(progress.Of(run));
    }

    private sealed class SteppedClock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
