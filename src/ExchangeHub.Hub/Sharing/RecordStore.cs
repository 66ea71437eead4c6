using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore;

#pragma warning disable CA1309 // The database compares, by the collation of its column: by code.
namespace ExchangeHub.Hub.Sharing;

/// <summary>Reads feeds. What is there never changes, so that a page is the same whenever it is read.</summary>
internal sealed class RecordStore(IDbContextFactory<HubDbContext> contexts, RecordCodec codec)
{
    /// <summary>How far a feed is; null while there is none.</summary>
    public async Task<FeedEntry?> FeedAsync(DataSet set, string region, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Feeds.AsNoTracking().FirstOrDefaultAsync(feed => feed.DataSet == set && feed.ProducerRegion == region, cancellationToken);
    }

    /// <summary>How far all feeds are.</summary>
    public async Task<List<FeedEntry>> FeedsAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Feeds.AsNoTracking().OrderBy(feed => feed.DataSet).ThenBy(feed => feed.ProducerRegion).ToListAsync(cancellationToken);
    }

    /// <summary>At most so many versions after a sequence, up to another one that the feed has reached. There are fewer where the next can't be read.</summary>
    /// <exception cref="HubException">The first can't be read, or is not there: nobody passes it.</exception>
    public async Task<List<Record>> AfterAsync(DataSet set, string region, long sequence, long last, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var entries = await context.Records.AsNoTracking()
            .Where(record => record.DataSet == set && record.ProducerRegion == region && record.Sequence > sequence && record.Sequence <= last)
            .OrderBy(record => record.Sequence).Take(limit).ToListAsync(cancellationToken);
        return Readable(entries, sequence, last);
    }

    /// <summary>Versions of one key in the order of their numbers, from after one on, that were recorded until some time.</summary>
    public async Task<List<Record>> VersionsAsync(DataSet set, string region, string key, int afterVersion, DateTimeOffset? knownTime, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var entries = await Known(context.Records.AsNoTracking().Where(record => record.DataSet == set && record.ProducerRegion == region && record.Key == key && record.Version > afterVersion), knownTime)
            .OrderBy(record => record.Version).Take(limit).ToListAsync(cancellationToken);
        return entries.ConvertAll(codec.Decode);
    }

    /// <summary>Of each of these keys that is there, all versions that were recorded until some time, in the order of their numbers.</summary>
    public async Task<Dictionary<string, List<Record>>> VersionsAsync(DataSet set, string region, IReadOnlyCollection<string> keys, DateTimeOffset? knownTime, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var entries = await Known(context.Records.AsNoTracking().Where(record => record.DataSet == set && record.ProducerRegion == region && keys.Contains(record.Key)), knownTime)
            .OrderBy(record => record.Key).ThenBy(record => record.Version).ToListAsync(cancellationToken);
        return entries.GroupBy(entry => entry.Key, StringComparer.Ordinal).ToDictionary(versions => versions.Key, versions => versions.Select(codec.Decode).ToList(), StringComparer.Ordinal);
    }

    /// <summary>Of each of these keys that is there, the highest version.</summary>
    public async Task<Dictionary<string, Record>> HighestAsync(DataSet set, string region, IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var entries = await context.Records.AsNoTracking().Where(record => record.DataSet == set && record.ProducerRegion == region && keys.Contains(record.Key) && record.IsHighest).ToListAsync(cancellationToken);
        return entries.ToDictionary(entry => entry.Key, codec.Decode, StringComparer.Ordinal);
    }

    /// <summary>
    /// The next keys of a feed with all their versions, in the order of keys and numbers: whole keys, as many as fit in a page, none at the end.
    /// What they say is not looked at before <see cref="Read"/>: most of them nobody asks for.
    /// </summary>
    public async Task<List<List<RecordEntry>>> KeysAsync(KeyPage page, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var (set, region, after, prefix, last) = (page.Set, page.Region, page.AfterKey, page.KeyPrefix, page.LastSequence);
        var rows = context.Records.AsNoTracking().Where(record => record.DataSet == set && record.ProducerRegion == region && string.Compare(record.Key, after) > 0 && record.Sequence <= last);
        if (prefix.Length > 0)
        {
            // Nothing that begins with the prefix is beyond the last character: which one that is depends on whether a database compares bytes or UTF-16 units.
            var (byUnits, byBytes) = (prefix + char.MaxValue, prefix + "\U0010FFFF");
            rows = rows.Where(record => string.Compare(record.Key, prefix) >= 0 && (string.Compare(record.Key, byUnits) <= 0 || string.Compare(record.Key, byBytes) <= 0));
        }
        var versions = Known(rows, page.KnownTime).OrderBy(record => record.Key).ThenBy(record => record.Version);
        for (var limit = page.Rows; ; limit *= 4)
        {
            var found = await versions.Take(limit).ToListAsync(cancellationToken);
            var keys = Group(found);
            if (found.Count < limit)
                return keys;
            keys.RemoveAt(keys.Count - 1); // The last may not be whole.
            if (keys.Count > 0)
                return keys;
        }
    }

    private List<Record> Readable(List<RecordEntry> entries, long sequence, long last)
    {
        var records = new List<Record>(entries.Count);
        foreach (var entry in entries.TakeWhile((entry, i) => entry.Sequence == sequence + 1 + i))
        {
            try
            {
                records.Add(codec.Decode(entry));
            }
            catch (HubException) when (records.Count > 0)
            {
                return records; // Those before it are given; who asks for it is told.
            }
        }
        return records.Count > 0 || sequence >= last ? records : throw new HubException(ErrorCatalogue.StoredDataUnreadable);
    }

    /// <summary>What a version says. The facts by which it was chosen stand in columns beside that: they must be the same.</summary>
    /// <exception cref="HubException">It was altered, or can't be decrypted.</exception>
    public Record Read(RecordEntry entry)
    {
        var record = codec.Decode(entry);
        return record.Key == entry.Key && VersionFacts.Of(record) == entry.Facts ? record : throw new HubException(ErrorCatalogue.StoredDataUnreadable);
    }

    private static List<List<RecordEntry>> Group(List<RecordEntry> versions)
    {
        var keys = new List<List<RecordEntry>>();
        foreach (var version in versions)
        {
            if (keys.Count == 0 || keys[^1][0].Key != version.Key)
                keys.Add([]);
            keys[^1].Add(version);
        }
        return keys;
    }

    private static IQueryable<RecordEntry> Known(IQueryable<RecordEntry> records, DateTimeOffset? knownTime)
        => knownTime is { } time ? records.Where(record => record.RecordTime <= time) : records;
}

/// <summary>Which keys of a feed are read next.</summary>
/// <param name="Set">The data set.</param>
/// <param name="Region">Whose feed.</param>
/// <param name="AfterKey">The last key that was read; empty: from the beginning.</param>
/// <param name="LastSequence">The last version that counts.</param>
/// <param name="KnownTime">The last time of recording that counts; null: any.</param>
/// <param name="KeyPrefix">Only keys that begin so.</param>
/// <param name="Rows">Rows that are read at once: more where one key has more.</param>
internal sealed record KeyPage(DataSet Set, string Region, string AfterKey, long LastSequence, DateTimeOffset? KnownTime = null, string KeyPrefix = "", int Rows = KeyPage.MaxRows)
{
    public const int MaxRows = 2_000;
}
