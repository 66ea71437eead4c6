using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Contracts.Reconciliation.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Reconciliation;
using ExchangeHub.Hub.Storage;
using ExchangeHub.TestKit;
using Google.Protobuf;
using Grpc.Core;

namespace ExchangeHub.FunctionalTests.Reconciliation;

/// <summary>Regions that are down, slow, changing or lying; runs that are ended, or too large.</summary>
public abstract class ReconciliationFaultTests(string store, BackOfficeWay way = BackOfficeWay.DialOut) : ReconciliationTest(store, way)
{
    private const int Rows = 100;
    private const int RegionIsBack = 1402;

    [SkippableFact]
    public async Task RegionDown_RunIsPartial_AndCleanWhenItIsThereAgain()
    {
        await using var site = await StartAsync(options => options with { NightlyCron = "0 0 2 * * ?" });
        await site.SeedAsync(site.Yesterday.AddDays(-1), Rows);
        await site.SeedAsync(site.Yesterday, Rows);
        await site.Hub.Chongqing.DisposeAsync();

        var down = await site.RunAsync(new RunRequest(LedgerSeed.Chongqing, ReconciliationRunKind.Nightly));
        Assert.Equal((ReconciliationRunState.Partial, 2, "REGION_UNREACHABLE"), (down.State, down.DoneWindowCount, down.ProblemReason));
        Assert.Contains("目前无法连接地区 CN-CQ", down.Problem, StringComparison.Ordinal);
        var day = await site.DayAsync(site.Yesterday);
        Assert.Equal((ReconciliationRunState.Partial, true), (day.State, day.UnreconciledSince is not null));

        await site.Hub.RestartChongqingAsync();
        if (Way == BackOfficeWay.DialOut)
            await site.Hub.Log.First(RegionIsBack).WaitAsync(TimeSpan.FromMinutes(1));
        var again = await site.Get<ReconciliationRounds>().AgainAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal((1, 1), (again.Runs, again.Clean));
        day = await site.DayAsync(site.Yesterday);
        Assert.Equal((ReconciliationRunState.Clean, null), (day.State, day.UnreconciledSince));
    }

    [SkippableTheory]
    [InlineData(nameof(SummarizeRequest))]
    [InlineData(nameof(SketchRequest))]
    [InlineData(nameof(ListRowsRequest))]
    public async Task RegionKilledInTheMidstOfADay_RunIsPartial_AndThatDayIsCleanWhenItIsThereAgain(string point)
    {
        await using var site = await StartAsync(options => options with { NightlyCron = "0 0 2 * * ?" });
        await site.SeedAsync(site.Yesterday.AddDays(-1), Rows);
        var before = site.Region.Rows.Count;
        await site.SeedAsync(site.Yesterday, 2_000);
        var lost = site.Region.Rows.Skip(before).Where((_, number) => number % 20 == 0).ToList();
        lost.ForEach(row => site.Region.Remove(row.Id));
        site.Region.HasSketch = point != nameof(ListRowsRequest);
        var (reached, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        site.Region.OnCall = (number, request) =>
        {
            if (number == 1 || request.Descriptor.Name != point)
                return Task.CompletedTask; // The first is all of the day before.
            reached.TrySetResult();
            return gate.Task;
        };

        var run = await site.Get<RunRequests>().QueueAsync(new RunRequest(LedgerSeed.Chongqing, ReconciliationRunKind.Nightly), CancellationToken.None);
        var ended = site.EndAsync(run!);
        await reached.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await site.Hub.Chongqing.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));
        var killed = await ended;
        gate.SetResult();
        site.Region.OnCall = null;

        Assert.Equal((ReconciliationRunState.Partial, 2, 0L, "REGION_UNAVAILABLE"), (killed.State, killed.DoneWindowCount, killed.DifferenceCount, killed.ProblemReason));
        Assert.Equal([ReconciliationRunState.Clean, ReconciliationRunState.Partial], (await site.WindowsAsync(killed)).Select(window => window.State));
        Assert.Empty(await site.DifferencesAsync());

        site.Region.Add(lost); // From its backup.
        await site.Hub.RestartChongqingAsync(); // Nobody has tried to connect meanwhile, so that the hub does not hold it for down.
        var again = await site.Get<ReconciliationRounds>().AgainAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal((1, 1), (again.Runs, again.Clean));
        var (first, second) = (await site.DayAsync(site.Yesterday.AddDays(-1)), await site.DayAsync(site.Yesterday));
        Assert.Equal((ReconciliationRunState.Clean, run!.Id), (first.State, first.LastRunId)); // What was done is not done again.
        Assert.Equal((ReconciliationRunState.Clean, null), (second.State, second.UnreconciledSince));
        Assert.NotEqual(run.Id, second.LastRunId);
    }

    [SkippableFact]
    public async Task MissedNight_IsCaughtUp()
    {
        await using var site = await StartAsync(options => options with { NightlyCron = "0 0 2 * * ?" });
        await site.SeedAsync(site.Yesterday.AddDays(-2), Rows);
        var caught = await site.Get<ReconciliationRounds>().AgainAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal((1, 1), (caught.Runs, caught.Clean));
        Assert.Equal(ReconciliationRunState.Clean, (await site.DayAsync(site.Yesterday)).State);
        Assert.Equal(0, (await site.Get<ReconciliationRounds>().AgainAsync(CancellationToken.None)).Runs);
    }

    [SkippableFact]
    public async Task Night_FiredTwice_IsOneRun()
    {
        await using var site = await StartAsync();
        await site.SeedAsync(site.Yesterday, Rows);
        var rounds = site.Get<ReconciliationRounds>();
        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => rounds.NightlyAsync(CancellationToken.None))).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(1, results.Sum(result => result.Runs));
        Assert.Equal(1, site.Region.Calls);
    }

    [SkippableFact]
    public async Task RegionWithoutALedger_Fails()
    {
        await using var site = await StartAsync();
        await site.SeedAsync(site.Yesterday, 1);
        site.Region.OnCall = (_, _) => throw new RpcException(new Status(StatusCode.Unimplemented, ""));
        var run = await site.RunAsync(Manual(site.Yesterday.AddDays(-3), site.Yesterday));
        Assert.Equal((ReconciliationRunState.Failed, "REGION_FAILED", 4, 1), (run.State, run.ProblemReason, run.DoneWindowCount, site.Region.Calls));
    }

    [SkippableFact]
    public async Task RegionWithoutSketches_IsComparedAllTheSame()
    {
        await using var site = await StartAsync();
        var rows = await site.SeedAsync(site.Yesterday, 2_000);
        site.Region.HasSketch = false;
        foreach (var row in rows.Where((_, number) => number % 20 == 0))
            site.Region.Remove(row.Id);
        var run = await site.RunAsync(Manual(site.Yesterday));
        Assert.Equal((ReconciliationRunState.Differences, 100L), (run.State, run.DifferenceCount));
    }

    [SkippableFact]
    public async Task LyingRegion_FailsWithItsReason_AndNothingIsRecorded()
    {
        await using var site = await StartAsync();
        await site.SeedAsync(site.Yesterday, Rows);
        site.Region.OnSummarize = response =>
        {
            foreach (var range in response.Ranges)
                range.Total.Count++;
        };
        var run = await site.RunAsync(Manual(site.Yesterday));
        Assert.Equal((ReconciliationRunState.Failed, RunProblem.LedgerInvalid, 0L), (run.State, run.ProblemReason, run.DifferenceCount));
        Assert.Equal(2, run.Problem.Split('\n').Length);
        Assert.Empty(await site.DifferencesAsync());
        Assert.Equal(ReconciliationRunState.Failed, (await site.DayAsync(site.Yesterday)).State);
    }

    [SkippableTheory]
    [InlineData(1, ReconciliationRunState.Differences)]
    [InlineData(int.MaxValue, ReconciliationRunState.Partial)]
    public async Task RegionThatChanges_IsComparedAgain_AFewTimes(int changes, ReconciliationRunState expected)
    {
        await using var site = await StartAsync();
        var rows = await site.SeedAsync(site.Yesterday, Rows);
        foreach (var row in rows.Take(20))
            site.Region.Remove(row.Id);
        var left = changes;
        site.Region.OnCall = (number, request) =>
        {
            if (request is not SummarizeRequest && left-- > 0)
                site.Region.Snapshot = ByteString.CopyFrom(BitConverter.GetBytes(number));
            return Task.CompletedTask;
        };
        var run = await site.RunAsync(Manual(site.Yesterday));
        Assert.Equal(expected, run.State);
        Assert.Equal(expected == ReconciliationRunState.Partial ? RunProblem.LedgerChanging : "", run.ProblemReason);
        Assert.Equal(expected == ReconciliationRunState.Partial ? 0 : 20, (await site.DifferencesAsync()).Count);
    }

    [SkippableFact]
    public async Task TooManyDifferences_FailTheDay_AndNoneIsRecorded()
    {
        await using var site = await StartAsync(options => options with { MaxDifferences = 5 });
        await site.SeedAsync(site.Yesterday, Rows);
        foreach (var row in site.Region.Rows.Take(6))
            site.Region.Remove(row.Id);
        var run = await site.RunAsync(Manual(site.Yesterday));
        Assert.Equal((ReconciliationRunState.Failed, RunProblem.TooManyDifferences), (run.State, run.ProblemReason));
        Assert.Empty(await site.DifferencesAsync());
    }

    [SkippableFact]
    public async Task AllDiffers_EmptyAgainstFull_AllIsFound()
    {
        await using var site = await StartAsync();
        await site.AddAsync([.. LedgerSeed.Day(site.Yesterday, 1_200)]);
        var run = await site.RunAsync(Manual(site.Yesterday));
        Assert.Equal((ReconciliationRunState.Differences, 1_200L, 0L), (run.State, run.DifferenceCount, run.RegionRowCount));
        Assert.Equal(1_200, (await site.DifferencesAsync()).Count(difference => difference.Kind == DifferenceKind.MissingAtRegion));
    }

    [SkippableFact]
    public async Task CancelledRun_EndsAtOnce_AndItsDaysStayToBeDone()
    {
        await using var site = await StartAsync();
        await site.SeedAsync(site.Yesterday, Rows);
        var asked = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        site.Region.OnCall = (_, _) =>
        {
            asked.TrySetResult();
            return gate.Task;
        };
        var run = await site.Get<RunRequests>().QueueAsync(Manual(site.Yesterday), CancellationToken.None);
        var ended = site.EndAsync(run!);
        await asked.Task.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(site.Yesterday, site.Get<RunProgress>().Of(run!.Id)?.Day);
        Assert.True(await site.Get<DatabaseWriter>().WriteAsync((context, token) => site.Get<RunRequests>().CancelAsync(context, run.Id, token), CancellationToken.None));
        site.Get<RunDispatcher>().Cancel(run.Id);

        Assert.Equal(ReconciliationRunState.Cancelled, (await ended).State);
        Assert.Equal(ReconciliationRunState.Cancelled, Assert.Single(await site.WindowsAsync(run)).State);
        Assert.Equal(ReconciliationRunState.Queued, (await site.DayAsync(site.Yesterday)).State);
        gate.SetResult();
        site.Region.OnCall = null;
        Assert.Equal(ReconciliationRunState.Clean, (await site.RunAsync(Manual(site.Yesterday))).State); // Its lease is free.
    }
}

public sealed class ReconciliationFaultTestsOnSqlite() : ReconciliationFaultTests(StoreOptions.Sqlite);

public sealed class ReconciliationFaultTestsOnPostgreSql() : ReconciliationFaultTests(StoreOptions.PostgreSql);

public sealed class ReconciliationFaultTestsByLink() : ReconciliationFaultTests(StoreOptions.Sqlite, BackOfficeWay.Link);
