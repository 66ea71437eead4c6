using System.CommandLine;
using ExchangeHub.Benchmarks.Arms;
using ExchangeHub.Benchmarks.Load;
using ExchangeHub.Benchmarks.Report;
using ExchangeHub.Benchmarks.Site;
using ExchangeHub.TestKit.Storage;

namespace ExchangeHub.Benchmarks;

/// <summary>The commands that people use.</summary>
internal static class BenchmarkCommands
{
    private const int MissedTarget = 2;
    private const int StartTargetSeconds = 3;

    /// <summary>Makes <paramref name="command"/> compare the arms.</summary>
    public static TCommand Compare<TCommand>(TCommand command)
        where TCommand : Command
    {
        var arms = new Option<string[]>("--arms") { Description = "arms to compare", DefaultValueFactory = _ => [.. Arm.All.Select(arm => arm.Name)], CustomParser = result => [.. Items(result)] };
        var concurrency = new Option<int[]>("--concurrency") { Description = "callers at a time", DefaultValueFactory = _ => [1, 16, 64, 256], CustomParser = result => [.. Items(result).Select(int.Parse)] };
        var rounds = new Option<int>("--rounds") { Description = "visits to each arm", DefaultValueFactory = _ => 5 };
        var seconds = new Option<double>("--seconds") { Description = "time of one visit", DefaultValueFactory = _ => 4 };
        var warmUp = new Option<double>("--warm-up") { Description = "time of the visits that are thrown away", DefaultValueFactory = _ => 3 };
        var json = new Option<string?>("--json") { Description = "file for every visit's figures" };
        foreach (var option in new Option[] { arms, concurrency, rounds, seconds, warmUp, json })
            command.Options.Add(option);
        command.SetAction((parsed, cancellationToken) =>
        {
            var schedule = new Schedule(parsed.GetValue(concurrency)!, parsed.GetValue(rounds), TimeSpan.FromSeconds(parsed.GetValue(seconds)), TimeSpan.FromSeconds(parsed.GetValue(warmUp)));
            return CompareAsync(Arm.Named(parsed.GetValue(arms)!), schedule, parsed.GetValue(json), cancellationToken);
        });
        return command;
    }

    /// <summary>Asks the hub for a long time.</summary>
    public static Command Soak()
    {
        var minutes = new Option<double>("--minutes") { DefaultValueFactory = _ => 10 };
        var concurrency = new Option<int>("--concurrency") { Description = "callers at a time", DefaultValueFactory = _ => 64 };
        var command = new Command("soak", "Ask the hub for a long time, and say whether its memory stays flat") { minutes, concurrency };
        command.SetAction((parsed, cancellationToken) => SoakAsync(parsed.GetValue(concurrency), TimeSpan.FromMinutes(parsed.GetValue(minutes)), cancellationToken));
        return command;
    }

    /// <summary>Starts the hub again and again.</summary>
    public static Command Start()
    {
        var times = new Option<int>("--times") { Description = "starts on each store", DefaultValueFactory = _ => 7 };
        var command = new Command("start", "Start the hub on a database of 200,000 entries, and say how long it takes until it listens") { times };
        command.SetAction(async parsed =>
        {
            var isMet = true;
            foreach (var store in ColdStart.Stores)
            {
                var seconds = await ColdStart.MeasureAsync(store, parsed.GetValue(times));
                var median = Statistics.Median(seconds);
                isMet &= median <= StartTargetSeconds;
                Console.WriteLine($"{store}: {median:0.00} s (median of {seconds.Count}; {seconds.Min():0.00} to {seconds.Max():0.00}); at most {StartTargetSeconds} s: {(median <= StartTargetSeconds ? "PASS" : "MISS")}");
            }
            return isMet ? 0 : MissedTarget;
        });
        return command;
    }

    private static async Task<int> CompareAsync(IReadOnlyList<Arm> arms, Schedule schedule, string? json, CancellationToken cancellationToken)
    {
        using var folder = NewFolder();
        if (arms.Contains(Arm.Nginx) && NginxRelay.Program is null)
        {
            arms = [.. arms.Where(arm => arm != Arm.Nginx)];
            Console.WriteLine("nginx: not installed: apt-get install nginx");
        }
        if (arms.Contains(Arm.HubPostgreSql) && !PostgreSqlServer.IsInstalled)
        {
            arms = [.. arms.Where(arm => arm != Arm.HubPostgreSql)];
            Console.WriteLine($"{Arm.HubPostgreSql.Name}: {PostgreSqlServer.HowToInstall}");
        }

        var machine = Machine.This(DiskSync.MedianMicroseconds(folder.Path));
        await using var rig = await Rig.StartAsync(BenchmarkSite.Create(folder.Path), arms, cancellationToken);
        var measured = await new Comparison(rig, schedule, Console.Error.WriteLine).RunAsync(cancellationToken);

        Console.WriteLine(MarkdownReport.Of(machine, schedule, measured));
        if (json is not null)
            await JsonReport.WriteAsync(json, machine, schedule, measured);
        return Target.All.All(target => target.Measure(measured) is not { } ratio || target.IsMet(ratio)) ? 0 : MissedTarget;
    }

    private static async Task<int> SoakAsync(int callers, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var folder = NewFolder();
        await using var rig = await Rig.StartAsync(BenchmarkSite.Create(folder.Path), [Arm.Hub], cancellationToken);
        var hub = rig.Arms.Single();
        var samples = await new Soak(hub, callers, duration, sample => Console.WriteLine(SoakReport.Line(sample))).RunAsync(cancellationToken);

        var (verdict, isFlat) = SoakReport.Verdict(samples);
        Console.WriteLine($"{hub.Answered:N0} calls answered, and as many entries in the ledger.");
        Console.WriteLine(verdict);
        return isFlat ? 0 : MissedTarget;
    }

    private static TestKit.TestFolder NewFolder()
    {
        var folder = new TestKit.TestFolder();
        if (!DiskSync.IsInMemory(folder.Path))
            return folder;
        folder.Dispose();
        throw new InvalidOperationException("The folder for temporary files lies in memory, where durability costs nothing: set TMPDIR to one on a disk.");
    }

    private static IEnumerable<string> Items(System.CommandLine.Parsing.ArgumentResult result)
        => result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
