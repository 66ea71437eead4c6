using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using ExchangeHub.Benchmarks.Report;
using ExchangeHub.Reconciliation;

namespace ExchangeHub.Benchmarks.Reconciliation;

/// <summary>Measures reconciliation: bytes, round trips and time for ledgers that are the same and that differ; and other ways beside it.</summary>
internal static class ReconciliationBenchmark
{
    private const int LargeRows = 10_000_000;
    private const int Most = 100_000;
    private static readonly int[] ScatteredInMany = [10, 1_000];
    private static readonly (string Way, ComparisonMethods Methods)[] Ways =
        [("the comparison alone", Peers.All), ("ranges alone", ComparisonMethods.Descent), ("full listing", ComparisonMethods.Equal)];
    private static readonly int[] Scattered = [10, 100, 1_000];

    public static Command Create()
    {
        var rows = new Option<int[]>("--rows") { Description = "rows of each ledger", DefaultValueFactory = _ => [1_000_000, LargeRows], AllowMultipleArgumentsPerToken = true };
        var command = new Command("reconcile", "Measure reconciliation") { rows };
        command.SetAction(async parsed =>
        {
            foreach (var count in parsed.GetValue(rows)!)
                await RunAsync(count);
        });
        return command;
    }

    private static async Task RunAsync(int rows)
    {
        await using var rig = await ReconciliationRig.StartAsync(rows);
        await using var peers = Peers.Of(rig);
        Console.WriteLine($"\n#### {rows:N0} rows\n| differences | way | found | bytes | round trips | ms | methods | residual |\n|---|---|---|---|---|---|---|---|");
        await MeasureAsync(rig, peers, "0 (first run: sums of minutes are made)", () => Task.FromResult<Func<Task>>(() => Task.CompletedTask), withPeers: false);
        await MeasureAsync(rig, peers, "0", () => Task.FromResult<Func<Task>>(() => Task.CompletedTask), withPeers: true);
        foreach (var count in rows >= LargeRows ? ScatteredInMany : Scattered)
            await MeasureAsync(rig, peers, $"{count:N0} scattered", () => rig.Rows.ScatterAsync(count), withPeers: rows < LargeRows);
        await MeasureAsync(rig, peers, "1,000 in one outage, lost by the region", rig.Rows.LoseOutageAsync, withPeers: rows < LargeRows);
        await MeasureAsync(rig, peers, "1,000 in one outage, lost by the hub", rig.Rows.LoseOutageAtHubAsync, withPeers: rows < LargeRows);
        var memory = $"{rig.PeakMemory >> 20} MiB with up to 1,000 differences ({string.Join(", ", rig.MemoryKinds())} at their end)";
        if (rows < LargeRows)
        {
            await MeasureAsync(rig, peers, $"{Most:N0} scattered", () => rig.Rows.ScatterAsync(Most), withPeers: true);
            memory += $", {rig.PeakMemory >> 20} MiB with {Most:N0}";
        }
        await SignOffAsync(rig);
        await ScanAsync(rig);
        if (rows < LargeRows)
            await PostgreSqlScan.MeasureAsync(rows);
        Console.WriteLine($"\nHub, peak working set: {memory}, {rig.PeakMemory >> 20} MiB with the sign-off.");
    }

    private static async Task MeasureAsync(ReconciliationRig rig, Peers peers, string name, Func<Task<Func<Task>>> change, bool withPeers)
    {
        var undo = await change();
        var run = await rig.RunAsync();
        Print(name, "hub, a run", run.Differences, run.Bytes, run.RoundTrips, run.Time, run.Methods, run.Residual);
        if (withPeers)
        {
            foreach (var (way, methods) in Ways)
                await peers.MeasureAsync(name, way, methods, Print);
        }
        await undo();
    }

    private static async Task SignOffAsync(ReconciliationRig rig)
    {
        var run = await rig.RunAsync(signOff: true);
        Print("0", "hub, a sign-off (every fingerprint anew)", run.Differences, run.Bytes, run.RoundTrips, run.Time, run.Methods, run.Residual);
    }

    /// <summary>The region's own sums of all rows, by a scan of the stored fingerprints.</summary>
    private static async Task ScanAsync(ReconciliationRig rig)
    {
        var rates = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var counted = await rig.ScanAsync();
            rates.Add(counted / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        Console.WriteLine($"\nRegion, scan of stored fingerprints, one core: {Statistics.Median(rates):N0} rows/s (median of {rates.Count}).");
    }

    private static void Print(string name, string way, long differences, long bytes, int trips, TimeSpan time, string methods, string residual)
        => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {way} | {differences:N0} | {bytes:N0} | {trips} | {time.TotalMilliseconds:N0} | {methods} | {residual} |"));
}
