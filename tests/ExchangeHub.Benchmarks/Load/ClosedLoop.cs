using System.Diagnostics;

namespace ExchangeHub.Benchmarks.Load;

/// <summary>What one visit to an arm measured.</summary>
internal sealed record Visit(long Calls, double CallsPerSecond, double P50Ms, double P99Ms, double RelayMicrosecondsPerCall, double RelayMegabytes);

/// <summary>Callers that ask, wait for the answer, check it and ask again.</summary>
internal static class ClosedLoop
{
    /// <summary>Far beyond any answer that is worth waiting for; it bounds the run.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Runs <paramref name="callers"/> callers at a time for <paramref name="duration"/>; each ends with the call that it has under way.</summary>
    /// <exception cref="Grpc.Core.RpcException">A call failed: a comparison with failures would say nothing.</exception>
    public static async Task<Visit> RunAsync(RunningArm arm, int callers, TimeSpan duration, CancellationToken cancellationToken)
    {
        GC.Collect(); // So that one arm does not pay for the garbage of another.
        var before = arm.Use;
        var start = Stopwatch.GetTimestamp();
        var end = start + (long)(duration.TotalSeconds * Stopwatch.Frequency);

        var latencies = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => CallAsync(arm, end, cancellationToken), cancellationToken)));

        var elapsed = Stopwatch.GetElapsedTime(start);
        var after = arm.Use;
        var sorted = latencies.SelectMany(ticks => ticks).ToArray();
        Array.Sort(sorted);
        arm.Answered += sorted.Length;
        return new Visit(
            sorted.Length,
            sorted.Length / elapsed.TotalSeconds,
            Quantile(sorted, 0.50),
            Quantile(sorted, 0.99),
            (after.Processor - before.Processor).TotalMicroseconds / sorted.Length,
            after.WorkingSet / (double)(1 << 20));
    }

    private static async Task<List<long>> CallAsync(RunningArm arm, long end, CancellationToken cancellationToken)
    {
        var latencies = new List<long>();
        var question = Question.New();
        while (true)
        {
            var asked = Stopwatch.GetTimestamp();
            if (asked >= end)
                return latencies;
            cancellationToken.ThrowIfCancellationRequested();
            question.Header.RequestId = Guid.NewGuid().ToString();
            // Not cancelled in flight: an answer that nobody waits for would be missing when the ledger is counted.
            var answer = await arm.Client.VerifyCertificateAsync(question, deadline: DateTime.UtcNow + Deadline, cancellationToken: CancellationToken.None);
            latencies.Add(Stopwatch.GetTimestamp() - asked);
            arm.Check(question, answer);
        }
    }

    private static double Quantile(long[] sorted, double share)
        => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))] * 1000.0 / Stopwatch.Frequency;
}
