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
            try
            {
                using var process = Process.GetProcessById(id);
                sum += new ProcessUse(process.TotalProcessorTime, process.WorkingSet64);
            }
            catch (Exception error) when (error is ArgumentException or InvalidOperationException)
            {
                continue; // It has ended: a database's server has processes that come and go.
            }
        }
        return sum;
    }
}
