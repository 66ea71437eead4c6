using ExchangeHub.Benchmarks.Arms;

namespace ExchangeHub.Benchmarks.Load;

/// <summary>How long and how often is measured.</summary>
/// <param name="Concurrency">Numbers of callers at a time, one table each.</param>
/// <param name="Rounds">Visits to each arm for each number.</param>
/// <param name="Visit">Time of one visit.</param>
/// <param name="WarmUp">Time of the visits that are thrown away.</param>
internal sealed record Schedule(IReadOnlyList<int> Concurrency, int Rounds, TimeSpan Visit, TimeSpan WarmUp);

/// <summary>What was measured with one number of callers: for each arm one visit a round, so that visits of one round can be compared.</summary>
internal sealed record Measured(int Concurrency, IReadOnlyDictionary<Arm, IReadOnlyList<Visit>> Visits);

/// <summary>Visits the arms in rounds. What disturbs the machine meets all arms of a round alike, so ratios are taken within rounds.</summary>
internal sealed class Comparison(Rig rig, Schedule schedule, Action<string> progress)
{
    /// <summary>Compiled code needs many calls until it is at its best.</summary>
    private const int FirstWarmUpCallers = 64;

    /// <summary>The order of visits is shuffled, the same in every run.</summary>
    private readonly Random _random = new(20260101);

    public async Task<List<Measured>> RunAsync(CancellationToken cancellationToken)
    {
        await WarmUpAsync(FirstWarmUpCallers, cancellationToken);
        var measured = new List<Measured>();
        foreach (var callers in schedule.Concurrency)
            measured.Add(await RunAsync(callers, cancellationToken));
        return measured;
    }

    private async Task<Measured> RunAsync(int callers, CancellationToken cancellationToken)
    {
        await WarmUpAsync(callers, cancellationToken);
        var visits = rig.Arms.ToDictionary(arm => arm.Arm, _ => new List<Visit>());
        for (var round = 1; round <= schedule.Rounds; round++)
        {
            foreach (var arm in Shuffled())
                visits[arm.Arm].Add(await VisitAsync(arm, callers, schedule.Visit, cancellationToken));
            progress($"{callers} callers, round {round} of {schedule.Rounds}: " + string.Join(", ", visits.Select(pair => $"{pair.Key.Name} {pair.Value[^1].CallsPerSecond:N0}/s")));
        }
        return new Measured(callers, visits.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<Visit>)pair.Value));
    }

    private async Task WarmUpAsync(int callers, CancellationToken cancellationToken)
    {
        foreach (var arm in rig.Arms)
            await VisitAsync(arm, callers, schedule.WarmUp, cancellationToken);
    }

    private static async Task<Visit> VisitAsync(RunningArm arm, int callers, TimeSpan duration, CancellationToken cancellationToken)
    {
        var visit = await ClosedLoop.RunAsync(arm, callers, duration, cancellationToken);
        await arm.CheckLedgerAsync();
        return visit;
    }

    private RunningArm[] Shuffled()
    {
        var arms = rig.Arms.ToArray();
        _random.Shuffle(arms);
        return arms;
    }
}
