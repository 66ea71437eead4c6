using System.Security.Cryptography;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Sharing;
using ExchangeHub.Reconciliation;
using ExchangeHub.TestKit.Storage;
using Microsoft.EntityFrameworkCore;
using static ExchangeHub.Storage.Compliance.FeedStoreHub;
using Record = ExchangeHub.Contracts.Sharing.V1.Record;

namespace ExchangeHub.Storage.Compliance;

/// <summary>Feeds on a store: numbers without a gap, batches whole or not at all, and pages that have each version once.</summary>
/// <param name="provider">The store, as the configuration names it.</param>
/// <param name="isShared">Whether several hubs share it; otherwise one does what two would.</param>
public abstract class FeedStoreCompliance(string provider, bool isShared = true) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("exchangehub-test-").FullName;
    private TestDatabase _database = null!;

    private FeedStoreHub Hub { get; set; } = null!;

    private FeedStoreHub Second { get; set; } = null!;

    public async Task InitializeAsync()
    {
        Skip.If(TestDatabase.Missing(provider) is not null, TestDatabase.Missing(provider));
        await File.WriteAllTextAsync(Path.Combine(_folder, "payload.key"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        _database = await TestDatabase.CreateAsync(provider);
        Hub = NewHub();
        Second = isShared ? NewHub() : Hub;
    }

    public async Task DisposeAsync()
    {
        if (Second is not null && isShared)
            await Second.DisposeAsync();
        if (Hub is not null)
            await Hub.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [SkippableFact]
    public async Task Publish_Batches_AreNumberedSummedAndInTheLedger()
    {
        var first = await Hub.PublishAsync(DataSet.Notices, [Notice("测1"), Notice("测2")]);
        var second = await Hub.PublishAsync(DataSet.Notices, [Notice("测1", 2), Deletion("测2", 2), Notice("测3")]);
        await Hub.PublishAsync(DataSet.Notices, [Notice("测1")], region: "CN-SC");

        Assert.Equal((2, 2UL, 5, 2UL), (first.Head.Sequence, first.Head.Live.Count, second.Head.Sequence, second.Head.Live.Count));
        Assert.Equal([(1, "测1", 1), (2, "测2", 1), (3, "测1", 2), (4, "测2", 2), (5, "测3", 1)], (await AfterAsync(0, 5)).Select(record => (record.Sequence, record.Key, record.Version)));
        await AssertAgreesAsync(DataSet.Notices);
        await using var context = await Hub.ContextAsync();
        Assert.Equal(3, await context.LedgerEntries.CountAsync(entry => entry.Method == "/test/Publish"));
        Assert.Equal([("CN-CQ", 5L), ("CN-SC", 1L)], (await Hub.Store.FeedsAsync(CancellationToken.None)).Select(feed => (feed.ProducerRegion, feed.Sequence)));
    }

    [SkippableFact]
    public async Task Publish_BatchThatIsRefusedAtItsEnd_LeavesNothing()
    {
        await Hub.PublishAsync(DataSet.Notices, [Notice("测1")]);

        var error = await Assert.ThrowsAsync<HubException>(() => Hub.PublishAsync(DataSet.Notices, [Notice("测1", 2), Notice("测2"), Notice("测3", 2)]));

        Assert.Equal(ErrorCatalogue.RecordVersionGap, error.Kind);
        await AssertAgreesAsync(DataSet.Notices);
        await using var context = await Hub.ContextAsync();
        Assert.Equal((1, 1), (await context.Records.CountAsync(), await context.LedgerEntries.CountAsync()));
        Assert.True((await context.Records.SingleAsync()).IsHighest);
    }

    [SkippableFact]
    public async Task Publish_TheSameAgain_IsRepeatedAndOtherContentIsRefused()
    {
        Record[] batch = [Notice("测1"), Notice("测1", 2, "改"), Notice("测2")];
        await Hub.PublishAsync(DataSet.Notices, batch);

        var again = await Hub.PublishAsync(DataSet.Notices, [.. batch, Notice("测3")]);
        var error = await Assert.ThrowsAsync<HubException>(() => Hub.PublishAsync(DataSet.Notices, [Notice("测1", 1, "另一内容")]));

        Assert.Equal((3, 4), (again.RepeatedCount, again.Head.Sequence));
        Assert.Equal(ErrorCatalogue.RecordVersionTaken, error.Kind);
        await AssertAgreesAsync(DataSet.Notices);
    }

    /// <summary>Of the first batch of a feed, too: two hubs then both find that there is no feed.</summary>
    [SkippableFact]
    public async Task Publish_TwoHubsSideBySide_NumbersHaveNoGapAndWhoReadsSeesAllBelowTheHead()
    {
        const int Writers = 6, Batches = 15, Size = 4;
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var batch = 0; batch < Batches; batch++)
                await (writer % 2 == 0 ? Hub : Second).PublishAsync(DataSet.Notices, Enumerable.Range(0, Size).Select(i => Notice($"测{writer}-{batch}-{i}")));
        })));

        while (!writing.IsCompleted)
        {
            var head = (await Hub.Store.FeedAsync(DataSet.Notices, Chongqing, CancellationToken.None))?.Sequence ?? 0;
            Assert.Equal(0, head % Size);
            Assert.Equal(Numbers(1, (int)head), (await AfterAsync(0, head)).Select(record => record.Sequence));
        }
        await writing;

        Assert.Equal(Numbers(1, Writers * Batches * Size), (await AfterAsync(0, Writers * Batches * Size)).Select(record => record.Sequence));
        await AssertAgreesAsync(DataSet.Notices);
    }

    /// <summary>The versions of one key, by two hubs: each number is given once, and who comes second is told.</summary>
    [SkippableFact]
    public async Task Publish_OneVersionByTwoHubsAtOnce_IsThereOnce()
    {
        for (var version = 1; version <= 10; version++)
        {
            var ends = await Task.WhenAll(new[] { Hub, Second }.Select((hub, i) => Xunit.Record.ExceptionAsync(() => hub.PublishAsync(DataSet.Notices, [Notice("测1", version, $"第{i}台")]))));

            Assert.Single(ends, end => end is null);
            Assert.Equal(ErrorCatalogue.RecordVersionTaken, Assert.Single(ends.OfType<HubException>()).Kind);
        }
        Assert.Equal(Numbers(1, 10), (await Hub.Store.VersionsAsync(DataSet.Notices, Chongqing, "测1", 0, null, 100, CancellationToken.None)).Select(record => (long)record.Version));
        await AssertAgreesAsync(DataSet.Notices);
    }

    [SkippableFact]
    public async Task Keys_OfMoreThanAPage_ComeOnceWholeAndInTheSameOrder()
    {
        string[] rare = ["川𠮷", "川\uFF21", "川a", "川A", "川 ", "川é", "川e\u0301", "川㐂"];
        var keys = Enumerable.Range(0, 1_990).Select(i => $"测{i:D4}").ToList();
        foreach (var some in keys.Concat(rare).Chunk(1_000))
            await Hub.PublishAsync(DataSet.Notices, some.Select(key => Notice(key)));
        await Hub.PublishAsync(DataSet.Notices, keys.Where((_, i) => i % 10 == 0).Select(key => Notice(key, 2)));

        var read = new List<List<RecordEntry>>();
        var page = new KeyPage(DataSet.Notices, Chongqing, "", 10_000);
        while (await Hub.Store.KeysAsync(page, CancellationToken.None) is { Count: > 0 } some)
        {
            read.AddRange(some);
            page = page with { AfterKey = some[^1][0].Key };
        }

        Assert.Equal(keys.Concat(rare).Order(StringComparer.Ordinal), read.Select(versions => versions[0].Key).Order(StringComparer.Ordinal));
        Assert.Equal(keys, read.Select(versions => versions[0].Key).Where(key => key[0] == '测'));
        Assert.All(read, versions => Assert.Equal(Enumerable.Range(1, versions.Count), versions.Select(version => version.Facts.Version)));
        Assert.Equal(199, read.Count(versions => versions.Count == 2));
        var begun = await Hub.Store.KeysAsync(new KeyPage(DataSet.Notices, Chongqing, "", 10_000, KeyPrefix: "川"), CancellationToken.None);
        Assert.Equal(rare.Order(StringComparer.Ordinal), begun.Select(versions => versions[0].Key).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task After_PagesAndEnds_AreAsAskedFor()
    {
        await Hub.PublishAsync(DataSet.Notices, Enumerable.Range(1, 25).Select(i => Notice($"测{i:D2}")));

        Assert.Equal(Numbers(6, 10), (await Hub.Store.AfterAsync(DataSet.Notices, Chongqing, 5, 25, 10, CancellationToken.None)).Select(record => record.Sequence));
        Assert.Equal(Numbers(21, 3), (await Hub.Store.AfterAsync(DataSet.Notices, Chongqing, 20, 23, 10, CancellationToken.None)).Select(record => record.Sequence));
        Assert.Empty(await AfterAsync(25, 25));
    }

    [SkippableTheory]
    [InlineData(DataSet.Notices)]
    [InlineData(DataSet.WatchList)] // Encrypted.
    public async Task After_AVersionThatWasAlteredOrIsGone_GivesThoseBeforeItAndIsRefusedThere(DataSet set)
    {
        await Hub.PublishAsync(set, Enumerable.Range(1, 9).Select(i => Notice($"测{i}", set: set)));
        await using (var context = await Hub.ContextAsync())
        {
            await context.Records.Where(record => record.Sequence == 4).ExecuteUpdateAsync(change => change.SetProperty(record => record.Statement, new byte[] { 1, 2, 3 }));
            await context.Records.Where(record => record.Sequence == 7 || record.Sequence == 9).ExecuteDeleteAsync();
        }

        Assert.Equal(Numbers(1, 3), (await ReadAsync(0)).Select(record => record.Sequence));
        Assert.Equal(Numbers(5, 2), (await ReadAsync(4)).Select(record => record.Sequence));
        Assert.Equal(Numbers(8, 1), (await ReadAsync(7)).Select(record => record.Sequence));
        foreach (var before in (int[])[3, 6, 8])
            Assert.Equal(ErrorCatalogue.StoredDataUnreadable, (await Assert.ThrowsAsync<HubException>(() => ReadAsync(before))).Kind);

        Task<List<Record>> ReadAsync(long sequence) => Hub.Store.AfterAsync(set, Chongqing, sequence, 9, 1_000, CancellationToken.None);
    }

    [SkippableFact]
    public async Task Versions_KnownAtATime_AreThoseRecordedUntilThen()
    {
        await Hub.PublishAsync(DataSet.Notices, [Notice("测1"), Notice("测1", 2, "改")]);
        await using var context = await Hub.ContextAsync();
        var early = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await context.Records.Where(record => record.Version == 1).ExecuteUpdateAsync(change => change.SetProperty(record => record.RecordTime, early));

        Assert.Equal([1], (await Hub.Store.VersionsAsync(DataSet.Notices, Chongqing, "测1", 0, early, 10, CancellationToken.None)).Select(record => record.Version));
        Assert.Empty(await Hub.Store.VersionsAsync(DataSet.Notices, Chongqing, "测1", 0, early.AddMicroseconds(-1), 10, CancellationToken.None));
        Assert.Equal([2], (await Hub.Store.VersionsAsync(DataSet.Notices, Chongqing, "测1", 1, null, 10, CancellationToken.None)).Select(record => record.Version));
    }

    private FeedStoreHub NewHub() => new(new HubOptions { Store = _database.Store, PayloadKeyFile = Path.Combine(_folder, "payload.key") });

    private static IEnumerable<long> Numbers(int first, int count) => Enumerable.Range(first, count).Select(i => (long)i);

    private Task<List<Record>> AfterAsync(long sequence, long last) => Hub.Store.AfterAsync(DataSet.Notices, Chongqing, sequence, last, 1_000, CancellationToken.None);

    /// <summary>Count and sums of a feed are those of its highest versions, and each key has one of them.</summary>
    private async Task AssertAgreesAsync(DataSet set)
    {
        await using var context = await Hub.ContextAsync();
        var records = await context.Records.AsNoTracking().Where(record => record.DataSet == set && record.ProducerRegion == Chongqing).ToListAsync();
        var highest = records.GroupBy(record => record.Key).Select(versions => versions.MaxBy(version => version.Version)!).ToList();
        var sum = highest.Aggregate(default(RangeFingerprint), (sum, record) => sum + RecordCodec.Live(record));
        var feed = (await Hub.Store.FeedAsync(set, Chongqing, CancellationToken.None))!;

        Assert.Equal(sum, new RangeFingerprint(feed.LiveCount, feed.LiveSum0, feed.LiveSum1, feed.LiveSum2, feed.LiveSum3));
        Assert.Equal(feed.Sequence, records.Max(record => record.Sequence));
        Assert.Equal(highest.Select(record => record.Id).Order(), records.Where(record => record.IsHighest).Select(record => record.Id).Order());
    }
}

public sealed class SqliteFeedStoreTests() : FeedStoreCompliance(StoreOptions.Sqlite, isShared: false);

public sealed class PostgreSqlFeedStoreTests() : FeedStoreCompliance(StoreOptions.PostgreSql);

public sealed class SqlServerFeedStoreTests() : FeedStoreCompliance(StoreOptions.SqlServer);
