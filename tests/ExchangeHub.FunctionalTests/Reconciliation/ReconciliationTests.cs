using System.Collections.Concurrent;
using ExchangeHub.Client.Ledger;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Reconciliation;
using ExchangeHub.Hub.Reconciliation.Feeds;
using ExchangeHub.Reconciliation;
using ExchangeHub.TestKit;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace ExchangeHub.FunctionalTests.Reconciliation;

/// <summary>What a run finds, and what it leaves behind.</summary>
public abstract class ReconciliationTests(string store, BackOfficeWay way = BackOfficeWay.DialOut) : ReconciliationTest(store, way)
{
    private const string Group = "reconciliation";
    private const string Nothing = "0:0:0:0:0";
    private const int Rows = 200;

    [SkippableFact]
    public async Task Run_SameLedgers_IsCleanWithOneCallADay()
    {
        await using var site = await StartAsync();
        await site.SeedAsync(site.Yesterday.AddDays(-1), Rows);
        await site.SeedAsync(site.Yesterday, Rows);
        var run = await site.RunAsync(new RunRequest(LedgerSeed.Chongqing, ReconciliationRunKind.Nightly));

        Assert.Equal((ReconciliationRunState.Clean, 2, 2), (run.State, run.WindowCount, run.DoneWindowCount));
        Assert.Equal((2L * Rows, 2L * Rows, 0L, 0L), (run.HubRowCount, run.RegionRowCount, run.DifferenceCount, run.ClosingCount));
        Assert.Equal((site.Yesterday.AddDays(-1), site.Yesterday, 2, 2), (run.FirstDay!.Value, run.LastDay!.Value, run.RoundTripCount, site.Region.Calls));
        Assert.InRange(run.ByteCount, 1, 2 * 256);
        Assert.All(await site.WindowsAsync(run), window => Assert.Equal((ReconciliationRunState.Clean, Nothing, "EQUAL", (long)Rows), (window.State, window.Residual, window.Method, window.RegionCount)));
        var day = await site.DayAsync(site.Yesterday);
        Assert.Equal((ReconciliationRunState.Clean, run.Id, null), (day.State, day.LastRunId, day.UnreconciledSince));
        Assert.Null(await site.Get<RunRequests>().QueueAsync(new RunRequest(LedgerSeed.Chongqing, ReconciliationRunKind.Nightly), CancellationToken.None));
    }

    [SkippableFact]
    public async Task Run_EachKindOfDifference_IsFoundAndNamed()
    {
        await using var site = await StartAsync();
        var rows = await site.SeedAsync(site.Yesterday, Rows);
        var (missing, altered, other, twice) = (rows[3].Id, rows[50].Id, rows[51].Id, rows[120].Id);
        var (alien, notSent, others) = (At(site, 1), At(site, 2, ExchangeOutcome.NotSent), At(site, 3, ExchangeOutcome.Answered, "xx-back-office"));
        site.Region.Remove(missing);
        site.Region.Replace(altered, row => Again(row, row.State, new byte[32]));
        site.Region.Replace(other, row => Again(row, 2, row.ResponseDigest));
        site.Region.Add(LedgerSeed.Row(rows[120]), LedgerSeed.Row(alien), LedgerSeed.Row(notSent), LedgerSeed.Row(others));
        await site.AddAsync(notSent, others);

        var run = await site.RunAsync(Manual(site.Yesterday));
        Assert.Equal((ReconciliationRunState.Differences, 7L, 7L, 0L, 7L), (run.State, run.DifferenceCount, run.NewDifferenceCount, run.OpeningCount, run.ClosingCount));
        var window = Assert.Single(await site.WindowsAsync(run));
        Assert.Equal((Nothing, 7L), (window.Residual, window.DifferenceCount));
        var found = (await site.DifferencesAsync()).ToDictionary(difference => difference.RowId);
        Check(missing, DifferenceKind.MissingAtRegion, DifferenceSeverity.Minor, 1, 1, 0, 0);
        Check(altered, DifferenceKind.DigestMismatch, DifferenceSeverity.Major, 1, 1, 1, 1);
        Check(other, DifferenceKind.StateMismatch, DifferenceSeverity.Major, 1, 1, 1, 2);
        Check(twice, DifferenceKind.Duplicate, DifferenceSeverity.Major, 1, 1, 2, 1);
        Check(alien.Id, DifferenceKind.MissingAtHub, DifferenceSeverity.Security, 0, 0, 1, 1);
        Check(notSent.Id, DifferenceKind.StateMismatch, DifferenceSeverity.Major, 1, 4, 1, 1);
        Check(others.Id, DifferenceKind.StateMismatch, DifferenceSeverity.Security, 1, 1, 1, 1);
        Assert.Equal(new byte[32], found[altered].RegionResponseDigest);
        Assert.Equal(rows[50].ResponseDigest, found[altered].HubResponseDigest);
        Assert.All(found.Values, difference => Assert.Equal((LedgerSeed.Method, site.Yesterday, run.Id, 1), (difference.Method, difference.Day, difference.FirstRunId, difference.SeenCount)));
        Assert.Equal(ReconciliationRunState.Differences, (await site.DayAsync(site.Yesterday)).State);

        void Check(Guid row, DifferenceKind kind, DifferenceSeverity severity, int hubCopies, int hubState, int regionCopies, int regionState)
        {
            var difference = found[row];
            Assert.Equal((kind, severity, DifferenceState.Open), (difference.Kind, difference.Severity, difference.State));
            Assert.Equal((hubCopies, hubState, regionCopies, regionState), (difference.HubCopyCount, difference.HubState, difference.RegionCopyCount, difference.RegionState));
        }
    }

    [SkippableFact]
    public async Task Difference_FoundAgain_IsTheSameOneUntilItHeals_AndOpenAgainWhenItComesBack()
    {
        await using var site = await StartAsync();
        var rows = await site.SeedAsync(site.Yesterday, Rows);
        site.Region.Remove(rows[7].Id);
        var first = await site.RunAsync(Manual(site.Yesterday));
        var second = await site.RunAsync(new RunRequest(LedgerSeed.Chongqing, ReconciliationRunKind.Nightly)); // The day is reconciled, and due again while a difference is open.
        Assert.Equal((1L, 0L, 1L), (second.DifferenceCount, second.NewDifferenceCount, second.OpeningCount));
        var again = Assert.Single(await site.DifferencesAsync());
        Assert.Equal((first.Id, second.Id, 2), (again.FirstRunId, again.LastRunId, again.SeenCount));

        site.Region.Add(LedgerSeed.Row(rows[7]));
        var third = await site.RunAsync(Manual(site.Yesterday));
        Assert.Equal((ReconciliationRunState.Clean, 1L, 0L), (third.State, third.HealedDifferenceCount, third.ClosingCount));
        var healed = Assert.Single(await site.DifferencesAsync());
        Assert.Equal((DifferenceState.Resolved, true), (healed.State, healed.CloseTime is not null));

        site.Region.Remove(rows[7].Id);
        var fourth = await site.RunAsync(Manual(site.Yesterday));
        Assert.Equal((1L, 0L), (fourth.DifferenceCount, fourth.NewDifferenceCount));
        var reopened = Assert.Single(await site.DifferencesAsync());
        Assert.Equal((again.Id, DifferenceState.Open, null, 3), (reopened.Id, reopened.State, reopened.CloseTime, reopened.SeenCount));
        Assert.Equal([DifferenceEventKind.Found, DifferenceEventKind.Healed, DifferenceEventKind.Reopened], await site.EventsAsync(reopened));
    }

    [SkippableFact]
    public async Task Difference_Accepted_StaysSoWhileItIsTheSame()
    {
        await using var site = await StartAsync();
        var rows = await site.SeedAsync(site.Yesterday, Rows);
        site.Region.Replace(rows[9].Id, row => Again(row, row.State, new byte[32]));
        await site.RunAsync(Manual(site.Yesterday));
        await site.ChangeAsync(Assert.Single(await site.DifferencesAsync()), DifferenceState.Accepted);

        var known = await site.RunAsync(Manual(site.Yesterday));
        Assert.Equal((ReconciliationRunState.Differences, 0L), (known.State, known.ClosingCount));
        Assert.Equal((DifferenceState.Accepted, 2), Assert.Single((await site.DifferencesAsync()).Select(difference => (difference.State, difference.SeenCount))));
        Assert.Null(await site.Get<RunRequests>().QueueAsync(new RunRequest(LedgerSeed.Chongqing, ReconciliationRunKind.Nightly), CancellationToken.None));

        site.Region.Replace(rows[9].Id, row => Again(row, row.State, LedgerSeed.Digest(row.Id, 9)));
        await site.RunAsync(Manual(site.Yesterday));
        Assert.Equal(DifferenceState.Open, Assert.Single(await site.DifferencesAsync()).State);
    }

    [SkippableFact]
    public async Task EntriesInDoubt_AreSettledBeforeTheDayIsCompared()
    {
        await using var site = await StartAsync();
        await site.SeedAsync(site.Yesterday, Rows);
        var (answered, unanswered, cancelled) = (At(site, 1, ExchangeOutcome.InDoubt), At(site, 2, ExchangeOutcome.InDoubt), At(site, 3, ExchangeOutcome.Cancelled));
        await site.AddAsync(answered, unanswered, cancelled);
        site.Region.Add(LedgerSeed.Row(answered), LedgerSeed.Row(cancelled));

        var run = await site.RunAsync(Manual(site.Yesterday));
        Assert.Equal((ReconciliationRunState.Clean, 3L, Rows + 2L), (run.State, run.SettledCount, run.RegionRowCount));
        var settled = (await site.Hub.LedgerAsync()).Where(entry => entry.Settles is not null).ToDictionary(entry => entry.Settles!.Value);
        Assert.Equal((ExchangeOutcome.Settled, ExchangeOutcome.SettledUnanswered, ExchangeOutcome.Settled), (settled[answered.Id].Outcome, settled[unanswered.Id].Outcome, settled[cancelled.Id].Outcome));
        Assert.Equal(LedgerSeed.Digest(answered.Id, 1), settled[answered.Id].ResponseDigest);
        Assert.Equal((ReconciliationRunState.Clean, 0L), ((await site.RunAsync(Manual(site.Yesterday))).State, 0L));
    }

    [SkippableFact]
    public async Task DryRun_SaysWhatIsThereAndKeepsNothing()
    {
        await using var site = await StartAsync();
        var rows = await site.SeedAsync(site.Yesterday, Rows);
        site.Region.Remove(rows[1].Id);
        site.Region.Add(LedgerSeed.Row(rows[2]));
        var before = await site.Hub.LedgerAsync();

        var run = await site.RunAsync(Manual(site.Yesterday, repair: true) with { IsDryRun = true });
        Assert.Equal((ReconciliationRunState.Differences, 2L, 2L, 1L), (run.State, run.DifferenceCount, run.NewDifferenceCount, run.RepairCount));
        Assert.Empty(await site.DifferencesAsync());
        Assert.Empty(await site.NoticesAsync(run));
        Assert.Equal(before.Count, (await site.Hub.LedgerAsync()).Count);
        var day = await site.DayAsync(site.Yesterday);
        Assert.Equal((ReconciliationRunState.Queued, null, true), (day.State, day.LastRunId, day.UnreconciledSince is not null));
    }

    [SkippableFact]
    public async Task SignOff_ComputesAnewWithASalt()
    {
        await using var site = await StartAsync();
        var rows = await site.SeedAsync(site.Yesterday, Rows);
        // A row that was altered behind its stored fingerprint is seen only by who computes it anew.
        site.Region.Replace(rows[11].Id, row => row with { ResponseDigest = new byte[32] });
        Assert.Equal(ReconciliationRunState.Clean, (await site.RunAsync(Manual(site.Yesterday))).State);

        var run = await site.RunAsync(Manual(site.Yesterday) with { IsSignOff = true });
        Assert.Equal((ReconciliationRunState.Differences, 1L), (run.State, run.DifferenceCount));
        Assert.Equal((DifferenceKind.DigestMismatch, rows[11].Id), Assert.Single((await site.DifferencesAsync()).Select(difference => (difference.Kind, difference.RowId))));
        Assert.Equal(16, Assert.Single(await site.WindowsAsync(run)).Salt?.Length);

        // What the stored fingerprint hides is not healed by who looks only at that.
        var unsalted = await site.RunAsync(Manual(site.Yesterday));
        Assert.Equal((0L, 0L, 1L), (unsalted.DifferenceCount, unsalted.HealedDifferenceCount, unsalted.ClosingCount));
        site.Region.Replace(rows[11].Id, row => row with { ResponseDigest = rows[11].ResponseDigest! });
        Assert.Equal((1L, 0L), ((await site.RunAsync(Manual(site.Yesterday) with { IsSignOff = true })) is var healing ? healing.HealedDifferenceCount : 0, healing.ClosingCount));
    }

    [SkippableFact]
    public async Task Entries_LaterThanTheRollups_AreComparedAllTheSame()
    {
        await using var site = await StartAsync();
        var rows = await site.SeedAsync(site.Yesterday, Rows);
        Assert.Equal(ReconciliationRunState.Clean, (await site.RunAsync(Manual(site.Yesterday))).State);
        var (first, second) = (At(site, 5), At(site, 6));

        await site.AddAsync(first);
        site.Region.Add(LedgerSeed.Row(first));
        var clean = await site.RunAsync(Manual(site.Yesterday));
        await site.AddAsync(second);
        site.Region.Add(LedgerSeed.Row(second));
        site.Region.Remove(rows[3].Id);
        var run = await site.RunAsync(Manual(site.Yesterday));

        Assert.Equal((ReconciliationRunState.Clean, Rows + 1L, ""), (clean.State, clean.HubRowCount, clean.Problem));
        Assert.Equal((ReconciliationRunState.Differences, Rows + 2L, 1L), (run.State, run.HubRowCount, run.DifferenceCount));
        Assert.Equal(Nothing, Assert.Single(await site.WindowsAsync(run)).Residual);
        Assert.Equal(rows[3].Id, Assert.Single(await site.DifferencesAsync()).RowId);
    }

    [SkippableFact]
    public async Task Entry_LaterThanTheRollupsAndMissingAtTheRegion_IsFoundInTheNight()
    {
        await using var site = await StartAsync();
        await site.SeedAsync(site.Yesterday, Rows);
        await site.Get<LedgerRollups>().RunAsync(CancellationToken.None);
        var late = At(site, 5);
        await site.AddAsync(late);

        var night = await site.Get<ReconciliationRounds>().NightlyAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal((1, 1L), (night.Differing, night.Differences));
        Assert.Equal((late.Id, DifferenceKind.MissingAtRegion), Assert.Single((await site.DifferencesAsync()).Select(difference => (difference.RowId, difference.Kind))));
    }

    [SkippableFact]
    public async Task Rows_YoungerThanTheCutOff_AreLeftOut()
    {
        await using var site = await StartAsync();
        var now = Clock.GetUtcNow();
        var (young, old) = (LedgerSeed.At(now.AddMinutes(-14)), LedgerSeed.At(now.AddMinutes(-16)));
        await site.AddAsync(young, old);
        var run = await site.RunAsync(new RunRequest(LedgerSeed.Chongqing, ReconciliationRunKind.Hourly));
        Assert.Equal((null, 1, 1L, 1L), (run.FirstDay, run.WindowCount, run.HubRowCount, run.DifferenceCount));
        Assert.Equal(old.Id, Assert.Single(await site.DifferencesAsync()).RowId);
        await using var context = await site.Hub.DatabaseAsync();
        Assert.False(await context.ReconciliationDays.AnyAsync(day => day.Day == site.Today)); // The day is not over.
    }

    [SkippableFact]
    public async Task Rows_AtTheEdgesOfADay_AreOfOneDayEach()
    {
        await using var site = await StartAsync();
        var begin = Hub.Validation.ChinaTime.BeginOf(site.Yesterday);
        var (before, first, last) = (LedgerSeed.At(begin.AddTicks(-10)), LedgerSeed.At(begin), LedgerSeed.At(begin.AddDays(1).AddTicks(-10)));
        await site.AddAsync(before, first, last);
        var run = await site.RunAsync(Manual(site.Yesterday.AddDays(-1), site.Today.AddDays(-1)));
        Assert.Equal([1L, 2L], (await site.WindowsAsync(run)).Select(window => window.HubCount));
    }

    private static LedgerEntry At(ReconciliationSite site, int minute, ExchangeOutcome outcome = ExchangeOutcome.Answered, string responder = LedgerSeed.Chongqing)
        => LedgerSeed.At(Hub.Validation.ChinaTime.BeginOf(site.Yesterday).AddMinutes(minute).AddSeconds(11), outcome, responder);

    /// <summary>The row with other content, and the fingerprint of that.</summary>
    private static RegionLedgerEntry Again(RegionLedgerEntry row, byte state, byte[] responseDigest)
        => row with { State = state, ResponseDigest = responseDigest, Fingerprint = CanonicalRow.Fingerprint(row.Id, row.Method, state, row.RequestDigest, responseDigest) };

    [SkippableFact]
    public async Task Jobs_RunAtTheirTimesInChina()
    {
        await using var site = await StartAsync(options => options with
        {
            NightlyCron = "0 0 2 * * ?",
            HourlyCron = "0 0 0 1 2 ? 2098",
            CasesCron = "0 0 4 * * ?",
            AttachmentCron = "0 0 4 ? * SUN",
            FeedsCron = "0 30 4 * * ?",
        });
        var scheduler = await site.Get<ISchedulerFactory>().GetScheduler();

        Assert.Equal(
            [
                "attachment-digests DigestJob 0 0 4 ? * SUN", "attachment-digests-again DigestAgainJob 0 0 0 1 2 ? 2098", "cases CasesJob 0 0 4 * * ?", "feeds FeedJob 0 30 4 * * ?",
                "hourly HourlyJob 0 0 0 1 2 ? 2098", "nightly NightlyJob 0 0 2 * * ?", "rollups RollupJob 0 * * * * ?",
            ],
            await TriggersAsync(scheduler));
        Assert.Equal(TimeSpan.FromHours(2), await NextAsync(scheduler, "nightly"));
        Assert.Equal(TimeSpan.FromHours(4), await NextAsync(scheduler, "cases"));
        Assert.Equal(TimeSpan.FromHours(4.5), await NextAsync(scheduler, "feeds"));
    }

    [SkippableFact]
    public async Task Job_Triggered_SaysWhatCameOfIt()
    {
        await using var site = await StartAsync();
        await site.SeedAsync(site.Yesterday, Rows);
        var scheduler = await site.Get<ISchedulerFactory>().GetScheduler();
        var results = new JobResults();
        scheduler.ListenerManager.AddJobListener(results);

        await scheduler.TriggerJob(new JobKey("nightly", Group));
        Assert.Equal(new RoundResult(1, 1, 0, 0, 0, 0, 0), await results.OfAsync("nightly"));
        await scheduler.TriggerJob(new JobKey("feeds", Group));
        Assert.Equal(FeedResult.Nothing, await results.OfAsync("feeds"));
    }

    /// <summary>Of each cron trigger its name, the job's type and the expression.</summary>
    private static async Task<List<string>> TriggersAsync(IScheduler scheduler)
    {
        var triggers = new List<string>();
        foreach (var key in await scheduler.GetTriggerKeys(GroupMatcher<TriggerKey>.GroupEquals(Group)))
        {
            if (await scheduler.GetTrigger(key) is not ICronTrigger trigger)
                continue; // At start.
            Assert.Equal("Asia/Shanghai", trigger.TimeZone.Id);
            var job = await scheduler.GetJobDetail(trigger.JobKey);
            triggers.Add($"{key.Name} {job!.JobType.Type.Name} {trigger.CronExpressionString}");
        }
        return [.. triggers.Order(StringComparer.Ordinal)];
    }

    /// <summary>The time of the day, in China, at which it is next.</summary>
    private static async Task<TimeSpan> NextAsync(IScheduler scheduler, string name)
        => (await scheduler.GetTrigger(new TriggerKey(name, Group)))!.NextFireTimeUtc!.Value.ToOffset(TimeSpan.FromHours(8)).TimeOfDay;

    /// <summary>What jobs that have ended say.</summary>
    private sealed class JobResults : IJobListener
    {
        private readonly ConcurrentDictionary<string, TaskCompletionSource<object?>> _results = new();

        public string Name => "results";

        public Task<object?> OfAsync(string job) => Of(job).Task.WaitAsync(TimeSpan.FromMinutes(1));

        public ValueTask JobWasExecuted(IJobExecutionContext context, JobExecutionException? jobException, CancellationToken cancellationToken)
        {
            Of(context.JobDetail.Key.Name).TrySetResult(context.Result);
            return ValueTask.CompletedTask;
        }

        private TaskCompletionSource<object?> Of(string job) => _results.GetOrAdd(job, _ => new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously));
    }
}

public sealed class ReconciliationTestsOnSqlite() : ReconciliationTests(StoreOptions.Sqlite);

public sealed class ReconciliationTestsOnPostgreSql() : ReconciliationTests(StoreOptions.PostgreSql);

public sealed class ReconciliationTestsByLink() : ReconciliationTests(StoreOptions.Sqlite, BackOfficeWay.Link);
