using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.FunctionalTests.Reconciliation;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Reconciliation;
using ExchangeHub.Hub.Reconciliation.Alerts;
using ExchangeHub.Hub.Reconciliation.Digests;
using ExchangeHub.Hub.Reconciliation.Feeds;
using ExchangeHub.Hub.Sharing;
using ExchangeHub.Reconciliation;
using ExchangeHub.TestKit;
using Grpc.Health.V1;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace ExchangeHub.FunctionalTests.Sharing;

/// <summary>Feeds that are read again: what a hand in the database has done is found, told of, and healed when it is mended.</summary>
public abstract class FeedCheckTests(string store) : SharingTest(store)
{
    private const string Notices = "DATA_SET_NOTICES/CN-CQ", WatchList = "DATA_SET_WATCH_LIST/CN-CQ";
    private const int Corrupt = 1983, Clean = 1984, HealthCheckEnd = 103, PayloadUnreadable = 1902;

    /// <summary>More than one page of versions.</summary>
    private const int Many = 250;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Hub.Log.Allow(Corrupt, HealthCheckEnd, PayloadUnreadable); // The health check's is the library's.
    }

    [SkippableFact]
    public async Task Feeds_AsTheyWerePublished_AreClean()
    {
        Assert.Equal(FeedResult.Nothing, await CheckAsync());
        using var heard = new Measurements(Hub.Services);
        await PublishAsync();

        Assert.Equal(new FeedResult(2, Many + 5, 0, 0, 0), await CheckAsync());

        Assert.Empty(await DifferencesAsync());
        Assert.Empty(await AlertsAsync());
        Assert.Equal(ServingStatus.Serving, await HealthAsync());
        Assert.Contains(Hub.Log.Lines, line => line.Event.Id == Clean && line.Text.Contains($"2 feeds of {Many + 5} versions", StringComparison.Ordinal));
        Assert.Equal(
            [$"feed={Notices},participant=cq-back-office,result=HEALTHY", $"feed={WatchList},participant=cq-back-office,result=HEALTHY"],
            heard.Of("exchangehub.reconciliation.feeds").Select(read => read.Tags).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task Version_AlteredAndRestored_IsADifferenceUntilItIsReadAgain()
    {
        await PublishAsync();
        using var heard = new Measurements(Hub.Services);
        var intact = await RecordAsync(DataSet.Notices, 120);
        await AlterAsync(intact, [.. intact.Statement[..^1], (byte)(intact.Statement[^1] ^ 1)]);

        Assert.Equal(new FeedResult(2, Many + 5, 1, 1, 0), await CheckAsync());

        var difference = Assert.Single(await DifferencesAsync());
        Assert.Equal(
            (DifferenceKind.ContentCorrupt, DifferenceState.Open, DifferenceSeverity.Major, "cq-back-office", intact.Id, Notices),
            (difference.Kind, difference.State, difference.Severity, difference.ParticipantId, difference.RowId, difference.Method));
        Assert.Equal([(DifferenceEventKind.Found, "VERSION_UNREADABLE 120")], await EventsAsync(difference));
        var alert = Assert.Single(await AlertsAsync());
        Assert.Equal((AlertKind.FeedCorrupt, $"cq-back-office/{difference.FirstRunId}", 1L), (alert.Kind, alert.Subject, alert.Count));
        Assert.Equal(ServingStatus.NotServing, await HealthAsync());
        Assert.Contains($"{Notices} is not what was published: VERSION_UNREADABLE 120", (await Hub.Log.First(Corrupt)).Text, StringComparison.Ordinal);
        Assert.Contains($"feed={Notices},participant=cq-back-office,result=CORRUPT", heard.Of("exchangehub.reconciliation.feeds").Select(read => read.Tags));

        // It is nothing of attachments or of ledgers.
        Assert.Equal(DigestResult.Nothing, await Get<DigestCheck>().AgainAsync(CancellationToken.None));
        var run = new RunEntry { Id = Guid.CreateVersion7(), ParticipantId = "cq-back-office", Kind = ReconciliationRunKind.Manual, QueueTime = DateTimeOffset.UnixEpoch };
        await Get<DifferenceBook>().HealAsync(run, new IdRange(Guid.Empty, Guid.AllBitsSet), [], CancellationToken.None);
        Assert.Equal(new FeedResult(2, Many + 5, 1, 0, 0), await CheckAsync());
        difference = Assert.Single(await DifferencesAsync());
        Assert.Equal((DifferenceState.Open, 2), (difference.State, difference.SeenCount));

        await AlterAsync(intact, intact.Statement);
        Assert.Equal(new FeedResult(2, Many + 5, 0, 0, 1), await CheckAsync());

        difference = Assert.Single(await DifferencesAsync());
        Assert.Equal((DifferenceState.Resolved, true), (difference.State, difference.CloseTime is not null));
        Assert.Equal([DifferenceEventKind.Found, DifferenceEventKind.Healed], (await EventsAsync(difference)).Select(e => e.Kind));
        Assert.Empty(await AlertsAsync());
        Assert.Equal(ServingStatus.Serving, await HealthAsync());

        await AlterAsync(intact, []);
        Assert.Equal(new FeedResult(2, Many + 5, 1, 1, 0), await CheckAsync());
        Assert.Equal(DifferenceEventKind.Reopened, (await EventsAsync(Assert.Single(await DifferencesAsync())))[^1].Kind);
    }

    [SkippableFact]
    public async Task Version_Encrypted_AlteredOrPutInAnothersPlace_IsFound()
    {
        await PublishAsync();
        var (one, other) = (await RecordAsync(DataSet.WatchList, 1), await RecordAsync(DataSet.WatchList, 2));
        await AlterAsync(one, [.. one.Statement[..^1], (byte)(one.Statement[^1] ^ 1)]);
        await AlterAsync(other, one.Statement);

        Assert.Equal(new FeedResult(2, Many + 5, 1, 2, 0), await CheckAsync());

        Assert.Equal(new[] { (one.Id, "VERSION_UNREADABLE 1"), (other.Id, "VERSION_UNREADABLE 2") }.Order(), (await SaidAsync()).Order());
    }

    [SkippableFact]
    public async Task Row_SaysAnotherVersionThanItsStatement_IsFound()
    {
        await PublishAsync();
        var altered = await RecordAsync(DataSet.Notices, 7);
        await using (var context = await Hub.DatabaseAsync())
            await context.Records.Where(record => record.Id == altered.Id).ExecuteUpdateAsync(set => set.SetProperty(record => record.EffectiveDate, new DateOnly(2020, 1, 1)));

        Assert.Equal(new FeedResult(2, Many + 5, 1, 1, 0), await CheckAsync());

        Assert.Equal([(altered.Id, "VERSION_DIFFERS 7")], await SaidAsync());
    }

    [SkippableFact]
    public async Task Versions_Deleted_AreGapsAndAnotherSum()
    {
        await PublishAsync();
        // Each is the only one of its key; the last has the feed's number.
        await using (var context = await Hub.DatabaseAsync())
            Assert.Equal(4, await context.Records.Where(record => record.DataSet == DataSet.Notices && (record.Sequence == 1 || record.Sequence == 20 || record.Sequence == 21 || record.Sequence == Many + 3)).ExecuteDeleteAsync());

        Assert.Equal(new FeedResult(2, Many + 1, 1, 4, 0), await CheckAsync());

        var found = await DifferencesAsync();
        Assert.Equal(3, found.Count(difference => difference.Kind == DifferenceKind.SequenceGap));
        Assert.All(found, difference => Assert.Equal(Notices, difference.Method));
        var said = (await SaidAsync()).Select(item => item.Text).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(["NUMBERS_MISSING 1-1", "NUMBERS_MISSING 20-21", $"NUMBERS_MISSING {Many + 3}-{Many + 3}"], said[..3]);
        Assert.StartsWith($"SUMS {Many + 1}:", said[3], StringComparison.Ordinal);
        Assert.Equal(new FeedResult(2, Many + 1, 1, 0, 0), await CheckAsync()); // The same ones.
        Assert.Equal(4, Assert.Single(await AlertsAsync()).Count);
    }

    [SkippableFact]
    public async Task Sums_OfAFeedAltered_AreFound_AndHealedWhenTheyAreRight()
    {
        await PublishAsync();
        await AddToSumAsync(1);

        Assert.Equal(new FeedResult(2, Many + 5, 1, 1, 0), await CheckAsync());

        var feed = (await Get<RecordStore>().FeedAsync(DataSet.Notices, Chongqing, CancellationToken.None))!;
        Assert.Equal($"SUMS {Many + 1}:{feed.LiveSum0}:{feed.LiveSum1}:{feed.LiveSum2}:{feed.LiveSum3} {Many + 1}:{feed.LiveSum0}:{feed.LiveSum1}:{feed.LiveSum2 - 1}:{feed.LiveSum3}", Assert.Single(await SaidAsync()).Text);
        await AddToSumAsync(-1);
        Assert.Equal(new FeedResult(2, Many + 5, 0, 0, 1), await CheckAsync());
    }

    [SkippableFact]
    public async Task Feed_WhoseRowIsDeleted_IsFound()
    {
        await PublishAsync();
        await using (var context = await Hub.DatabaseAsync())
            await context.Feeds.Where(feed => feed.DataSet == DataSet.Notices).ExecuteDeleteAsync();

        Assert.Equal(new FeedResult(2, 2, 1, 1, 0), await CheckAsync());

        Assert.Equal("FEED_MISSING", Assert.Single(await SaidAsync()).Text);
    }

    [SkippableFact]
    public async Task Check_BesideAPublication_SeesAFeedThatAgrees()
    {
        await PublishAsync();
        var producer = Producer;
        using var ended = new CancellationTokenSource();
        var publishing = Task.Run(async () =>
        {
            for (var i = 0; !ended.IsCancellationRequested; i++)
                await producer.PublishAsync(DataSet.Notices, [Feeds.Notice("测0000", i + 2, $"第{i}次"), Feeds.Notice($"新{i}")]);
        });

        for (var i = 0; i < 5; i++)
            Assert.Equal((2, 0), await CheckAsync() is var result ? (result.Feeds, result.Corrupt) : default);

        await ended.CancelAsync();
        await publishing;
    }

    [SkippableFact]
    public async Task Check_WithMoreFaultsThanItNames_ClosesNone()
    {
        await Producer.PublishAsync(DataSet.Notices, [.. Enumerable.Range(0, 2).Select(batch => Enumerable.Range(0, 600).Select(i => Feeds.Notice($"测{batch}{i:D3}")))]);
        await using var context = await Hub.DatabaseAsync();
        await AlterAsync(await RecordAsync(DataSet.Notices, 1_200), []);
        Assert.Equal(1, (await CheckAsync()).NewFindings);

        await context.Records.ExecuteUpdateAsync(set => set.SetProperty(record => record.Statement, Array.Empty<byte>()));
        Assert.Equal((FeedReading.MaxFindings, 0), await CheckAsync() is var result ? (result.NewFindings, result.Healed) : default);
    }

    [SkippableFact]
    public async Task Check_WhileAnotherHubHasTheLease_WaitsUntilItEnds()
    {
        await PublishAsync();
        var end = Clock.GetUtcNow().AddSeconds(2);
        await using (var context = await Hub.DatabaseAsync())
        {
            context.ReconciliationLeases.Add(new ReconciliationLease { Name = "record feeds", Owner = Guid.NewGuid(), EndTime = end });
            await context.SaveChangesAsync();
        }

        var result = await CheckAsync();

        Assert.True(Clock.GetUtcNow() >= end);
        Assert.Equal(2, result.Feeds);
    }

    protected override HubOptions Change(TestHub hub, HubOptions options) => options with { Reconciliation = options.Reconciliation with { LeaseSeconds = 1 } };

    /// <summary>Notices, one of them with a second version, one deleted; and a little of what is encrypted.</summary>
    private async Task PublishAsync()
    {
        await Producer.PublishAsync(DataSet.Notices, [.. Enumerable.Range(0, Many + 1).Select(i => Feeds.Notice($"测{i:D4}"))]);
        await Producer.PublishAsync(DataSet.Notices, [Feeds.Notice("测0001").Delete(2, new DateOnly(2026, 3, 1)), Feeds.Notice("测末")]);
        await Producer.PublishAsync(DataSet.WatchList, [Feeds.WatchEntry("519999001001"), Feeds.WatchEntry("519999001002")]);
    }

    private Task<FeedResult> CheckAsync() => Get<FeedCheck>().RunAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));

    private T Get<T>()
        where T : notnull
        => Hub.Services.GetRequiredService<T>();

    private async Task<RecordEntry> RecordAsync(DataSet set, long sequence)
    {
        await using var context = await Hub.DatabaseAsync();
        return await context.Records.AsNoTracking().SingleAsync(record => record.DataSet == set && record.Sequence == sequence);
    }

    private async Task AlterAsync(RecordEntry entry, byte[] statement)
    {
        await using var context = await Hub.DatabaseAsync();
        Assert.Equal(1, await context.Records.Where(record => record.Id == entry.Id).ExecuteUpdateAsync(set => set.SetProperty(record => record.Statement, statement)));
    }

    private async Task AddToSumAsync(long value)
    {
        await using var context = await Hub.DatabaseAsync();
        Assert.Equal(1, await context.Feeds.Where(feed => feed.DataSet == DataSet.Notices).ExecuteUpdateAsync(set => set.SetProperty(feed => feed.LiveSum2, feed => feed.LiveSum2 + value)));
    }

    private async Task<List<DifferenceEntry>> DifferencesAsync()
    {
        await using var context = await Hub.DatabaseAsync();
        return await context.Differences.AsNoTracking().OrderBy(difference => difference.Id).ToListAsync();
    }

    private async Task<List<(DifferenceEventKind Kind, string Text)>> EventsAsync(DifferenceEntry difference)
    {
        await using var context = await Hub.DatabaseAsync();
        var events = await context.DifferenceEvents.AsNoTracking().Where(e => e.DifferenceId == difference.Id).OrderBy(e => e.Id).ToListAsync();
        return events.ConvertAll(e => (e.Kind, e.Text));
    }

    /// <summary>What is said of each difference.</summary>
    private async Task<List<(Guid RowId, string Text)>> SaidAsync()
    {
        var said = new List<(Guid, string)>();
        foreach (var difference in await DifferencesAsync())
            said.Add((difference.RowId, Assert.Single(await EventsAsync(difference)).Text));
        return said;
    }

    private Task<List<Alert>> AlertsAsync() => Get<AlertFinder>().FindAsync(CancellationToken.None);

    private async Task<ServingStatus> HealthAsync()
        => (await new Health.HealthClient(ChannelOf(Hub.Office).Invoker).CheckAsync(new HealthCheckRequest { Service = ReconciliationHealthCheck.Name })).Status;
}

public sealed class FeedCheckTestsOnSqlite() : FeedCheckTests(StoreOptions.Sqlite);

public sealed class FeedCheckTestsOnPostgreSql() : FeedCheckTests(StoreOptions.PostgreSql);
