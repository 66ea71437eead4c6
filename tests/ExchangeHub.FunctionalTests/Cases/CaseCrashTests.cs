using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Storage;
using ExchangeHub.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;
using DeliveryState = ExchangeHub.Contracts.Operations.V1.DeliveryState;

namespace ExchangeHub.FunctionalTests.Cases;

/// <summary>
/// The real executable, killed while whole cases are lived at it, and regions restarted: whatever was acknowledged exists exactly
/// once at the hub and at its addressees, in order. <c>EXCHANGEHUB_TEST_SOAK</c> says how many kills there are in each class, for a longer run.
/// </summary>
public abstract class CaseCrashTests(string store, int kills, ITestOutputHelper output, BackOfficeWay way = BackOfficeWay.DialOut) : FunctionalTest(store, way)
{
    private const int Callers = 16;
    private const int MaxShownErrors = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Random _random = new(20261125);

    private int Kills => int.TryParse(Environment.GetEnvironmentVariable("EXCHANGEHUB_TEST_SOAK"), CultureInfo.InvariantCulture, out var soak) ? soak : kills;

    [SkippableFact]
    public async Task Hub_KilledWhileCasesAreLived_HasAndBringsEachAcknowledgedEventOnce()
    {
        await using var setup = await CreateSetupAsync();
        await setup.AddSichuanAsync();
        var address = FreeAddress();
        // On a database of one hub nobody may wait for what a killed one held; where there may be others, the next one must.
        var lease = setup.Options.Store.Provider == StoreOptions.Sqlite ? 300 : 2;
        setup.Options = setup.Options with { Listen = [$"{address.Host}:{address.Port}"], Deliveries = setup.Options.Deliveries with { LeaseSeconds = lease } };
        using var lives = new CaseLives(setup, address);
        using var stop = new CancellationTokenSource();
        var living = Enumerable.Range(0, Callers).Select(seed => lives.LiveAsync(seed, stop.Token)).ToList();
        StubInbox[] inboxes = [setup.Chongqing.Inbox, setup.Sichuan!.Inbox];

        var errors = new List<string>();
        var isChongqingThere = Way == BackOfficeWay.DialOut;
        for (var round = 0; round < Kills; round++)
        {
            await using var hub = await HubProcess.StartAsync(setup);
            if (!isChongqingThere)
                await setup.RestartChongqingAsync(hub.Address);
            isChongqingThere = await RoundAsync(setup, hub, lives, inboxes, round);
            errors.AddRange(hub.Output.Split('\n').Where(line => line.Contains("\"LogLevel\":\"Error\"", StringComparison.Ordinal)));
            if (living.Find(life => life.IsFaulted) is { } ended)
                Assert.Fail($"Round {round}: {ended.Exception}\n{hub.Output}");
        }

        await using (var hub = await HubProcess.StartAsync(setup))
        {
            if (!isChongqingThere)
                await setup.RestartChongqingAsync(hub.Address);
            await stop.CancelAsync();
            lives.Up();
            await Task.WhenAll(living).WaitAsync(Patience);
            await DrainedAsync(setup, hub);
        }
        output.WriteLine($"{Kills} kills; {lives.Acknowledged.Count} acts acknowledged, {lives.Repeats} calls repeated; {inboxes.Sum(inbox => inbox.Kept.Count)} deliveries kept of {inboxes.Sum(inbox => inbox.Attempts.Count)} attempts");
        output.WriteLine($"Errors in the hubs' logs: {errors.Count}");
        errors.Take(MaxShownErrors).ToList().ForEach(output.WriteLine);
        await AllIsThereOnceAsync(setup, lives, inboxes);
        await VerifyAgreesAsync(setup, lives);
    }

    /// <summary>One kill: each round at another point, some with the region's back office restarted, or down until the hub is up again. Returns whether it is there.</summary>
    private async Task<bool> RoundAsync(HubSetup setup, HubProcess hub, CaseLives lives, StubInbox[] inboxes, int round)
    {
        var (restarts, staysDown) = (round % 4 == 1, round % 4 == 3);
        var killer = new Killer(hub, lives.Down);
        lives.Up();
        if (restarts || staysDown)
        {
            var started = new Killer(null, () => { });
            lives.OnAnswered = started.At(_random.Next(1, 40));
            await started.Done.WaitAsync(Patience);
            await setup.Chongqing.DisposeAsync();
            if (restarts)
                await setup.RestartChongqingAsync(hub.Address);
        }

        lives.OnAnswered = () => { };
        switch (round % 5)
        {
            case 0: // The hub has a call.
                lives.OnSent = killer.At(_random.Next(1, 100));
                break;
            case 1: // It has committed and answered.
                lives.OnAnswered = killer.At(_random.Next(1, 100));
                break;
            case 2: // It has sent a delivery that is not kept yet.
                var sent = killer.At(_random.Next(1, 60));
                SetInboxes(inbox => inbox.OnDeliver = (_, _) => Reach(sent));
                break;
            case 3: // The region has kept one, and its acknowledgement is on its way.
                var kept = killer.At(_random.Next(1, 60));
                SetInboxes(inbox => inbox.OnKept = (_, _) => Reach(() => Task.Run(kept)));
                break;
            default: // At whatever it does then.
                await killer.AfterAsync(TimeSpan.FromMilliseconds(_random.Next(1, 1_000)));
                break;
        }
        try
        {
            await killer.Done.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Round {round}: the point of the kill was not reached.\n{hub.Output}");
        }
        lives.OnSent = lives.OnAnswered = () => { };
        SetInboxes(inbox => inbox.OnDeliver = inbox.OnKept = null);
        return !staysDown;

        void SetInboxes(Action<StubInbox> set)
        {
            foreach (var inbox in inboxes)
                set(inbox);
        }

        static Task Reach(Action point)
        {
            point();
            return Task.CompletedTask;
        }
    }

    /// <summary>Waits until every delivery is acknowledged.</summary>
    private static async Task DrainedAsync(HubSetup setup, HubProcess hub)
    {
        await using var services = setup.Database.Services();
        var contexts = services.GetRequiredService<IDbContextFactory<HubDbContext>>();
        using var timeout = new CancellationTokenSource(Patience * 2);
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        try
        {
            while (await WaitingAsync() > 0)
                await again.WaitForNextTickAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{await WaitingAsync()} deliveries still wait.\n{hub.Output}");
        }

        async Task<int> WaitingAsync()
        {
            await using var context = await contexts.CreateDbContextAsync();
            return await context.Deliveries.CountAsync(delivery => delivery.State != DeliveryState.Acknowledged);
        }
    }

    private static async Task AllIsThereOnceAsync(HubSetup setup, CaseLives lives, StubInbox[] inboxes)
    {
        await using var services = setup.Database.Services();
        await using var context = await services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();
        var events = await context.CaseEvents.AsNoTracking().OrderBy(entry => entry.CaseId).ThenBy(entry => entry.Version).ToListAsync();

        // Each act gave one event, however often its call was made; and there is no event that nobody heard of.
        Assert.Equal(lives.Acknowledged.Count, lives.Acknowledged.Select(act => act.RequestId).Distinct().Count());
        Assert.Equal(
            lives.Acknowledged.Select(act => act.EventId).Order(),
            events.Where(entry => entry.ActorId.Length > 0).Select(entry => entry.EventId).Order());
        Assert.Equal(events.Count, events.Select(entry => (entry.CaseId, entry.Version)).Distinct().Count());

        Assert.Equal(Expected(events, entry => entry.ActorId == "sc-notary-office"), Kept(inboxes[0]));
        Assert.Equal(Expected(events, _ => true), Kept(inboxes[1]));
    }

    /// <summary>What an addressee must have: of each case, in its order.</summary>
    private static IEnumerable<(Guid CaseId, Guid EventId)> Expected(List<CaseEventEntry> events, Func<CaseEventEntry, bool> isFor)
        => events.Where(isFor).Select(entry => (entry.CaseId, entry.EventId));

    /// <summary>What it has: cases in the order of their ids, the events of each in the order in which they were kept.</summary>
    private static IEnumerable<(Guid CaseId, Guid EventId)> Kept(StubInbox inbox)
        => inbox.Kept.Select(request => (CaseId: Guid.Parse(request.CaseEvent.Case.CaseId), EventId: Guid.Parse(request.CaseEvent.EventId))).OrderBy(kept => kept.CaseId);

    private static async Task VerifyAgreesAsync(HubSetup setup, CaseLives lives)
    {
        await VerifyFiles.WriteAsync(setup.FileName("acknowledged"), lives.Acknowledged);
        await VerifyFiles.WriteAsync(setup.FileName("cq"), setup.Chongqing.Inbox);
        await VerifyFiles.WriteAsync(setup.FileName("sc"), setup.Sichuan!.Inbox);
        var verify = await HubCommand.RunAsync(setup.Options, "verify", "--acknowledged", setup.FileName("acknowledged"), "--received", $"CN-CQ={setup.FileName("cq")}", "--received", $"CN-SC={setup.FileName("sc")}");
        Assert.True(verify.ExitCode == 0, verify.Output + verify.Errors);
    }

    /// <summary>An address that a hub keeps across its restarts: below the ports that systems give to those who call.</summary>
    private Uri FreeAddress()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return new Uri($"https://127.0.0.1:{port}");
            }
            catch (SocketException)
            {
                output.WriteLine($"Port {port} is taken.");
            }
        }
    }

    /// <summary>Kills a hub, once, when a point has been reached so often.</summary>
    private sealed class Killer(HubProcess? hub, Action before)
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _reached;

        public Task Done => _done.Task;

        public Action At(int count) => () =>
        {
            if (Interlocked.Increment(ref _reached) == count)
                Kill();
        };

        public async Task AfterAsync(TimeSpan time)
        {
            using var timer = new PeriodicTimer(time);
            await timer.WaitForNextTickAsync();
            Kill();
        }

        private void Kill() => _ = KillAsync();

        private async Task KillAsync()
        {
            before();
            try
            {
                await (hub?.KillAsync() ?? Task.CompletedTask);
                _done.SetResult();
            }
            catch (Exception error)
            {
                _done.SetException(error); // It had ended by itself.
            }
        }
    }
}

public sealed class CaseCrashTestsOnSqlite(ITestOutputHelper output) : CaseCrashTests(StoreOptions.Sqlite, kills: 20, output);

public sealed class CaseCrashTestsByLink(ITestOutputHelper output) : CaseCrashTests(StoreOptions.Sqlite, kills: 20, output, BackOfficeWay.Link);

public sealed class CaseCrashTestsOnPostgreSql(ITestOutputHelper output) : CaseCrashTests(StoreOptions.PostgreSql, kills: 10, output);
