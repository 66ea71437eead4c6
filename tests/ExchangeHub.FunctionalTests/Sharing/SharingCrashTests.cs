using System.Net;
using System.Net.Sockets;
using ExchangeHub.Client.Sharing;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Storage;
using ExchangeHub.SampleRegion.Sharing;
using ExchangeHub.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Record = ExchangeHub.Contracts.Sharing.V1.Record;

namespace ExchangeHub.FunctionalTests.Sharing;

/// <summary>The real executable, killed in the midst of publications: what was answered is there once, and a copy that follows is what the feed is.</summary>
public abstract class SharingCrashTests(string store) : FunctionalTest(store)
{
    private const int Kills = 8;
    private const int Records = 4_000;
    private static readonly FeedName Feed = new(DataSet.Notices, "CN-CQ");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [SkippableFact]
    public async Task Hub_KilledWhileRecordsAreBeingPublished_KeepsEachOnceAndTheCopyIsTheFeed()
    {
        await using var setup = await CreateSetupAsync();
        setup.Options = setup.Options with { Listen = [$"127.0.0.1:{FreePort()}"] };
        var address = new Uri($"https://{setup.Options.Listen[0]}");
        using var publisherChannel = setup.Connect(address, setup.ChongqingCertificate);
        using var readerChannel = setup.Connect(address);
        await using var kept = SqliteRecordCopy.Open(setup.FileName("copy.db"));
        var copy = new RecordCopy(Feed, kept, readerChannel.Invoker, new RecordCopyOptions { LongestPause = TimeSpan.FromMilliseconds(500) }, TimeProvider.System, NullLogger<RecordCopy>.Instance);
        using var ended = new CancellationTokenSource();

        var hub = await HubProcess.StartAsync(setup);
        var copying = copy.RunAsync(ended.Token);
        var published = 0;
        var publishing = new RecordPublisher(publisherChannel.Invoker, new RecordPublisherOptions { OperatorName = "测试甲", Attempts = 200, Pause = TimeSpan.FromMilliseconds(50) }, TimeProvider.System)
            .PublishAsync(DataSet.Notices, Counted());
        for (var kill = 1; kill <= Kills; kill++)
        {
            await UntilAsync(() => publishing.IsCompleted || Volatile.Read(ref published) >= kill * Records / (Kills + 1));
            if (publishing.IsFaulted)
                await publishing;
            await hub.KillAsync();
            await hub.DisposeAsync();
            hub = await HubProcess.StartAsync(setup);
        }
        await using var last = hub;
        var head = await publishing.WaitAsync(Patience);
        await copy.WaitAsync(Records, CancellationToken.None).WaitAsync(Patience);
        await ended.CancelAsync();
        await Task.WhenAny(copying);

        Assert.Equal(Records, head!.Sequence);
        await using var services = setup.Database.Services();
        await using var context = await services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();
        Assert.Equal(Enumerable.Range(1, Records).Select(i => (long)i), await context.Records.OrderBy(record => record.Sequence).Select(record => record.Sequence).ToListAsync());
        Assert.Equal(Records, await context.Records.Select(record => record.Key).Distinct().CountAsync());
        var copied = await kept.RecordsAsync(Feed, CancellationToken.None);
        Assert.Equal(await context.Records.OrderBy(record => record.Sequence).Select(record => record.Id).ToListAsync(), copied.OrderBy(record => record.Sequence).Select(record => Guid.Parse(record.RecordId)));

        // Small batches, as they are made of what there is when one is sent.
        async IAsyncEnumerable<Record> Counted()
        {
            for (var i = 0; i < Records; i++)
            {
                Volatile.Write(ref published, i);
                yield return Feeds.Notice($"测{i:D5}", title: new string('长', 200));
                await Task.Yield();
            }
        }
    }

    /// <summary>The publisher moves on as the hub answers.</summary>
    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
        {
            await Task.Yield();
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

public sealed class SharingCrashTestsOnSqlite() : SharingCrashTests(StoreOptions.Sqlite);

public sealed class SharingCrashTestsOnPostgreSql() : SharingCrashTests(StoreOptions.PostgreSql);
