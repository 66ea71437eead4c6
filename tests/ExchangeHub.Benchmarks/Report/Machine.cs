using System.Runtime.InteropServices;

namespace ExchangeHub.Benchmarks.Report;

/// <summary>What the figures were measured on; nothing that names the machine.</summary>
internal sealed record Machine(int Cores, double MemoryGigabytes, string System, string Runtime, double DiskSyncMicroseconds)
{
    public static Machine This(double diskSyncMicroseconds) => new(
        Environment.ProcessorCount,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30), 1),
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        Math.Round(diskSyncMicroseconds));

    public override string ToString() => $"{Cores} cores, {MemoryGigabytes} GiB, {System}, {Runtime}; a sync of the disk takes {DiskSyncMicroseconds} µs.";
}
