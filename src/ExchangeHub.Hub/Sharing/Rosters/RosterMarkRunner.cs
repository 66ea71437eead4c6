using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Validation;

namespace ExchangeHub.Hub.Sharing.Rosters;

/// <summary>
/// Marks entries of rosters (名录标注): goes through what regions have published of rosters and of sanctions that everybody may read, then looks at the
/// entries whose day has come. A run that was missed or cut short is made good by the next.
/// </summary>
internal sealed partial class RosterMarkRunner(DataSetCatalogue catalogue, RecordStore store, RosterBook book, RosterMarkWriter writer, TimeProvider clock, ILogger<RosterMarkRunner> logger)
{
    private const int PageSize = 500;

    /// <summary>Entries that are published together.</summary>
    private const int WrittenAtOnce = 100;

    /// <summary>Does what there is to do. Returns how many versions it published.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var published = 0;
        foreach (var feed in (await store.FeedsAsync(cancellationToken)).Where(feed => IsSource(feed.DataSet)))
        {
            try
            {
                published += await GoThroughAsync(feed, cancellationToken);
            }
            catch (HubException error) when (error.Kind == ErrorCatalogue.StoredDataUnreadable)
            {
                LogUnreadable(logger, feed.DataSet, feed.ProducerRegion); // The other feeds go on.
            }
        }
        var today = ChinaTime.DateOf(clock.GetUtcNow());
        while (await book.DueAsync(today, WrittenAtOnce, cancellationToken) is { Count: > 0 } due)
            published += await writer.WriteAsync(due, cancellationToken);
        if (published > 0)
            LogPublished(logger, published);
        return published;
    }

    /// <summary>Rosters, and sanctions that everybody may read: others leave no trace here.</summary>
    private bool IsSource(DataSet set)
        => RosterMarking.Rosters.Contains(set) || catalogue.Find(set) is { SharingClass: SharingClass.Unconditional, Content: RecordContent.ContentOneofCase.Sanction };

    /// <summary>Whom records name is written down before it is looked who else names them: of two hubs that are at an entry and at a sanction, one sees both.</summary>
    private async Task<int> GoThroughAsync(FeedEntry feed, CancellationToken cancellationToken)
    {
        var (set, region) = (feed.DataSet, feed.ProducerRegion);
        var (sequence, published) = (await book.PositionAsync(set, region, cancellationToken), 0);
        while (sequence < feed.Sequence)
        {
            var page = await store.AfterAsync(set, region, sequence, feed.Sequence, PageSize, cancellationToken);
            await book.AddAsync(set, region, page, cancellationToken);
            foreach (var entries in (await book.EntriesAsync(set, region, [.. page.Select(record => record.Key).Distinct()], cancellationToken)).Chunk(WrittenAtOnce))
                published += await writer.WriteAsync(entries, cancellationToken);
            sequence = page[^1].Sequence;
            await book.MoveAsync(set, region, sequence, cancellationToken);
        }
        return published;
    }

    [LoggerMessage(2130, LogLevel.Information, "Marks of rosters: {Published} versions published")]
    private static partial void LogPublished(ILogger logger, int published);

    [LoggerMessage(2132, LogLevel.Error, "What {Region} has published in {DataSet} can't be read: no marks are made of it until it can")]
    private static partial void LogUnreadable(ILogger logger, DataSet dataSet, string region);
}
