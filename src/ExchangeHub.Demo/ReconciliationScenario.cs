using System.Globalization;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.SampleRegion;
using Google.Type;
using Grpc.Core;
using static ExchangeHub.Contracts.Operations.V1.ReconciliationOperationsService;

namespace ExchangeHub.Demo;

/// <summary>
/// Reconciliation (对账) of the day before: in 1 % of each region's rows something goes wrong, as chance will have it; the run must find
/// just that, each kind; what is missing is repaired by the hub, the rest by the region; another run must say that all is well.
/// </summary>
internal sealed class ReconciliationScenario(DemoWorld world, string language, StepLog log)
{
    private const string Clean = "Clean 0:0:0:0:0";
    private const string WithDifferences = "Differences 0:0:0:0:0";

    public async Task RunAsync(LedgerHistory history, CancellationToken cancellationToken)
    {
        using var channel = world.Connect(DemoWorld.Operator, language);
        var client = new ReconciliationOperationsServiceClient(channel.Invoker);
        foreach (var region in DemoWorld.RegionCodes)
        {
            var faults = await LedgerMishaps.InjectAsync(world.Region(region).Ledger, history, region, cancellationToken);
            var runId = "";
            await DoAsync(region, "reconcile the day before", "日终对账", WithDifferences, async () =>
            {
                var run = await RunAsync(client, region, history, cancellationToken);
                runId = run.RunId;
                return await OutcomeAsync(client, run, cancellationToken);
            });
            await DoAsync(region, "entries in doubt are settled", "存疑记录已核实", LedgerHistory.InDoubtCount.ToString(CultureInfo.InvariantCulture), () => SettledAsync(client, region, cancellationToken));
            var found = await DifferencesAsync(client, runId, cancellationToken);
            foreach (var (kind, ids) in faults.ByKind)
                await DoAsync(region, $"found as injected: {kind}", $"发现与注入一致：{kind}", Text(ids, ids), () => Task.FromResult(Text(ids, [.. found.Where(difference => difference.Kind == kind).Select(difference => Guid.Parse(difference.RowId))])));
            await DoAsync(region, "missing rows are brought to the region", "补录缺失记录", DeliveryDrain.Drained, async () => (await DeliveryDrain.WaitAsync(world, language, cancellationToken)).Text);
            await faults.MendAsync(cancellationToken);
            await DoAsync(region, "reconcile again, after the region has mended the rest", "地区更正后再次对账", Clean, async () => await OutcomeAsync(client, await RunAsync(client, region, history, cancellationToken), cancellationToken));
            await DoAsync(region, "differences that are open", "未结差异", "0", async () =>
                (await client.ListDifferencesAsync(new ListDifferencesRequest { ParticipantId = Participant(region), PageSize = 500 }, cancellationToken: cancellationToken)).Differences.Count.ToString(CultureInfo.InvariantCulture));
        }
    }

    private Task<bool> DoAsync(string region, string name, string nameZh, string expected, Func<Task<string>> act)
        => log.DoAsync(name, nameZh, DemoWorld.Operator, region, expected, async () => new StepOutcome(await act()));

    /// <summary>How many were injected, and whether just these were found.</summary>
    private static string Text(IReadOnlyCollection<Guid> injected, IReadOnlyCollection<Guid> found)
        => injected.ToHashSet().SetEquals(found) && injected.Count == found.Count ? $"{injected.Count} of {injected.Count}" : $"{found.Count} found, {found.Intersect(injected).Count()} of {injected.Count} right";

    private static async Task<ReconciliationRun> RunAsync(ReconciliationOperationsServiceClient client, string region, LedgerHistory history, CancellationToken cancellationToken)
    {
        var day = new Date { Year = history.Day.Year, Month = history.Day.Month, Day = history.Day.Day };
        var started = await client.StartReconciliationRunAsync(new StartReconciliationRunRequest
        {
            RequestId = Guid.NewGuid().ToString(),
            ParticipantId = Participant(region),
            FirstDay = day,
            LastDay = day,
            Repair = true,
            Reason = "演示（测试）",
            OperatorName = "测试甲",
        }, cancellationToken: cancellationToken);
        using var watch = client.WatchReconciliationRun(new WatchReconciliationRunRequest { RunId = started.Run.RunId }, cancellationToken: cancellationToken);
        var last = started.Run;
        await foreach (var seen in watch.ResponseStream.ReadAllAsync(cancellationToken))
            last = seen.Run;
        return last;
    }

    /// <summary>How the run ended, and the residual of its day.</summary>
    private static async Task<string> OutcomeAsync(ReconciliationOperationsServiceClient client, ReconciliationRun run, CancellationToken cancellationToken)
    {
        var whole = await client.GetReconciliationRunAsync(new GetReconciliationRunRequest { RunId = run.RunId }, cancellationToken: cancellationToken);
        return $"{whole.Run.State} {(whole.Windows is [var window] ? window.Residual : whole.Run.Problem)}";
    }

    /// <summary>Entries that were settled, in all runs: the hub may have made one of its own accord when it started.</summary>
    private static async Task<string> SettledAsync(ReconciliationOperationsServiceClient client, string region, CancellationToken cancellationToken)
    {
        var page = await client.ListReconciliationRunsAsync(new ListReconciliationRunsRequest { ParticipantId = Participant(region), PageSize = 500 }, cancellationToken: cancellationToken);
        return page.Runs.Sum(run => run.SettledCount).ToString(CultureInfo.InvariantCulture);
    }

    private static async Task<List<Difference>> DifferencesAsync(ReconciliationOperationsServiceClient client, string runId, CancellationToken cancellationToken)
    {
        var all = new List<Difference>();
        var request = new ListDifferencesRequest { RunId = runId, PageSize = 500 };
        do
        {
            var page = await client.ListDifferencesAsync(request, cancellationToken: cancellationToken);
            all.AddRange(page.Differences);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return all;
    }

    private static string Participant(string region) => SampleBackOffice.CertificateName(region);
}
