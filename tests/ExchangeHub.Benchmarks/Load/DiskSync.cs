using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace ExchangeHub.Benchmarks.Load;

/// <summary>What a commit waits for: one page written and synced to the disk.</summary>
internal static class DiskSync
{
    private const int Page = 4096;
    private const int Syncs = 200;

    /// <summary>The median in microseconds.</summary>
    public static double MedianMicroseconds(string folder)
    {
        var page = new byte[Page];
        using SafeFileHandle file = File.OpenHandle(Path.Combine(folder, "sync.probe"), FileMode.Create, FileAccess.Write, options: FileOptions.DeleteOnClose);
        var times = new double[Syncs];
        for (var i = 0; i < Syncs; i++)
        {
            var start = Stopwatch.GetTimestamp();
            RandomAccess.Write(file, page, fileOffset: 0);
            RandomAccess.FlushToDisk(file);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }
        Array.Sort(times);
        return times[Syncs / 2];
    }

    /// <summary>Whether the folder lies in memory, where durability costs nothing and means nothing.</summary>
    public static bool IsInMemory(string folder) => new DriveInfo(folder).DriveFormat is "tmpfs" or "ramfs";
}
