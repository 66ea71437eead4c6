using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Reconciliation.Digests;
using ExchangeHub.Hub.Sharing;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Reconciliation;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Reconciliation.Feeds;

/// <summary>
/// Reads all versions of a feed again, in the order of their numbers: whether each is there, says what its digest and its row say, and whether the feed's count
/// and sums are theirs. A number can't be there twice: it is the key of its row.
/// </summary>
internal sealed class FeedReader(IDbContextFactory<HubDbContext> contexts, RecordStore store, RecordCodec codec, HubStateHolder state)
{
    /// <summary>Versions that are read at once; each has up to 256 KiB.</summary>
    private const int PageSize = 100;

    /// <summary>All feeds, and what has versions and is none.</summary>
    public async Task<List<DueFeed>> FeedsAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        // Versions first: whose versions are seen, their feed is there.
        var published = await context.Records.AsNoTracking().Select(record => new { record.DataSet, record.ProducerRegion }).Distinct().ToListAsync(cancellationToken);
        var feeds = (await store.FeedsAsync(cancellationToken)).ConvertAll(feed => new DueFeed(feed, true, ProducerOf(feed.ProducerRegion)));
        var lost = published.Where(name => !feeds.Exists(feed => feed.Head.DataSet == name.DataSet && feed.Head.ProducerRegion == name.ProducerRegion));
        return [.. feeds, .. lost.Select(name => new DueFeed(new FeedEntry { DataSet = name.DataSet, ProducerRegion = name.ProducerRegion }, false, ProducerOf(name.ProducerRegion)))];
    }

    /// <param name="feed">What to read, up to the number that it had when it was looked for.</param>
    /// <param name="pace">Is asked before each page.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<FeedReading> ReadAsync(DueFeed feed, DigestPace pace, CancellationToken cancellationToken)
    {
        if (!feed.IsKnown)
            return new FeedReading(feed, 0, [FeedFinding.OfFeed(feed, FeedFinding.NoRow)]);
        var (findings, sums, count, last) = (new List<FeedFinding>(), new LiveSums(), 0L, 0L);
        while (await PageAsync(feed.Head, last, pace, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var entry in page)
            {
                if (entry.Sequence > last + 1)
                    findings.Add(FeedFinding.OfGap(feed, last + 1, entry.Sequence - 1));
                if (ProblemOf(entry) is { } problem)
                    findings.Add(FeedFinding.OfVersion(entry, problem));
                sums.Add(entry);
                last = entry.Sequence;
            }
            count += page.Count;
            if (findings.Count >= FeedReading.MaxFindings)
                return new FeedReading(feed, count, findings[..FeedReading.MaxFindings]);
        }
        if (last < feed.Head.Sequence)
            findings.Add(FeedFinding.OfGap(feed, last + 1, feed.Head.Sequence));
        if (sums.Total != Stored(feed.Head))
            findings.Add(FeedFinding.OfFeed(feed, $"{FeedFinding.OtherSums} {Stored(feed.Head)} {sums.Total}"));
        return new FeedReading(feed, count, findings);
    }

    private async Task<List<RecordEntry>> PageAsync(FeedEntry feed, long last, DigestPace pace, CancellationToken cancellationToken)
    {
        await pace.NextAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Records.AsNoTracking()
            .Where(record => record.DataSet == feed.DataSet && record.ProducerRegion == feed.ProducerRegion && record.Sequence > last && record.Sequence <= feed.Sequence)
            .OrderBy(record => record.Sequence).Take(PageSize).ToListAsync(cancellationToken);
    }

    private string? ProblemOf(RecordEntry entry)
    {
        try
        {
            return IsOfItsRow(codec.Decode(entry), entry) ? null : FeedFinding.Differs;
        }
        catch (HubException error) when (error.Kind == ErrorCatalogue.StoredDataUnreadable)
        {
            return FeedFinding.Unreadable;
        }
    }

    private static bool IsOfItsRow(Record record, RecordEntry entry)
        => (record.DataSet, record.ProducerRegion, record.Key, record.Version, record.Operation, record.CorrectedVersion) == (entry.DataSet, entry.ProducerRegion, entry.Key, entry.Version, entry.Operation, entry.CorrectedVersion)
            && CalendarDates.TryToDateOnly(record.EffectiveDate, out var date) && date == entry.EffectiveDate;

    private static RangeFingerprint Stored(FeedEntry feed) => new(feed.LiveCount, feed.LiveSum0, feed.LiveSum1, feed.LiveSum2, feed.LiveSum3);

    /// <summary>The region's back office; the region itself where it has none any more.</summary>
    private string ProducerOf(string region) => state.Current.Regions.GetValueOrDefault(region)?.BackOffice?.Id ?? region;
}
