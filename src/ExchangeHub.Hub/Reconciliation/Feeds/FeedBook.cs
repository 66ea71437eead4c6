using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Reconciliation.Operations;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Hub.Validation;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Reconciliation.Feeds;

/// <summary>
/// Keeps what is wrong with feeds: each version that is corrupt, each gap, and the feed as a whole is a difference of the producer; its method is the feed, its run the check.
/// </summary>
internal sealed class FeedBook(DatabaseWriter writer, CheckedDifferences differences, TimeProvider clock)
{
    /// <summary>Those of feeds: no other has these kinds and a method.</summary>
    public static IQueryable<DifferenceEntry> Among(IQueryable<DifferenceEntry> differences)
        => differences.Where(difference => (difference.Kind == DifferenceKind.SequenceGap || difference.Kind == DifferenceKind.ContentCorrupt) && difference.Method != "");

    /// <summary>What is wrong with feeds, and somebody has still to see to.</summary>
    public static IQueryable<DifferenceEntry> Open(HubDbContext context)
        => Among(context.Differences.AsNoTracking()).Where(difference => DifferenceDesk.OpenStates.Contains(difference.State));

    /// <summary>Writes down what reading a feed has shown. Returns what is new, and how many are healed.</summary>
    public Task<(List<FeedFinding> New, int Healed)> RecordAsync(Guid checkId, FeedReading reading, CancellationToken cancellationToken)
        => writer.WriteAnewAsync(async (context, token) =>
        {
            var (now, name) = (clock.LedgerNow(), reading.Feed.Name);
            var findings = reading.Findings.DistinctBy(finding => (finding.Kind, finding.RowId)).ToList(); // A hand in the database may give two versions one id.
            var rows = findings.ConvertAll(finding => finding.RowId);
            var known = await Among(context.Differences)
                .Where(difference => difference.Method == name && (DifferenceDesk.OpenStates.Contains(difference.State) || rows.Contains(difference.RowId))).ToListAsync(token);
            var found = findings.Where(finding => Break(context, checkId, reading.Feed, finding, known.Find(difference => IsOf(difference, finding)), now)).ToList();
            var isFound = findings.Select(finding => (finding.Kind, finding.RowId)).ToHashSet();
            var gone = reading.IsWhole ? known.FindAll(difference => !isFound.Contains((difference.Kind, difference.RowId))) : [];
            return (found, gone.Count(difference => differences.Heal(context, difference, checkId, "", now)));
        }, cancellationToken);

    /// <summary>Returns whether nobody had to see to it before.</summary>
    private bool Break(HubDbContext context, Guid checkId, DueFeed feed, FeedFinding finding, DifferenceEntry? difference, DateTimeOffset now)
    {
        if (difference is not null)
            return differences.FoundAgain(context, difference, checkId, finding.Problem, now);
        difference = differences.New(feed.ProducerId, finding.Kind, finding.RowId, ChinaTime.DateOf(now), checkId, now);
        difference.Method = feed.Name;
        differences.Found(context, difference, finding.Problem);
        return true;
    }

    private static bool IsOf(DifferenceEntry difference, FeedFinding finding) => difference.Kind == finding.Kind && difference.RowId == finding.RowId;
}
