using System.CommandLine;
using System.Diagnostics;
using ExchangeHub.Benchmarks.Report;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using Google.Protobuf.WellKnownTypes;

namespace ExchangeHub.Benchmarks.Sharing;

/// <summary>Measures information sharing: publishing, how soon changes come to those who follow, snapshots, and reads as of a day.</summary>
internal static class SharingBenchmark
{
    public static Command Create()
    {
        var records = new Option<int>("--records") { Description = "records", DefaultValueFactory = _ => 1_000_000 };
        var versions = new Option<int>("--versions") { Description = "versions of each", DefaultValueFactory = _ => 5 };
        var followers = new Option<int>("--followers") { Description = "who follow at the highest load", DefaultValueFactory = _ => 1_000 };
        var command = new Command("sharing", "Measure information sharing") { records, versions, followers };
        command.SetAction(async parsed =>
        {
            await using var rig = await SharingRig.StartAsync(parsed.GetValue(followers));
            await LatencyAsync(rig, followers: 100, changes: 300);
            await LoadAsync(rig, parsed.GetValue(followers), changesPerSecond: 200, warmUpSeconds: 15, seconds: 20);
            for (var version = 1; version <= parsed.GetValue(versions); version++)
            {
                await PublishAsync(rig, parsed.GetValue(records), version);
                if (version == 1 || version == parsed.GetValue(versions))
                    await SnapshotAsync(rig, version);
            }
            await AsOfAsync(rig, parsed.GetValue(records), parsed.GetValue(versions), reads: 5_000);
        });
        return command;
    }

    private static async Task PublishAsync(SharingRig rig, int records, int version)
    {
        var (start, before) = (Stopwatch.GetTimestamp(), rig.Memory);
        await rig.Publisher.PublishAsync(DataSet.TechnicalGuides, Enumerable.Range(0, records).Select(i => SharingRig.Guide(i, version)));
        var rate = records / Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine($"publish version {version} of {records:N0} records ({SharingRig.Guide(0, version).CalculateSize()} B): {rate:N0} records/s; hub {before >> 20} MiB before, {rig.Memory >> 20} MiB after");
    }

    /// <summary>From the moment a version is sent until each who follows has it.</summary>
    private static async Task LatencyAsync(SharingRig rig, int followers, int changes)
    {
        using var crowd = await Crowd.GatherAsync(rig, followers);
        var times = new List<double>();
        for (var i = 0; i < changes; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var head = await rig.Publisher.PublishAsync(DataSet.Notices, [rig.NextNotice()]);
            times.AddRange((await crowd.ArrivedAsync(head!.Sequence)).Select(end => Stopwatch.GetElapsedTime(start, end).TotalMilliseconds));
        }
        times.Sort();
        Console.WriteLine($"change to subscriber, {followers} followers, {changes} changes one after the other: p50 {times[times.Count / 2]:0.0} ms, p99 {times[times.Count * 99 / 100]:0.0} ms");
    }

    /// <summary>Whether all keep up: how far the last is behind when the last change has been answered.</summary>
    private static async Task LoadAsync(SharingRig rig, int followers, int changesPerSecond, int warmUpSeconds, int seconds)
    {
        using var crowd = await Crowd.GatherAsync(rig, followers);
        await ChangeAsync(rig, changesPerSecond, warmUpSeconds); // Not counted: code that has just started is still being compiled.
        var start = Stopwatch.GetTimestamp();
        var last = await ChangeAsync(rig, changesPerSecond, seconds);
        var (published, behind) = (Stopwatch.GetElapsedTime(start), crowd.FurthestBehind(last));
        var end = (await crowd.ArrivedAsync(last)).Max();
        Console.WriteLine($"{followers:N0} followers, {changesPerSecond * seconds / published.TotalSeconds:0} changes/s for {published.TotalSeconds:0} s: the last was {behind} changes behind at the end, and had all {Stopwatch.GetElapsedTime(start, end).TotalMilliseconds - published.TotalMilliseconds:0} ms after the last was answered; hub {rig.Memory >> 20} MiB");
    }

    /// <summary>Publishes so many changes a second, and gives the number of the last.</summary>
    private static async Task<long> ChangeAsync(SharingRig rig, int changesPerSecond, int seconds)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        var (start, sent, last) = (Stopwatch.GetTimestamp(), 0, 0L);
        while (sent < changesPerSecond * seconds)
        {
            var due = Math.Min(changesPerSecond * seconds, (int)(Stopwatch.GetElapsedTime(start).TotalSeconds * changesPerSecond) + 1);
            if (due > sent)
                last = (await rig.Publisher.PublishAsync(DataSet.Notices, Enumerable.Range(sent, due - sent).Select(_ => rig.NextNotice())))!.Sequence;
            else
                await tick.WaitForNextTickAsync();
            sent = due;
        }
        return last;
    }

    private static async Task SnapshotAsync(SharingRig rig, int versions)
    {
        var (start, count, before) = (Stopwatch.GetTimestamp(), 0L, rig.Memory);
        using var call = rig.Reader.ReadSnapshot(new ReadSnapshotRequest { DataSet = DataSet.TechnicalGuides, ProducerRegion = SharingRig.Producer });
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
            count += call.ResponseStream.Current.Records.Count;
        Console.WriteLine($"snapshot of {count:N0} records with {versions} versions: {count / Stopwatch.GetElapsedTime(start).TotalSeconds:N0} records/s; hub {before >> 20} MiB before, {rig.Memory >> 20} MiB after, {rig.PeakMemory >> 20} MiB at most");
    }

    private static async Task AsOfAsync(SharingRig rig, int records, int versions, int reads)
    {
        var random = new Random(20261126);
        var known = DateTimeOffset.UtcNow.ToTimestamp();
        var times = new List<double>();
        for (var i = 0; i < reads; i++)
        {
            var (number, day) = (random.Next(records), SharingRig.FirstDay.AddMonths(random.Next(versions)));
            var start = Stopwatch.GetTimestamp();
            await rig.Reader.GetRecordAsync(new GetRecordRequest { DataSet = DataSet.TechnicalGuides, ProducerRegion = SharingRig.Producer, Key = SharingRig.Guide(number, 1).Key, AsOfDate = CalendarDates.ToProto(day), KnownTime = known });
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        times.Sort();
        Console.WriteLine($"as-of read by key, {records:N0} records with {versions} versions: p50 {times[reads / 2]:0.00} ms, p99 {times[reads * 99 / 100]:0.00} ms; median {Statistics.Median(times):0.00}");
    }
}
