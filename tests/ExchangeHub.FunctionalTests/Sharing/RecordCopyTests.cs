using ExchangeHub.Client.Sharing;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Reconciliation;
using ExchangeHub.SampleRegion.Sharing;
using ExchangeHub.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Record = ExchangeHub.Contracts.Sharing.V1.Record;

namespace ExchangeHub.FunctionalTests.Sharing;

/// <summary>A region's copy of a feed: whatever happens to it, in the end it is what the feed is.</summary>
public abstract class RecordCopyTests(string store) : SharingTest(store)
{
    private const int KillPoints = 14;
    private static readonly FeedName Feed = new(DataSet.Notices, Chongqing);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public async Task Copy_KilledAtEveryWrite_IsTheFeed()
    {
        await PublishAsync(0);
        await using var kept = SqliteRecordCopy.Open(Hub.FileName("copy.db"));
        for (var point = 1; point <= KillPoints; point++)
        {
            // Before the write in one round, after it in the next.
            await RunUntilKilledAsync(new DyingStore(kept, (point + 1) / 2, diesAfter: point % 2 == 0), point);
        }

        await using var run = await RunningAsync(kept);
        await run.Copy.WaitAsync((await SequenceAsync()), CancellationToken.None).WaitAsync(Patience);

        await AssertIsFeedAsync(kept);
    }

    [SkippableFact]
    public async Task Copy_Lost_TakesTheSnapshotAndGoesOn()
    {
        await PublishAsync(0);
        await PublishAsync(1);
        await using var kept = SqliteRecordCopy.Open(Hub.FileName("copy.db"));

        await using var run = await RunningAsync(kept);
        await run.Copy.WaitAsync(await SequenceAsync(), CancellationToken.None).WaitAsync(Patience);
        await PublishAsync(2);
        await run.Copy.WaitAsync(await SequenceAsync(), CancellationToken.None).WaitAsync(Patience);

        await AssertIsFeedAsync(kept);
    }

    [SkippableFact]
    public async Task Copy_Altered_IsFoundAndTakenAnew()
    {
        await PublishAsync(0);
        await using var kept = SqliteRecordCopy.Open(Hub.FileName("copy.db"));
        await using (var first = await RunningAsync(kept))
            await first.Copy.WaitAsync(await SequenceAsync(), CancellationToken.None).WaitAsync(Patience);
        // As if a version had been lost: the copy says that it has everything, and has not.
        await using (var build = await kept.BeginAsync(Feed, CancellationToken.None))
        {
            await build.AddAsync([.. (await kept.RecordsAsync(Feed, CancellationToken.None)).Skip(1)], CancellationToken.None);
            await build.CompleteAsync(await SequenceAsync(), CancellationToken.None);
        }

        await using var run = await RunningAsync(kept);
        await run.Copy.WaitAsync(await SequenceAsync(), CancellationToken.None).WaitAsync(Patience);

        await AssertIsFeedAsync(kept);
    }

    [SkippableFact]
    public async Task Copy_OfAFeedThatWentBack_IsTakenAnew()
    {
        await PublishAsync(0);
        await using var kept = SqliteRecordCopy.Open(Hub.FileName("copy.db"));
        await kept.ApplyAsync(Feed, [], 1_000, CancellationToken.None); // As after a hub was restored from an old backup.

        await using var run = await RunningAsync(kept);
        await run.Copy.WaitAsync(await SequenceAsync(), CancellationToken.None).WaitAsync(Patience);

        await AssertIsFeedAsync(kept);
    }

    [SkippableFact]
    public async Task Copy_AsOfADay_SaysWhatTheHubSays()
    {
        await PublishAsync(0);
        await using var kept = SqliteRecordCopy.Open(Hub.FileName("copy.db"));
        await using var run = await RunningAsync(kept);
        await run.Copy.WaitAsync(await SequenceAsync(), CancellationToken.None).WaitAsync(Patience);

        var here = await kept.FindAsync(Feed, "测0-1", new DateOnly(2030, 1, 1), CancellationToken.None);
        var there = await Reader.GetRecordAsync(new GetRecordRequest { DataSet = DataSet.Notices, ProducerRegion = Chongqing, Key = "测0-1", AsOfDate = new() { Year = 2030, Month = 1, Day = 1 } });

        Assert.Equal(there.Record, here);
        Assert.Null(await kept.FindAsync(Feed, "测0-2", new DateOnly(2030, 1, 1), CancellationToken.None));
    }

    [SkippableFact]
    public async Task Copy_WhatIsInEffectIsCorrectedToALaterDay_WhatWasBeforeItHoldsUntilThen()
    {
        var changed = Feeds.Notice("测", 2, "改");
        changed.EffectiveDate = new() { Year = 2026, Month = 3, Day = 1 };
        await Producer.PublishAsync(DataSet.Notices, [Feeds.Notice("测"), changed]);
        await using var kept = SqliteRecordCopy.Open(Hub.FileName("copy.db"));
        await using var run = await RunningAsync(kept);
        await run.Copy.WaitAsync(await SequenceAsync(), CancellationToken.None).WaitAsync(Patience);
        Assert.Single(await kept.RecordsAsync(Feed, CancellationToken.None)); // The first ended before the snapshot.

        await Producer.PublishAsync(DataSet.Notices, [changed.Correct(3, 2, "生效日期有误", new DateOnly(2031, 1, 1))]);
        await run.Copy.WaitAsync(await SequenceAsync(), CancellationToken.None).WaitAsync(Patience);

        Assert.Equal((1, 3), ((await kept.FindAsync(Feed, "测", new DateOnly(2030, 1, 1), CancellationToken.None))?.Version, (await kept.FindAsync(Feed, "测", new DateOnly(2031, 1, 1), CancellationToken.None))?.Version));
        await AssertIsFeedAsync(kept);
    }

    /// <summary>Five records; of these one is changed, one deleted, one corrected.</summary>
    private async Task PublishAsync(int round)
    {
        var records = Enumerable.Range(0, 5).Select(i => Feeds.Notice($"测{round}-{i}")).ToList();
        await Producer.PublishAsync(DataSet.Notices,
            records,
            [Feeds.Notice(records[1].Key, 2, "改"), records[2].Delete(2, new DateOnly(2026, 2, 1)), records[3].Correct(2, 1, "更正", new DateOnly(2026, 1, 1))]);
    }

    private async Task<long> SequenceAsync()
    {
        await using var database = await Hub.DatabaseAsync();
        return await database.Feeds.Where(feed => feed.DataSet == DataSet.Notices).Select(feed => feed.Sequence).SingleAsync();
    }

    /// <summary>Count and sums are the feed's, and every version that the copy has is the hub's.</summary>
    private async Task AssertIsFeedAsync(SqliteRecordCopy kept)
    {
        var head = (await Reader.ListDataSetsAsync(new ListDataSetsRequest())).DataSets.Single(set => set.DataSet == DataSet.Notices).Feeds.Single();
        var copied = await kept.RecordsAsync(Feed, CancellationToken.None);
        var live = copied.GroupBy(record => record.Key).Select(versions => versions.MaxBy(record => record.Version)!).Aggregate(default(RangeFingerprint), (sum, record) => sum + LiveRecords.Of(record));
        Assert.Equal(LiveRecords.Of(head), live);
        var (snapshot, _) = await Reader.SnapshotAsync(new ReadSnapshotRequest { DataSet = DataSet.Notices, ProducerRegion = Chongqing });
        Assert.Empty(snapshot.Except(copied));
    }

    private Task<Run> RunningAsync(IRecordCopyStore kept)
    {
        var ended = new CancellationTokenSource();
        var copy = new RecordCopy(Feed, kept, ChannelOf(Hub.SichuanCertificate!).Invoker, new RecordCopyOptions { FirstPause = TimeSpan.FromMilliseconds(20), LongestPause = TimeSpan.FromMilliseconds(100) }, TimeProvider.System, NullLogger<RecordCopy>.Instance);
        return Task.FromResult(new Run(copy, copy.RunAsync(ended.Token), ended));
    }

    /// <summary>Publishes until the copy has died: several changes may come in one message, so nobody knows how many it takes.</summary>
    private async Task RunUntilKilledAsync(DyingStore kept, int round)
    {
        using var patience = new CancellationTokenSource(Patience);
        await using var run = await RunningAsync(kept);
        for (var i = 1; !run.Running.IsCompleted; i++)
        {
            patience.Token.ThrowIfCancellationRequested();
            await PublishAsync(1_000 * round + i);
        }
        await Assert.ThrowsAsync<DyingStore.KilledException>(() => run.Running);
    }

    private sealed record Run(RecordCopy Copy, Task Running, CancellationTokenSource Ended) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Ended.CancelAsync();
            await Task.WhenAny(Running);
            Ended.Dispose();
        }
    }

    /// <summary>Ends the process, as it were, at a write: before it or after it.</summary>
    private sealed class DyingStore(IRecordCopyStore kept, int deathAt, bool diesAfter) : IRecordCopyStore
    {
        private int _writes;

        public Task<long?> SequenceAsync(FeedName feed, CancellationToken cancellationToken) => kept.SequenceAsync(feed, cancellationToken);

        public Task<RangeFingerprint> ApplyAsync(FeedName feed, IReadOnlyList<Record> records, long sequence, CancellationToken cancellationToken)
            => WriteAsync(() => kept.ApplyAsync(feed, records, sequence, cancellationToken));

        public async Task<IRecordCopyBuild> BeginAsync(FeedName feed, CancellationToken cancellationToken) => new DyingBuild(this, await kept.BeginAsync(feed, cancellationToken));

        private async Task<T> WriteAsync<T>(Func<Task<T>> write)
        {
            var dies = ++_writes >= deathAt;
            if (dies && !diesAfter)
                throw new KilledException();
            var result = await write();
            return dies ? throw new KilledException() : result;
        }

        public sealed class KilledException : Exception;

        private sealed class DyingBuild(DyingStore store, IRecordCopyBuild build) : IRecordCopyBuild
        {
            public Task AddAsync(IReadOnlyList<Record> records, CancellationToken cancellationToken) => store.WriteAsync(() => Done(build.AddAsync(records, cancellationToken)));

            public Task<RangeFingerprint> SumAsync(CancellationToken cancellationToken) => build.SumAsync(cancellationToken);

            public Task CompleteAsync(long sequence, CancellationToken cancellationToken) => store.WriteAsync(() => Done(build.CompleteAsync(sequence, cancellationToken)));

            public ValueTask DisposeAsync() => build.DisposeAsync();

            private static async Task<bool> Done(Task task)
            {
                await task;
                return true;
            }
        }
    }
}

public sealed class RecordCopyTestsOnSqlite() : RecordCopyTests(StoreOptions.Sqlite);

public sealed class RecordCopyTestsOnPostgreSql() : RecordCopyTests(StoreOptions.PostgreSql);
