using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;
using Grpc.Core;
using Record = ExchangeHub.Contracts.Sharing.V1.Record;

namespace ExchangeHub.FunctionalTests.Sharing;

/// <summary>Those who follow a feed.</summary>
public abstract class FeedWatchTests(string store) : SharingTest(store)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [SkippableFact]
    public async Task Watch_HistoryThenLive_NoGapNoRepeat()
    {
        await Producer.PublishAsync(DataSet.Notices, Some(0, 500), Some(500, 500), Some(1_000, 500)); // More than one message takes, on either side.
        using var watch = new Watching(Reader, 0);
        await watch.UntilAsync(1_500);

        for (var batch = 0; batch < 20; batch++)
            await Producer.PublishAsync(DataSet.Notices, Some(1_500 + 10 * batch, 10));
        await watch.UntilAsync(1_700);

        Assert.Equal(Enumerable.Range(1, 1_700).Select(i => (long)i), watch.Sequences);
    }

    [SkippableFact]
    public async Task Watch_WhileOthersPublish_NoGapAtTheJoin()
    {
        var publishing = Producer.PublishAsync(DataSet.Notices, [.. Enumerable.Range(0, 60).Select(batch => Some(10 * batch, 10))]);
        var watches = new List<Watching>();
        for (var i = 0; i < 10; i++)
        {
            watches.Add(new Watching(Reader, 0));
            await watches[^1].UntilAsync(50 * i); // Each begins at another time.
        }
        await publishing;

        foreach (var watch in watches)
        {
            await watch.UntilAsync(600);
            Assert.Equal(Enumerable.Range(1, 600).Select(i => (long)i), watch.Sequences);
            watch.Dispose();
        }
    }

    [SkippableFact]
    public async Task Watch_FromASequence_GivesWhatCameAfterIt()
    {
        await Producer.PublishAsync(DataSet.Notices, Some(0, 20));
        using var watch = new Watching(Reader, 15);

        await watch.UntilAsync(20);

        Assert.Equal([16, 17, 18, 19, 20], watch.Sequences);
    }

    [SkippableFact]
    public async Task Watch_NothingNew_SaysTheHeadAtOnce()
    {
        await Producer.PublishAsync(DataSet.Notices, Some(0, 3));
        using var call = Reader.WatchChanges(Request(3));

        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));

        Assert.Empty(call.ResponseStream.Current.Records);
        Assert.Equal((3, 3UL), (call.ResponseStream.Current.Head.Sequence, call.ResponseStream.Current.Head.Live.Count));
    }

    [SkippableFact]
    public async Task Watch_EmptyFeed_WaitsForTheFirst()
    {
        using var watch = new Watching(Reader, 0);

        await Producer.PublishAsync(DataSet.Notices, Some(0, 1));

        await watch.UntilAsync(1);
    }

    [SkippableFact]
    public async Task Watch_BeyondTheFeed_ToldToBeginAnew()
    {
        await Producer.PublishAsync(DataSet.Notices, Some(0, 3));
        using var call = Reader.WatchChanges(Request(4));

        var error = await RefusedAsync(async () => await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));

        Assert.Equal((StatusCode.OutOfRange, "FEED_SEQUENCE_UNKNOWN", "3"), (error.Code, error.Reason, error.Metadata["sequence"]));
    }

    [SkippableFact]
    public async Task Watch_AfterAnotherHubPublished_SeesIt()
    {
        using var watch = new Watching(Reader, 0);
        await Producer.PublishAsync(DataSet.Notices, Some(0, 1));
        await watch.UntilAsync(1);

        // What another hub on the same database does, this one is not told of.
        await using (var database = await Hub.DatabaseAsync())
        {
            var feed = database.Feeds.Single();
            var entry = database.Records.Single();
            database.Records.Add(new Hub.Sharing.RecordEntry
            {
                DataSet = entry.DataSet,
                ProducerRegion = entry.ProducerRegion,
                Sequence = 2,
                Id = Guid.CreateVersion7(),
                Key = "另一台",
                Version = 1,
                Operation = entry.Operation,
                CorrectedVersion = 0,
                EffectiveDate = entry.EffectiveDate,
                RecordTime = entry.RecordTime,
                Digest = entry.Digest,
                Statement = entry.Statement,
                IsHighest = true,
            });
            feed.Sequence = 2;
            await database.SaveChangesAsync();
        }

        await watch.UntilAsync(2);
    }

    [SkippableFact]
    public async Task Watch_HubRestarts_GoesOnFromTheLast()
    {
        await Producer.PublishAsync(DataSet.Notices, Some(0, 5));
        using (var watch = new Watching(Reader, 0))
            await watch.UntilAsync(5);
        await Hub.RestartAsync();
        await Producer.PublishAsync(DataSet.Notices, Some(5, 5));

        using var again = new Watching(Reader, 5);
        await again.UntilAsync(10);

        Assert.Equal([6, 7, 8, 9, 10], again.Sequences);
    }

    private static WatchChangesRequest Request(long after) => new() { DataSet = DataSet.Notices, ProducerRegion = Chongqing, AfterSequence = after };

    private static List<Record> Some(int first, int count) => [.. Enumerable.Range(first, count).Select(i => Feeds.Notice($"测{i:D5}"))];

    /// <summary>One who follows, and notes what comes.</summary>
    private sealed class Watching : IDisposable
    {
        private readonly AsyncServerStreamingCall<WatchChangesResponse> _call;

        public Watching(RecordSharingService.RecordSharingServiceClient client, long after) => _call = client.WatchChanges(Request(after));

        public List<long> Sequences { get; } = [];

        /// <summary>Reads until a version with this number has come.</summary>
        public async Task UntilAsync(long sequence)
        {
            while (sequence > 0 && (Sequences.Count == 0 || Sequences[^1] < sequence))
            {
                Assert.True(await _call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience), "The stream has ended.");
                Sequences.AddRange(_call.ResponseStream.Current.Records.Select(record => record.Sequence));
            }
        }

        public void Dispose() => _call.Dispose();
    }
}

public sealed class FeedWatchTestsOnSqlite() : FeedWatchTests(StoreOptions.Sqlite);

public sealed class FeedWatchTestsOnPostgreSql() : FeedWatchTests(StoreOptions.PostgreSql);
