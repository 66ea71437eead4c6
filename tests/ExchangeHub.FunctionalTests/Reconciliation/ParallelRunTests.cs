using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Reconciliation;

namespace ExchangeHub.FunctionalTests.Reconciliation;

/// <summary>Runs side by side: as many participants as the limit says, and of one participant one at a time.</summary>
public abstract class ParallelRunTests(string store) : ReconciliationTest(store)
{
    private const string Sichuan = "sc-back-office";

    /// <summary>A run waits since as many as may be are under way.</summary>
    private const int RunWaits = 1933;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [SkippableFact]
    public async Task TwoParticipants_WithALimitOfTwo_AreComparedSideBySide()
    {
        await using var site = await StartAsync(options => options with { MaxParallel = 2 }, withSichuan: true);
        var (chongqing, sichuan) = (NewSignal(), NewSignal());
        site.Region.OnCall = (_, _) => MeetAsync(chongqing, sichuan.Task);
        site.Hub.Sichuan.Shown.OnCall = (_, _) => MeetAsync(sichuan, chongqing.Task);

        var runs = await Task.WhenAll(site.RunAsync(Of(LedgerSeed.Chongqing, site.Yesterday)), site.RunAsync(Of(Sichuan, site.Yesterday)));

        Assert.All(runs, run => Assert.Equal((ReconciliationRunState.Clean, ""), (run.State, run.Problem)));
    }

    [SkippableFact]
    public async Task TwoParticipants_WithALimitOfOne_AreComparedOneAfterTheOther()
    {
        await using var site = await StartAsync(options => options with { MaxParallel = 1 }, withSichuan: true);
        var (begun, released, came) = (NewSignal(), NewSignal(), NewSignal());
        site.Region.OnCall = (_, _) => MeetAsync(begun, released.Task);
        site.Hub.Sichuan.Shown.OnCall = (_, _) =>
        {
            came.TrySetResult();
            return Task.CompletedTask;
        };

        var first = await QueueAsync(site, Of(LedgerSeed.Chongqing, site.Yesterday));
        var firstEnded = site.EndAsync(first);
        await begun.Task.WaitAsync(Patience);
        var secondEnded = site.EndAsync(await QueueAsync(site, Of(Sichuan, site.Yesterday)));
        await Task.WhenAny(site.Hub.Log.First(RunWaits), came.Task).WaitAsync(Patience);
        Assert.False(came.Task.IsCompleted);
        released.SetResult();

        var (ended, second) = (await firstEnded, await secondEnded);
        Assert.Equal((ReconciliationRunState.Clean, ReconciliationRunState.Clean), (ended.State, second.State));
        Assert.InRange(second.StartTime!.Value, ended.EndTime!.Value, DateTimeOffset.MaxValue);
        Assert.True(came.Task.IsCompleted);
    }

    /// <summary>The other participant's run is looked at after the second one of this: that it is done shows that the second had its chance.</summary>
    [SkippableFact]
    public async Task TwoRunsOfOneParticipant_AreDoneOneAfterTheOther()
    {
        await using var site = await StartAsync(options => options with { MaxParallel = 4 }, withSichuan: true);
        var (begun, released) = (NewSignal(), NewSignal());
        site.Region.OnCall = (_, _) => MeetAsync(begun, released.Task);

        var firstEnded = site.EndAsync(await QueueAsync(site, Of(LedgerSeed.Chongqing, site.Yesterday)));
        await begun.Task.WaitAsync(Patience);
        var second = await QueueAsync(site, Of(LedgerSeed.Chongqing, site.Yesterday.AddDays(-1)));
        Assert.Equal(ReconciliationRunState.Clean, (await site.RunAsync(Of(Sichuan, site.Yesterday)).WaitAsync(Patience)).State);
        Assert.Equal((1, ReconciliationRunState.Queued), (site.Region.Calls, (await site.Get<RunBook>().FindAsync(second.Id, CancellationToken.None))!.State));
        released.SetResult();

        var ended = await firstEnded;
        Assert.InRange((await site.EndAsync(second)).StartTime!.Value, ended.EndTime!.Value, DateTimeOffset.MaxValue);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static Task MeetAsync(TaskCompletionSource here, Task there)
    {
        here.TrySetResult();
        return there.WaitAsync(Patience);
    }

    private static RunRequest Of(string participant, DateOnly day) => Manual(day) with { ParticipantId = participant };

    private static async Task<RunEntry> QueueAsync(ReconciliationSite site, RunRequest request)
        => Assert.IsType<RunEntry>(await site.Get<RunRequests>().QueueAsync(request, CancellationToken.None));
}

public sealed class ParallelRunTestsOnSqlite() : ParallelRunTests(StoreOptions.Sqlite);

public sealed class ParallelRunTestsOnPostgreSql() : ParallelRunTests(StoreOptions.PostgreSql);
