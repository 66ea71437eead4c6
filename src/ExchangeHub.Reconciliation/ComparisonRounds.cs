namespace ExchangeHub.Reconciliation;

/// <summary>Goes on, round by round, until no part that differs is left. What is done in one round is done side by side.</summary>
internal sealed class ComparisonRounds(
    LocalReader local, IRemoteLedger remote, DifferenceSink sink, ComparisonOptions options, long windowRows, IProgress<ComparisonProgress>? progress)
{
    private readonly ComparisonPlanner _planner = new(options, windowRows);
    private readonly RangeCutter _cutter = new(local, remote);
    private readonly SketchComparer _sketches = new(local, remote, sink);
    private readonly RowLister _lister = new(local, remote, sink, options.RowsPerPage);

    private volatile bool _offersSketches = true;
    private long _done;
    private long _total;

    /// <summary>Calls that had to wait for an earlier one's answer.</summary>
    public int RoundTrips { get; private set; }

    /// <summary>What was used.</summary>
    public ComparisonMethods Methods { get; private set; }

    /// <summary>Compares the parts.</summary>
    public async Task RunAsync(IReadOnlyList<Part> parts, CancellationToken cancellationToken)
    {
        (_done, _total) = (options.Parts - parts.Count, options.Parts);
        Report(0, 0);
        for (var round = 1; parts.Count > 0; round++)
        {
            if (round == options.MaxRounds)
                throw RemoteClaims.Wrong($"After {round} rounds {parts.Count} ranges still differ.", $"经过 {round} 轮，仍有 {parts.Count} 个区间不同。");
            parts = await RoundAsync(_planner.Plan(parts, _offersSketches), cancellationToken);
        }
    }

    private async Task<IReadOnlyList<Part>> RoundAsync(ComparisonPlan plan, CancellationToken cancellationToken)
    {
        Methods |= (plan.Cuts.Count > 0 ? ComparisonMethods.Descent : 0) | (plan.Sketches.Count > 0 ? ComparisonMethods.Sketch : 0)
            | (plan.Lists.Count > 0 ? ComparisonMethods.List : 0);
        List<Func<CancellationToken, Task<Outcome>>> work =
        [
            .. Calls(plan.Cuts).Select(cuts => (Func<CancellationToken, Task<Outcome>>)(token => CutAsync(cuts, token))),
            .. plan.Sketches.Select(group => (Func<CancellationToken, Task<Outcome>>)(token => SketchAsync(group, token))),
            .. plan.Lists.Select(run => (Func<CancellationToken, Task<Outcome>>)(token => ListAsync(run, token))),
        ];

        var outcomes = new Outcome[work.Count];
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = options.MaxCallsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, work.Count, atOnce, async (i, token) => outcomes[i] = await work[i](token));
        RoundTrips += outcomes.Max(outcome => outcome.RoundTrips);
        return [.. outcomes.SelectMany(outcome => outcome.Left).OrderBy(part => part.Range.First)];
    }

    private async Task<Outcome> CutAsync(IReadOnlyList<Cut> cuts, CancellationToken cancellationToken)
    {
        var (left, roundTrips) = await _cutter.CutAsync(cuts, cancellationToken);
        var parts = cuts.Sum(cut => cut.Count);
        Report(parts - left.Count, parts - cuts.Count);
        return new Outcome(left, roundTrips);
    }

    private async Task<Outcome> SketchAsync(SketchGroup group, CancellationToken cancellationToken)
    {
        if (!_offersSketches)
            return new Outcome(group.Parts, 0);
        var (left, roundTrips) = await _sketches.CompareAsync(group, cancellationToken);
        if (left is null)
        {
            _offersSketches = false;
            return new Outcome(group.Parts, roundTrips);
        }
        Report(group.Parts.Count - left.Count, 0);
        return new Outcome(left, roundTrips);
    }

    private async Task<Outcome> ListAsync(ListRun run, CancellationToken cancellationToken)
    {
        var pages = await _lister.CompareAsync(run, cancellationToken);
        Report(run.Parts, 0);
        return new Outcome([], pages);
    }

    private void Report(long done, long more)
    {
        var (total, now) = (Interlocked.Add(ref _total, more), Interlocked.Add(ref _done, done));
        progress?.Report(new ComparisonProgress(Math.Min(now, total), total));
    }

    /// <summary>Shares cuts out to calls, so that no answer is too large.</summary>
    private static IEnumerable<IReadOnlyList<Cut>> Calls(IReadOnlyList<Cut> cuts)
    {
        var call = new List<Cut>();
        foreach (var cut in cuts)
        {
            if (call.Count == ComparisonOptions.MaxQuestions || call.Sum(one => one.Count) + cut.Count > ComparisonOptions.MaxAnswers)
            {
                yield return call;
                call = [];
            }
            call.Add(cut);
        }
        if (call.Count > 0)
            yield return call;
    }

    /// <param name="Left">Parts that are still to be compared.</param>
    /// <param name="RoundTrips">Calls, one after the other.</param>
    private sealed record Outcome(IReadOnlyList<Part> Left, int RoundTrips);
}
