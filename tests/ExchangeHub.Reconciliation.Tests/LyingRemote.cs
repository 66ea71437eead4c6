namespace ExchangeHub.Reconciliation.Tests;

/// <summary>Bends what an honest ledger says.</summary>
internal sealed class LyingRemote(IRemoteLedger honest) : IRemoteLedger
{
    /// <summary>So many calls no comparison of the tests' ledgers makes: then it does not end.</summary>
    private const int TooManyCalls = 5_000;

    private int _calls;

    public Func<IReadOnlyList<RangeQuestion>, IReadOnlyList<RangeSummary>, IReadOnlyList<RangeSummary>> Summaries { get; init; } = (_, answers) => answers;

    public Func<IdRange, RowPage, RowPage> Page { get; init; } = (_, page) => page;

    public Func<Sketch, Sketch?> Cells { get; init; } = sketch => sketch;

    public int Calls => _calls;

    public async Task<IReadOnlyList<RangeSummary>> SummarizeAsync(IReadOnlyList<RangeQuestion> questions, CancellationToken cancellationToken)
    {
        Count();
        return Summaries(questions, await honest.SummarizeAsync(questions, cancellationToken));
    }

    public async Task<RowPage> ListRowsAsync(IdRange range, int maxRows, CancellationToken cancellationToken)
    {
        Count();
        return Page(range, await honest.ListRowsAsync(range, maxRows, cancellationToken));
    }

    public async Task<Sketch?> SketchAsync(IReadOnlyList<IdRange> ranges, int cellsPerTable, CancellationToken cancellationToken)
    {
        Count();
        return await honest.SketchAsync(ranges, cellsPerTable, cancellationToken) is { } sketch ? Cells(sketch) : null;
    }

    private void Count() => Assert.InRange(Interlocked.Increment(ref _calls), 1, TooManyCalls);
}
