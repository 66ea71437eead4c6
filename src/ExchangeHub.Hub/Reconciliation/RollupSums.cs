using ExchangeHub.Hub.Storage;
using ExchangeHub.Reconciliation;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>One participant's rollups of some time: any part of it is summed up by two looks.</summary>
internal sealed class RollupSums
{
    private readonly List<long> _minutes = [];

    /// <summary>Sums of all minutes before the one at the same place, and at the end of all.</summary>
    private readonly List<RangeFingerprint> _before = [default];

    /// <summary>Reads those from the first to the last of <paramref name="ranges"/>: 1,440 for a day at the most.</summary>
    public static async Task<RollupSums> ReadAsync(HubDbContext context, string participantId, IEnumerable<(long First, long Bound)> ranges, CancellationToken cancellationToken)
    {
        var sums = new RollupSums();
        var (first, bound) = ranges.Aggregate((First: long.MaxValue, Bound: 0L), (all, range) => (Math.Min(all.First, range.First), Math.Max(all.Bound, range.Bound)));
        if (first >= bound)
            return sums;
        var rollups = context.LedgerRollups.AsNoTracking().Where(rollup => rollup.ParticipantId == participantId && rollup.Minute >= first && rollup.Minute < bound).OrderBy(rollup => rollup.Minute);
        await foreach (var rollup in rollups.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            sums._minutes.Add(rollup.Minute);
            sums._before.Add(sums._before[^1] + rollup.Sums);
        }
        return sums;
    }

    /// <summary>The sums of the minutes from <paramref name="first"/> to before <paramref name="bound"/>.</summary>
    public RangeFingerprint Between(long first, long bound) => _before[Place(bound)] - _before[Place(first)];

    /// <summary>How many minutes are before this one.</summary>
    private int Place(long minute)
    {
        var place = _minutes.BinarySearch(minute);
        return place < 0 ? ~place : place;
    }
}
