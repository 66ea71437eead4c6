using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;
using ExchangeHub.TestKit.Storage;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static ExchangeHub.Contracts.Notary.V1.NotaryAssistanceService;

namespace ExchangeHub.FunctionalTests.Cases;

/// <summary>What is wrong with one case or one delivery stays with it.</summary>
public class CaseFaultTests() : CaseTest(StoreOptions.Sqlite)
{
    private const int StoredDataUnreadable = 1902;

    [SkippableFact]
    public async Task Delivery_ThatCannotBeDecrypted_HoldsUpNoOther()
    {
        await using var site = await StartAsync();
        site.Hub.Log.Allow(StoredDataUnreadable);
        await site.Hub.Chongqing.DisposeAsync();
        var broken = Guid.Parse((await site.SubmitAsync()).CaseId);
        var sound = (await site.SubmitAsync()).CaseId;
        await using var context = await site.Hub.DatabaseAsync();
        var id = await context.CaseEvents.Where(entry => entry.CaseId == broken && entry.Version == 1).Select(entry => entry.EventId).SingleAsync();
        await context.KeptMessages.Where(message => message.Id == id).ExecuteUpdateAsync(set => set.SetProperty(message => message.Body, new byte[64]));

        await site.Hub.RestartChongqingAsync();

        await site.ChongqingInbox.UntilAsync(sound, CaseEventKind.Submitted);
        await site.Hub.Log.First(StoredDataUnreadable).WaitAsync(TimeSpan.FromSeconds(30));
        await UntilAsync(() => context.Deliveries.AsNoTracking().AnyAsync(delivery => delivery.MessageId == id && delivery.AddresseeRegion == "CN-CQ" && delivery.LastReason == "STORED_DATA_UNREADABLE"));
        Assert.Empty(site.ChongqingInbox.EventsOf(broken.ToString()));
    }

    [SkippableFact]
    public async Task Case_WithAsManyEventsAsMayBe_RefusesAnActAndStaysAsItIs()
    {
        const int MaxEvents = 1_000;
        await using var site = await StartAsync();
        var id = await site.InProgressAsync();
        await using var context = await site.Hub.DatabaseAsync();
        await UntilAsync(async () => (await site.Office.GetCaseAsync(new GetCaseRequest { CaseId = id })).PendingDeliveryCount == 0);
        await context.CaseFiles.Where(file => file.Id == Guid.Parse(id)).ExecuteUpdateAsync(set => set.SetProperty(file => file.Version, MaxEvents));

        var refusal = await RefusedAsync(site.Chongqing.ReplyToCaseAsync(new ReplyToCaseRequest { Action = CaseSite.Answering(id), Reply = CaseRequests.Reply() }));

        Assert.Equal("CASE_FULL", refusal.Reason);
        var file = await site.SummaryAsync(id);
        Assert.Equal((MaxEvents, CaseState.InProgress, 0), (file.Version, file.State, file.ReplyVersion));
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition())
            await again.WaitForNextTickAsync(timeout.Token);
    }
}

/// <summary>A database server that does not answer.</summary>
public class CaseFaultTestsOnPostgreSql() : CaseTest(StoreOptions.PostgreSql)
{
    [SkippableFact]
    public async Task Call_ThatReadsWhileTheDatabaseIsCutOff_IsUnavailableAndNoFailureOfTheHub()
    {
        await using var proxy = new TcpProxy((await PostgreSqlServer.Shared).Port);
        await using var setup = await CreateSetupAsync();
        var store = setup.Options.Store;
        setup.Options = setup.Options with { Store = store with { ConnectionString = new NpgsqlConnectionStringBuilder(store.ConnectionString) { Port = proxy.Port, Timeout = 2, CommandTimeout = 2 }.ConnectionString } };
        await using var hub = await HubProcess.StartAsync(setup);
        using var channel = setup.Connect(hub.Address);
        var client = new NotaryAssistanceServiceClient(channel.Invoker);
        var file = (await client.SubmitCaseAsync(CaseRequests.Submit())).Case;

        proxy.Freeze();
        var refusal = await RefusedAsync(client.GetCaseAsync(new GetCaseRequest { CaseId = file.CaseId }));

        Assert.Equal((StatusCode.Unavailable, "STORE_UNAVAILABLE"), (refusal.Code, refusal.Reason));
        Assert.NotNull(refusal.RetryAfter);
        proxy.Thaw();
    }
}
