using System.Diagnostics;

namespace ExchangeHub.Benchmarks.Load;

/// <summary>What processes have used up to now, together.</summary>
/// <param name="Processor">Processor time.</param>
/// <param name="WorkingSet">Bytes in memory.</param>
internal readonly record struct ProcessUse(TimeSpan Processor, long WorkingSet)
{
    public static ProcessUse operator +(ProcessUse left, ProcessUse right) => new(left.Processor + right.Processor, left.WorkingSet + right.WorkingSet);

    public static ProcessUse Of(IEnumerable<int> ids)
    {
        var sum = new ProcessUse();
        foreach (var id in ids)
        {
            using var process = Process.GetProcessById(id);
            sum = new ProcessUse(sum.Processor + process.TotalProcessorTime, sum.WorkingSet + process.WorkingSet64);
        }
        return sum;
    }
}
