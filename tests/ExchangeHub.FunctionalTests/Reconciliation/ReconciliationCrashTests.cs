using System.Collections.Concurrent;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Contracts.Reconciliation.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Reconciliation;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Hub.Validation;
using ExchangeHub.TestKit;
using Google.Protobuf;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeHub.FunctionalTests.Reconciliation;

/// <summary>The real executable, killed in the midst of a run, or twice at once: the run goes on behind what is done, and counts nothing twice.</summary>
public abstract class ReconciliationCrashTests(string store) : FunctionalTest(store)
{
    private const int Days = 3;
    private const int Rows = 60;

    /// <summary>Days that have closed, whatever the time is.</summary>
    private static readonly DateOnly First = ChinaTime.DateOf(TimeProvider.System.GetUtcNow()).AddDays(-1 - Days);

    [SkippableTheory]
    [InlineData("compare")]
    [InlineData("describe")]
    [InlineData("record")]
    public async Task Hub_KilledDuringARun_GoesOnBehindWhatIsDone(string point)
    {
        await using var setup = await CreateSetupAsync();
        setup.Options = setup.Options with { Reconciliation = setup.Options.Reconciliation with { LeaseSeconds = 2 } }; // So that the next hub need not wait long for the killed one's.
        var run = await QueueAsync(setup);
        var asked = new ConcurrentQueue<DateOnly>();
        var reached = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        setup.Chongqing.Shown.OnCall = (_, request) =>
        {
            var day = DayOf(request);
            asked.Enqueue(day);
            if (!IsAt(point, request, day))
                return Task.CompletedTask;
            reached.TrySetResult();
            return gate.Task;
        };

        await using (var hub = await HubProcess.StartAsync(setup))
        {
            await reached.Task.WaitAsync(TimeSpan.FromMinutes(1));
            await hub.KillAsync();
        }
        var before = asked.Count;
        gate.SetResult();
        await using var next = await HubProcess.StartAsync(setup);
        var ended = await EndAsync(setup, run.Id);

        Assert.Equal((ReconciliationRunState.Differences, Days, 2L * Days, 2L * Days), (ended.State, ended.DoneWindowCount, ended.DifferenceCount, ended.NewDifferenceCount));
        Assert.Equal((Days * Rows, Days * (Rows - 1L)), (ended.HubRowCount, ended.RegionRowCount));
        await using var services = setup.Database.Services();
        await using var context = await services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();
        var found = await context.Differences.AsNoTracking().ToListAsync();
        Assert.Equal(2 * Days, found.Count);
        Assert.All(found, difference => Assert.Equal((run.Id, 1), (difference.FirstRunId, difference.SeenCount)));
        Assert.Equal(2 * Days, await context.DifferenceEvents.CountAsync());
        var after = asked.Skip(before).Distinct().Order().ToList();
        Assert.Equal(point == "record" ? [First.AddDays(2)] : [First.AddDays(1), First.AddDays(2)], after); // What was done before the kill is not compared again.
    }

    /// <summary>At the second day while it is compared, and before what differs is described; and when it is recorded, which is when the third begins.</summary>
    private static bool IsAt(string point, IMessage request, DateOnly day) => point switch
    {
        "compare" => request is SummarizeRequest && day == First.AddDays(1),
        "describe" => request is GetRowsRequest && day == First.AddDays(1),
        _ => request is SummarizeRequest && day == First.AddDays(2),
    };

    private static DateOnly DayOf(IMessage request) => ChinaTime.DateOf(ExchangeIds.MintTime(new Guid(request switch
    {
        SummarizeRequest summarize => summarize.Ranges[0].FirstId.Span,
        ListRowsRequest list => list.FirstId.Span,
        SketchRequest sketch => sketch.Ranges[0].FirstId.Span,
        GetRowsRequest get => get.Ids[0].Span,
        _ => throw new ArgumentException(request.GetType().Name, nameof(request)),
    }, bigEndian: true)));

    /// <summary>A queued run over days of which each lacks a row at the region, and has an altered one, which is asked for.</summary>
    private protected static async Task<RunEntry> QueueAsync(HubSetup setup)
    {
        await using var services = setup.Database.Services();
        var run = new RunEntry { Id = new ExchangeIds(TimeProvider.System).Next(), ParticipantId = LedgerSeed.Chongqing, Kind = ReconciliationRunKind.Manual, QueueTime = TimeProvider.System.LedgerNow(), FirstDay = First, LastDay = First.AddDays(Days - 1), WindowCount = Days };
        var windows = new List<WindowEntry>();
        for (var position = 0; position < Days; position++)
        {
            var day = First.AddDays(position);
            var entries = LedgerSeed.Day(day, Rows);
            await services.GetRequiredService<ILedgerStore>().AppendAsync([.. entries.Select(entry => entry.Sealed())], CancellationToken.None);
            setup.Chongqing.Shown.Add(entries.Skip(1).Select((entry, number) => LedgerSeed.Row(number == 0 ? entry with { ResponseDigest = new byte[32] } : entry)));
            var window = DayWindow.At(day, TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(15))!.Value;
            windows.Add(new WindowEntry { RunId = run.Id, Position = position, Day = day, FirstId = window.Range.First, BoundId = window.Range.Bound });
        }
        await using var context = await services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();
        RunRequests.Add(context, new RunPlan(run, windows));
        await context.SaveChangesAsync();
        return run;
    }

    /// <summary>Looks until the run has ended: it is in another process.</summary>
    private protected static async Task<RunEntry> EndAsync(HubSetup setup, Guid runId)
    {
        await using var services = setup.Database.Services();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            await using var context = await services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync(timeout.Token);
            if (await context.ReconciliationRuns.AsNoTracking().SingleAsync(run => run.Id == runId, timeout.Token) is { EndTime: not null } ended)
                return ended;
            await timer.WaitForNextTickAsync(timeout.Token);
        }
    }
}

public sealed class ReconciliationCrashTestsOnSqlite() : ReconciliationCrashTests(StoreOptions.Sqlite);

public sealed class ReconciliationCrashTestsOnPostgreSql() : ReconciliationCrashTests(StoreOptions.PostgreSql)
{
    [SkippableFact]
    public async Task Run_FiredOnTwoHubs_IsDoneOnce()
    {
        await using var setup = await CreateSetupAsync();
        var begun = new ConcurrentQueue<ByteString>();
        setup.Chongqing.Shown.OnCall = (_, request) =>
        {
            if (request is SummarizeRequest { Ranges: [{ PartCount: > 0, Expected.IsEmpty: false } whole] })
                begun.Enqueue(whole.FirstId);
            return Task.CompletedTask;
        };
        await using var one = await HubProcess.StartAsync(setup);
        await using var other = await HubProcess.StartAsync(setup);
        var run = await QueueAsync(setup);
        var ended = await EndAsync(setup, run.Id);
        Assert.Equal((ReconciliationRunState.Differences, 3, 6L), (ended.State, ended.DoneWindowCount, ended.NewDifferenceCount));
        Assert.Equal(3, begun.Distinct().Count());
        Assert.Equal(3, begun.Count);
    }
}
