using ExchangeHub.Benchmarks.Load;

namespace ExchangeHub.Benchmarks.Report;

/// <summary>Says whether memory stayed flat.</summary>
internal static class SoakReport
{
    /// <summary>How much the line through the second half may rise over that half, as a share of its mean. Garbage collection alone moves a short run by about as much.</summary>
    private const double AllowedRise = 0.05;

    /// <summary>Below this a line through the second half says nothing.</summary>
    private const int FewestSamples = 6;

    public static string Line(MemorySample sample)
        => $"{sample.Seconds,5:0} s  RSS {sample.WorkingSetMegabytes,6:0.0} MiB  GC heap {sample.HeapMegabytes,6:0.0} MiB  {sample.Calls:N0} calls";

    /// <summary>The verdict, and whether it is a good one.</summary>
    public static (string Text, bool IsFlat) Verdict(IReadOnlyList<MemorySample> samples)
    {
        if (samples.Count < FewestSamples)
            return ("Too short to say whether memory is flat: take at least a minute.", true);
        var half = samples.Skip(samples.Count / 2).ToList();
        var perSecond = Statistics.Slope([.. half.Select(sample => (sample.Seconds, sample.WorkingSetMegabytes))]);
        var rise = perSecond * (half[^1].Seconds - half[0].Seconds) / half.Average(sample => sample.WorkingSetMegabytes);
        var isFlat = rise <= AllowedRise;
        return ($"RSS over the second half: {perSecond * 60:+0.00;-0.00} MiB a minute, {rise:+0.0%;-0.0%} in all; at most {AllowedRise:0%} is allowed: {(isFlat ? "flat, PASS" : "not flat, MISS")}.", isFlat);
    }
}
