using System.Reflection;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Attachments;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Deliveries;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Reconciliation;
using ExchangeHub.Hub.Reconciliation.Digests;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Reconciliation;
using ExchangeHub.Storage.Compliance;
using ExchangeHub.Storage.SqlServer.Check.FakeServer;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Sdk;
using Delivery = ExchangeHub.Hub.Deliveries.Delivery;

namespace ExchangeHub.Storage.SqlServer.Check;

/// <summary>
/// Runs what the compliance suite does to a store against a server that only takes notes. Its assertions fail, since no
/// answer is true; that is of no matter here, where only the commands count.
/// </summary>
internal static class ComplianceRun
{
    /// <summary>Enough for a connection that is never opened.</summary>
    public const string Nowhere = "Server=nowhere;Database=hub";

    /// <summary>For one test; they take milliseconds, unless one waits for an answer that never comes.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <summary>Registers the store as the hub does, but on <paramref name="server"/>.</summary>
    public static void AddStore(IServiceCollection services, FakeConnections server)
    {
        services.AddSqlServerStore(Nowhere);
        services.ConfigureDbContext<HubDbContext>(options => options.AddInterceptors(server));
    }

    /// <summary>Runs every test of the suite once for each answer, then what the suite leaves out.</summary>
    public static async Task RunAsync(CapturedCommands captured)
    {
        var tests = Tests().ToList();
        foreach (var answer in Enum.GetValues<FakeAnswer>())
        {
            foreach (var (method, arguments) in tests)
                await RunAsync(captured, answer, suite => Invoke(method, suite, arguments));
        }
        await RunTheRestAsync(captured);
        await RunAttachmentsAsync(captured);
        await RunCasesAsync(captured);
        await RunReconciliationAsync(captured);
    }

    /// <summary>What is done to rollups and for entries in doubt; each for itself too.</summary>
    private static async Task RunReconciliationAsync(CapturedCommands captured)
    {
        var all = new IdRange(Guid.Empty, Guid.AllBitsSet);
        var settlement = new Settlement(Guid.Empty, IsAnswered: true, [1]);
        Func<ParticipantLedgerHub, Task>[] uses =
        [
            hub => hub.Rollups.RunAsync(CancellationToken.None),
            hub => hub.Rollups.RecomputeAsync(all, CancellationToken.None),
            hub => hub.Of("").SumAsync([all], CancellationToken.None),
            hub => hub.Of("", [1]).SumAsync([all], CancellationToken.None),
            hub => hub.Settlements.InDoubtAsync("", all, 1, CancellationToken.None),
            hub => hub.Settlements.SettleAsync([settlement], CancellationToken.None),
        ];
        foreach (var use in uses)
        {
            foreach (var answer in Enum.GetValues<FakeAnswer>())
            {
                var server = new FakeConnections(captured) { Answer = answer };
                await using var hub = new ParticipantLedgerHub(services => AddStore(services, server));
                await IgnoreFailureAsync(() => use(hub));
                await server.Closed.CancelAsync();
            }
        }
    }

    /// <summary>What is done for cases and deliveries; each for itself too.</summary>
    private static async Task RunCasesAsync(CapturedCommands captured)
    {
        var (time, file) = (DateTimeOffset.UnixEpoch, CaseStoreHub.File("第1号"));
        var delivery = new Delivery { Id = file.Id, AddresseeRegion = "", MessageId = file.Id, CaseId = file.Id, CaseVersion = 1, EventKind = CaseEventKind.Submitted, AcceptTime = time, NextAttemptTime = time, GiveUpTime = time };
        var list = new ListCasesRequest
        {
            PageToken = "", States = { CaseState.Submitted }, Matters = { MatterCode.Other }, RequestingOffice = CaseStoreHub.Asking, RequestedOffice = CaseStoreHub.Asked, OverdueOnly = true,
            DueByDate = new Google.Type.Date { Year = 2026, Month = 7, Day = 1 },
        };
        var caller = new Caller(CaseStoreHub.BackOffice, [1]);
        var resend = new ResendDeliveriesRequest { RequestId = Guid.NewGuid().ToString(), DeliveryIds = { Guid.NewGuid().ToString() }, Reason = "测试" };
        Func<CaseStoreHub, Task>[] uses =
        [
            hub => hub.Writer.WriteAsync(new NewCase(file)),
            hub => hub.Writer.WriteAsync(new NextEvent(file.Id)),
            hub => hub.Writer.WriteAsync(new Acknowledged(delivery)),
            hub => hub.Writer.WriteAsync(new Postponed(delivery, time)),
            hub => hub.Deliveries.DueAsync("CN-CQ", [], time, 10, CancellationToken.None),
            hub => hub.Deliveries.DueAsync("CN-CQ", [file.Id, Guid.NewGuid()], time, 10, CancellationToken.None),
            hub => hub.Deliveries.ExpiredAsync("CN-CQ", true, time, 10, CancellationToken.None),
            hub => hub.Deliveries.BacklogAsync(CancellationToken.None),
            hub => hub.Deliveries.ListAsync(DeliveryState.Failed, "CN-CQ", Guid.Empty, 10, CancellationToken.None),
            hub => hub.Leases<DispatchLease>().TakeAsync("CN-CQ", CancellationToken.None),
            hub => hub.Leases<DispatchLease>().ReleaseAsync("CN-CQ", CancellationToken.None),
            hub => hub.List.ListAsync(CaseStoreHub.BackOffice, list, CancellationToken.None),
            hub => hub.Retention.RunAsync(CancellationToken.None),
            hub => Cases(hub).FindAsync(CaseStoreHub.BackOffice, file.Id, CancellationToken.None),
            hub => Cases(hub).DescribeAsync(file, CancellationToken.None),
            hub => Cases(hub).EventsAsync(file.Id, 0, 10, CancellationToken.None),
            hub => Cases(hub).EventsAsync(CaseStoreHub.BackOffice, Guid.Empty, 10, CancellationToken.None),
            hub => new DeliveryResender(Get<DatabaseWriter>(hub), null!, new ExchangeIds(TimeProvider.System), new DeliveryOptions(), TimeProvider.System)
                .ResendAsync(resend, "CN-CQ", new CaseCall("", caller, Guid.NewGuid(), [1], time), CancellationToken.None),
        ];
        foreach (var use in uses)
        {
            foreach (var answer in Enum.GetValues<FakeAnswer>())
            {
                var server = new FakeConnections(captured) { Answer = answer };
                await using var hub = new CaseStoreHub(services => AddStore(services, server));
                await IgnoreFailureAsync(() => use(hub));
                await server.Closed.CancelAsync();
            }
        }
    }

    private static CaseStore Cases(CaseStoreHub hub) => new(Get<IDbContextFactory<HubDbContext>>(hub), null!);

    private static T Get<T>(CaseStoreHub hub)
        where T : notnull
        => hub.Services.GetRequiredService<T>();

    /// <summary>What is done to attachments; each for itself, because a fake's answers make no sense together.</summary>
    private static async Task RunAttachmentsAsync(CapturedCommands captured)
    {
        var id = Guid.CreateVersion7();
        var attachment = new Attachment { Id = id, UploaderId = "", UploaderRegion = "", RequestId = "", OwnerOffice = "", MediaType = "", Size = 1, Sha256 = [1], Secret = [1], CreateTime = DateTimeOffset.UnixEpoch };
        Func<AttachmentStore, Task>[] uses =
        [
            store => store.FindAsync(id, CancellationToken.None),
            store => store.FindAsync("", "", CancellationToken.None),
            store => store.TryAddAsync(attachment),
            store => store.TryAppendAsync(new AttachmentChunk { AttachmentId = id, Number = 0, Body = [1] }, 0, 1, DateTimeOffset.UnixEpoch),
            store => store.ReadChunkAsync(new ChunkCipher(new byte[ChunkCipher.KeySize], id, 1), id, 0, new byte[1], CancellationToken.None),
            store => store.DeleteIncompleteAsync(id),
            store => store.DeleteAsync([id]),
            store => store.PurgeUnboundAsync(DateTimeOffset.UnixEpoch, CancellationToken.None),
        ];
        await RunEachAsync(captured, uses);
        var due = new DueContent(id, "");
        Func<DigestBook, Task>[] checks =
        [
            book => book.DueAsync(DateTimeOffset.UnixEpoch, id, CancellationToken.None),
            book => book.CorruptAsync(id, CancellationToken.None),
            book => book.RecordAsync(id, [new ContentFinding(due, 1, null), new ContentFinding(due, 1, DigestReader.RecordUnreadable)], CancellationToken.None),
        ];
        await RunEachAsync(captured, checks);
    }

    private static async Task RunEachAsync<T>(CapturedCommands captured, Func<T, Task>[] uses)
        where T : class
    {
        foreach (var use in uses)
        {
            var server = new FakeConnections(captured);
            var services = new ServiceCollection().AddLogging().AddSingleton(new LimitOptions()).AddSingleton(TimeProvider.System).AddSingleton<ExchangeIds>().AddSingleton<DatabaseWriter>().AddSingleton<T>();
            AddStore(services, server);
            await using var provider = services.BuildServiceProvider();
            await IgnoreFailureAsync(() => use(provider.GetRequiredService<T>()));
            await server.Closed.CancelAsync();
        }
    }

    /// <summary>The doctor's questions and the sums, past the suite and with nothing forgiven: these must get their answers.</summary>
    private static async Task RunTheRestAsync(CapturedCommands captured)
    {
        var services = new ServiceCollection();
        AddStore(services, new FakeConnections(captured));
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IHubDatabase>().ExamineAsync(TimeProvider.System, CancellationToken.None);
        var (ledger, all) = (provider.GetRequiredService<IParticipantLedger>(), new IdRange(Guid.Empty, Guid.AllBitsSet));
        await ledger.SumAsync("", [all], CancellationToken.None);
        await ledger.RowsAsync("", all, 1, CancellationToken.None);
        await ledger.ContentsAsync("", all, 1, CancellationToken.None);
        await using var context = await provider.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();
        await ledger.RollUpAsync(context, all, CancellationToken.None);
        await provider.GetRequiredService<ILedgerStore>().CheckAsync(CancellationToken.None);
    }

    private static async Task RunAsync(CapturedCommands captured, FakeAnswer answer, Func<Suite, Task> test)
    {
        var server = new FakeConnections(captured);
        await using var suite = new Suite(server);
        await IgnoreFailureAsync(suite.InitializeAsync);
        server.Answer = answer;
        await IgnoreFailureAsync(() => test(suite));
        await server.Closed.CancelAsync(); // What a test left running would otherwise go on asking.
    }

    /// <summary>On a thread of its own: a fake never makes anyone wait, so a test that asks again and again would not come back.</summary>
    private static async Task IgnoreFailureAsync(Func<Task> action)
        => await Task.Run(action).WaitAsync(Limit).ContinueWith(done => done.Exception, TaskScheduler.Default);

    private static IEnumerable<(MethodInfo Method, object?[] Arguments)> Tests()
        => from method in typeof(Suite).GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
           where method.GetCustomAttributes<FactAttribute>().Any()
           from arguments in method.GetParameters().Length == 0 ? [[]] : method.GetCustomAttributes<DataAttribute>().SelectMany(data => data.GetData(method))
           select (method, arguments);

    private static Task Invoke(MethodInfo method, Suite suite, object?[] arguments) => method.Invoke(suite, arguments) as Task ?? Task.CompletedTask;

    /// <summary>Not public, so that no runner takes it for a class of tests.</summary>
    private sealed class Suite(FakeConnections server) : LedgerStoreCompliance, IAsyncDisposable
    {
        protected override void AddStore(IServiceCollection services) => ComplianceRun.AddStore(services, server);

        protected override Task RemoveAsync() => Task.CompletedTask;

        protected override Task<Exception> ConflictAsync() => Task.FromResult<Exception>(new FakeException());

        protected override Task<Exception> LoseConnectionAsync() => Task.FromResult<Exception>(new FakeException());

        protected override Task<IAsyncDisposable> LockLedgerAsync() => Task.FromResult<IAsyncDisposable>(Stream.Null);

        protected override Task<IReadOnlyList<IReadOnlySet<Guid>>> CrashAnywhereAsync(LedgerEntry[] before, LedgerEntry[] batch) => Task.FromResult<IReadOnlyList<IReadOnlySet<Guid>>>([]);

        async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();
    }
}
