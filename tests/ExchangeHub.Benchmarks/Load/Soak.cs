using System.Diagnostics;

namespace ExchangeHub.Benchmarks.Load;

/// <summary>The hub's memory at one moment.</summary>
internal sealed record MemorySample(double Seconds, double WorkingSetMegabytes, double HeapMegabytes, long Calls);

/// <summary>Asks the hub for a long time and looks at its memory meanwhile.</summary>
internal sealed class Soak(RunningArm hub, int callers, TimeSpan duration, Action<MemorySample> progress)
{
    /// <summary>Time from one look at the memory to the next.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    public async Task<List<MemorySample>> RunAsync(CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var samples = new List<MemorySample>();
        while (Stopwatch.GetElapsedTime(start) is var elapsed && elapsed < duration)
        {
            await ClosedLoop.RunAsync(hub, callers, duration - elapsed < Step ? duration - elapsed : Step, cancellationToken);
            samples.Add(await SampleAsync(start, cancellationToken));
            progress(samples[^1]);
        }
        await hub.CheckLedgerAsync();
        return samples;
    }

    private async Task<MemorySample> SampleAsync(long start, CancellationToken cancellationToken)
    {
        const double Megabyte = 1 << 20;
        var heap = await hub.HeapAsync(cancellationToken);
        return new MemorySample(Stopwatch.GetElapsedTime(start).TotalSeconds, hub.Use.WorkingSet / Megabyte, heap / Megabyte, hub.Answered);
    }
}
