using System.Security.Cryptography;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Hub.Validation;
using ExchangeHub.Reconciliation;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Sharing;

/// <summary>
/// Adds a batch of versions to a feed, whole or not at all: versions, their documents, the feed's position and sums, and the ledger's entry in
/// one transaction. Who changes a feed's position comes one after the other, so that numbers have no gap, and whoever sees one sees all before it.
/// </summary>
internal sealed class PublicationWriter(DatabaseWriter writer, IHubDatabase database, RecordCodec codec, RecordDocuments documents, ExchangeIds ids, TimeProvider clock)
{
    /// <summary>Adds what is not there yet.</summary>
    /// <param name="publication">Who publishes what.</param>
    /// <param name="batch">The versions, of the right shape.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HubException">A version does not follow the one before it, or breaks a rule of its data set, or a document can't be bound to it; nothing was added.</exception>
    public Task<PublishRecordsResponse> WriteAsync(Publication publication, IReadOnlyList<PublishedStatement> batch, CancellationToken cancellationToken)
        => writer.WriteAnewAsync((context, token) => AddAsync(context, publication, batch, token), cancellationToken);

    private async Task<PublishRecordsResponse> AddAsync(HubDbContext context, Publication publication, IReadOnlyList<PublishedStatement> batch, CancellationToken cancellationToken)
    {
        var (set, region) = (publication.Definition.Set, publication.Region);
        // Taken first, and held until the commit: others who publish in this feed wait here, and not at a number that two have taken.
        var feeds = context.Feeds.Where(feed => feed.DataSet == set && feed.ProducerRegion == region);
        await feeds.ExecuteUpdateAsync(change => change.SetProperty(feed => feed.Sequence, feed => feed.Sequence), cancellationToken);
        var feed = await feeds.FirstOrDefaultAsync(cancellationToken);
        if (feed is null)
            context.Feeds.Add(feed = new FeedEntry { DataSet = set, ProducerRegion = region });
        var keys = await KnownKeys.LoadAsync(context, publication, batch, codec, cancellationToken);
        var violations = new Violations(ChinaTime.DateOf(publication.AcceptTime));
        // Numbers and times never go back, though the clock may.
        var (sequence, time, live, repeated) = (feed.Sequence, Later(clock.LedgerNow(), feed.RecordTime), default(RangeFingerprint), 0);
        var (added, entries) = (new List<(int Index, Record Record)>(), new List<RecordEntry>());
        for (var i = 0; i < batch.Count; i++)
        {
            if (keys.Has(batch[i]))
            {
                repeated++;
                continue;
            }
            keys.Check(batch[i], RecordRules.PathOf(i), publication.Definition, violations);
            var entry = codec.Encode(batch[i], ids.Next(), ++sequence, time);
            live += RecordCodec.Live(entry) - keys.Replace(entry, batch[i].Record);
            added.Add((i, batch[i].Record));
            entries.Add(entry);
        }
        violations.ThrowIfAny();
        await documents.BindAsync(context, publication, added, cancellationToken);
        await keys.LowerAsync(context, cancellationToken);
        await database.InsertAsync(context, entries, cancellationToken);

        if (sequence > feed.Sequence)
        {
            (feed.Sequence, feed.RecordTime) = (sequence, time);
            feed.LiveCount += live.Count;
            feed.LiveSum0 += live.Sum0;
            feed.LiveSum1 += live.Sum1;
            feed.LiveSum2 += live.Sum2;
            feed.LiveSum3 += live.Sum3;
        }
        context.LedgerEntries.Add(publication.Entry(ids.Next(), ExchangeOutcome.Answered, "", DigestOf(batch), clock.GetUtcNow()).Sealed());
        return new PublishRecordsResponse { RepeatedCount = repeated, Head = RecordCodec.Head(feed) };
    }

    /// <summary>Over the digests of the versions, one after the other.</summary>
    private static byte[] DigestOf(IReadOnlyList<PublishedStatement> batch)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var statement in batch)
            hash.AppendData(statement.Digest);
        return hash.GetHashAndReset();
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
