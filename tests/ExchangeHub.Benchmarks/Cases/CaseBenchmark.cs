using System.CommandLine;
using System.Diagnostics;
using ExchangeHub.Benchmarks.Report;
using ExchangeHub.TestKit;

namespace ExchangeHub.Benchmarks.Cases;

/// <summary>Measures cases and deliveries: how soon one arrives, how many a second are kept and brought, and what a dead region costs.</summary>
internal static class CaseBenchmark
{
    private const int EventsOfACase = 5;
    private const int Sides = 2;

    public static Command Create()
    {
        var rounds = new Option<int>("--rounds") { Description = "visits to each", DefaultValueFactory = _ => 5 };
        var seconds = new Option<double>("--seconds") { Description = "time of one visit under load", DefaultValueFactory = _ => 4 };
        var callers = new Option<int>("--concurrency") { Description = "submitters at a time", DefaultValueFactory = _ => 64 };
        var backlog = new Option<int>("--backlog") { Description = "deliveries that wait for a dead region", DefaultValueFactory = _ => 100_000 };
        var command = new Command("cases", "Measure cases and deliveries") { rounds, seconds, callers, backlog };
        command.SetAction(async parsed =>
        {
            await LatencyAsync(parsed.GetValue(rounds));
            await ThroughputAsync(parsed.GetValue(rounds), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(callers));
            await BacklogAsync(parsed.GetValue(backlog), parsed.GetValue(callers));
        });
        return command;
    }

    private static async Task LatencyAsync(int rounds)
    {
        const int Submits = 100;
        await using var dialOut = await CaseRig.StartAsync(BackOfficeWay.DialOut, withSichuan: false);
        await using var link = await CaseRig.StartAsync(BackOfficeWay.Link, withSichuan: false);
        List<(double DialOut, double Link)> medians = [];
        for (var round = -1; round < rounds; round++)
        {
            var measured = (await MedianAsync(dialOut, Submits), await MedianAsync(link, Submits));
            if (round >= 0) // The first is the warm-up.
                medians.Add(measured);
        }
        Console.WriteLine($"submit to acknowledged, idle, p50, median of {rounds} rounds of {Submits}: dial-out {Statistics.Median(medians.Select(pair => pair.DialOut)):0.00} ms, link {Statistics.Median(medians.Select(pair => pair.Link)):0.00} ms, ratio {Statistics.Median(medians.Select(pair => pair.Link / pair.DialOut)):0.00}");
    }

    private static async Task<double> MedianAsync(CaseRig rig, int submits)
    {
        var times = new List<double>();
        for (var i = 0; i < submits; i++)
            times.Add((await rig.SubmitToAcknowledgedAsync()).TotalMilliseconds);
        return Statistics.Median(times);
    }

    private static async Task ThroughputAsync(int rounds, TimeSpan duration, int callers)
    {
        await using var grouped = await CaseRig.StartAsync(BackOfficeWay.DialOut, withSichuan: true);
        await using var plain = await CaseRig.StartAsync(BackOfficeWay.DialOut, withSichuan: true, options => options with { Limits = options.Limits with { WriteBatch = 1 } });
        List<(double Grouped, double Plain)> rates = [];
        for (var round = -1; round < rounds; round++)
        {
            var measured = (await RateAsync(grouped, duration, callers), await RateAsync(plain, duration, callers));
            if (round < 0)
                continue;
            rates.Add(measured);
            Console.WriteLine($"  round {round + 1}: {measured.Item1:0} events/s, one transaction an event {measured.Item2:0}");
        }
        Console.WriteLine($"accepted and delivered, {callers} submitters: {Statistics.Median(rates.Select(pair => pair.Grouped)):0} events/s (median of {rounds}), × one transaction an event {Statistics.Median(rates.Select(pair => pair.Grouped / pair.Plain)):0.00}");
    }

    /// <summary>Events of the two sides a second, from the first call until the last delivery is kept.</summary>
    private static async Task<double> RateAsync(CaseRig rig, TimeSpan duration, int callers)
    {
        var (start, before, cases) = (Stopwatch.GetTimestamp(), rig.Closed, 0);
        await Task.WhenAll(Enumerable.Range(0, callers).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(start) < duration)
            {
                await rig.LiveAsync();
                Interlocked.Increment(ref cases);
            }
        }));
        await rig.UntilClosedAsync(before + cases * Sides);
        return cases * EventsOfACase / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task BacklogAsync(int backlog, int callers)
    {
        await using var rig = await CaseRig.StartAsync(BackOfficeWay.DialOut, withSichuan: true);
        // From Chongqing to Sichuan, which lives all the time.
        var before = await OtherWayAsync(rig, 300);
        before = await OtherWayAsync(rig, 300);
        await rig.Setup.Chongqing.DisposeAsync();
        await SubmitManyAsync(rig, backlog / 10, callers);
        var early = rig.Memory;
        await SubmitManyAsync(rig, backlog - backlog / 10, callers);
        var late = rig.Memory;
        var during = await OtherWayAsync(rig, 300);
        Console.WriteLine($"{backlog:N0} deliveries wait for a dead region: memory {early >> 20} MiB at a tenth of them, {late >> 20} MiB at all; submit to acknowledged for the other region, p50: {before:0.00} ms before, {during:0.00} ms meanwhile, ratio {during / before:0.00}");

        var inbox = rig.Setup.Chongqing.Inbox;
        var there = inbox.Kept.Count;
        await rig.Setup.RestartChongqingAsync();
        await inbox.UntilAsync(kept => kept.Count > there); // It has been found again; from here it drains.
        var (start, first) = (Stopwatch.GetTimestamp(), inbox.Kept.Count);
        await inbox.UntilAsync(kept => kept.Count >= backlog + there, TimeSpan.FromMinutes(10));
        Console.WriteLine($"drained at {(backlog + there - first) / Stopwatch.GetElapsedTime(start).TotalSeconds:0} deliveries/s");
    }

    private static Task SubmitManyAsync(CaseRig rig, int count, int callers)
        => Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = callers }, async (_, token) => await rig.Office.SubmitCaseAsync(CaseRequests.Submit(), cancellationToken: token));

    /// <summary>Median time from a submission in Chongqing until Sichuan acknowledges it.</summary>
    private static async Task<double> OtherWayAsync(CaseRig rig, int submits)
    {
        var times = new List<double>();
        for (var i = 0; i < submits; i++)
            times.Add((await rig.SubmitOtherWayAsync()).TotalMilliseconds);
        return Statistics.Median(times);
    }
}
