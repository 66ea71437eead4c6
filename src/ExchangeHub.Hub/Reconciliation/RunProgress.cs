using System.Collections.Concurrent;
using ExchangeHub.Reconciliation;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>How far a run is in the window that it compares; what is done before stands in its row.</summary>
/// <param name="Day">The day.</param>
/// <param name="Ranges">Its ranges.</param>
/// <param name="DifferenceCount">Differences that were found in it so far.</param>
/// <param name="ByteCount">Bytes of messages for it so far.</param>
/// <param name="SecondsLeft">An estimate for all of the run; null while there is none.</param>
internal sealed record RunStatus(DateOnly Day, ComparisonProgress Ranges, long DifferenceCount, long ByteCount, double? SecondsLeft);

/// <summary>Where the runs of this hub are (实时进度), for who watches: the latest word of each, no more.</summary>
internal sealed class RunProgress(TimeProvider clock)
{
    private readonly ConcurrentDictionary<Guid, Track> _runs = new();

    /// <summary>Where a run is; null where it is not under way on this hub.</summary>
    public RunStatus? Of(Guid runId) => _runs.GetValueOrDefault(runId)?.Latest;

    /// <summary>A run begins, or goes on.</summary>
    public void Begin(Guid runId, int windows) => _runs[runId] = new Track(windows, clock.GetTimestamp());

    /// <summary>It begins with its next window.</summary>
    public void Open(Guid runId, DateOnly day) => Change(runId, track => track.Latest = new RunStatus(day, default, 0, 0, Left(track, default)));

    /// <summary>It goes on in the window.</summary>
    public void Report(Guid runId, ComparisonProgress ranges, long differences, long bytes)
        => Change(runId, track => track.Latest = track.Latest is { } latest ? latest with { Ranges = ranges, DifferenceCount = differences, ByteCount = bytes, SecondsLeft = Left(track, ranges) } : null);

    /// <summary>The window is done.</summary>
    public void Close(Guid runId) => Change(runId, track => track.Done++);

    /// <summary>The run is under way no longer.</summary>
    public void End(Guid runId) => _runs.TryRemove(runId, out _);

    private void Change(Guid runId, Action<Track> change)
    {
        if (!_runs.TryGetValue(runId, out var track))
            return;
        lock (track)
            change(track);
    }

    /// <summary>As long as what is left takes, if it goes on as it went.</summary>
    private double? Left(Track track, ComparisonProgress ranges)
    {
        var done = track.Done + (ranges.TotalRanges > 0 ? Math.Min(1.0, (double)ranges.DoneRanges / ranges.TotalRanges) : 0);
        return done > 0 ? clock.GetElapsedTime(track.Begin).TotalSeconds / done * Math.Max(0, track.Windows - done) : null;
    }

    private sealed class Track(int windows, long begin)
    {
        public int Windows => windows;

        public long Begin => begin;

        public int Done { get; set; }

        public RunStatus? Latest { get; set; }
    }
}
