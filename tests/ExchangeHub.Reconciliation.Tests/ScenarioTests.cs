namespace ExchangeHub.Reconciliation.Tests;

/// <summary>What happens to ledgers of some size, by every means: found is what a plain comparison finds.</summary>
public class ScenarioTests
{
    private const int Rows = 20_000;

    private static readonly FingerprintedRow[] Day = Made.Rows(Rows, new Random(21));

    /// <summary>What becomes of a row at the region.</summary>
    private static readonly Dictionary<string, Func<int, FingerprintedRow, Random, FingerprintedRow[]>> Fates = new()
    {
        ["nothing"] = (_, row, _) => [row],
        ["a few lost"] = (i, row, _) => i % 1_500 == 7 ? [] : [row],
        ["a few altered"] = (i, row, random) => i % 1_500 == 7 ? [row with { Fingerprint = Made.Fingerprint(random) }] : [row],
        ["duplicates only"] = (i, row, _) => i % 300 == 7 ? [row, row] : [row],
        ["a few three and four times"] = (i, row, _) => i % 2_000 == 7 ? [row, row, row] : i % 2_000 == 8 ? [row, row, row, row] : [row],
        ["a tenth lost"] = (_, row, random) => random.Next(10) == 0 ? [] : [row],
        ["a tenth altered, a tenth lost"] = (_, row, random) => random.Next(10) switch { 0 => [], 1 => [row with { Fingerprint = Made.Fingerprint(random) }], _ => [row] },
        ["an outage"] = (i, row, _) => i is >= 12_345 and < 13_345 ? [] : [row],
        ["an outage and a few altered"] = (i, row, random) => i is >= 12_345 and < 14_345 ? [] : i % 700 == 3 ? [row with { Fingerprint = Made.Fingerprint(random) }] : [row],
        ["all twice"] = (_, row, _) => [row, row],
        ["all altered"] = (_, row, random) => [row with { Fingerprint = Made.Fingerprint(random) }],
        ["all lost"] = (_, _, _) => [],
        ["lost, and as many twice"] = (i, row, _) => (i % 1_000) switch { 7 => [], 500 => [row, row], _ => [row] },
        ["versions"] = (i, row, random) => i % 900 == 7 ? [row, row with { Fingerprint = Made.Fingerprint(random) }, row with { Fingerprint = Made.Fingerprint(random) }] : [row],
    };

    private static readonly Dictionary<string, ComparisonOptions> Routes = new()
    {
        ["as it comes"] = new(),
        ["one call at a time"] = new() { MaxCallsAtOnce = 1, RowsPerPage = 500 },
        ["no sketches"] = new() { Methods = ComparisonMethods.Descent | ComparisonMethods.List },
        ["sketches first"] = new() { Methods = ComparisonMethods.Descent | ComparisonMethods.Sketch },
        ["list"] = new() { Methods = ComparisonMethods.List },
        ["few parts in mind"] = new() { MaxParts = 64, Parts = 8, Methods = ComparisonMethods.Descent },
    };

    public static TheoryData<string, string> Cases { get; } = Pairs();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Run_Region_FindsWhatThePlainComparisonFinds(string fate, string route)
    {
        var theirs = Theirs(fate);
        var remote = new FakeRemote(theirs);
        var (result, found) = await Comparing.RunAsync(Day, remote, Made.Day, Routes[route]);

        Assert.Equal(Comparing.Text(Comparing.Naive(Day, theirs)), Comparing.Text(found));
        Assert.True(result.Residual.IsZero);
        Assert.InRange(remote.Largest, 0, 256 * 1024);
    }

    /// <summary>The other way round: what the region has and the hub has not.</summary>
    [Theory]
    [InlineData("a few lost")]
    [InlineData("a tenth lost")]
    [InlineData("an outage")]
    [InlineData("all lost")]
    public async Task Run_Hub_FindsWhatThePlainComparisonFinds(string fate)
    {
        var mine = Theirs(fate);
        var (result, found) = await Comparing.RunAsync(mine, new FakeRemote(Day), Made.Day);

        Assert.Equal(Comparing.Text(Comparing.Naive(mine, Day)), Comparing.Text(found));
        Assert.InRange(result.RoundTrips, 1, 5);
    }

    [Fact]
    public async Task Run_RegionWithoutSketches_IsComparedByOtherMeans()
    {
        var theirs = Theirs("a few lost");
        var (result, found) = await Comparing.RunAsync(Day, new FakeRemote(theirs) { OffersSketches = false }, Made.Day);

        Assert.Equal(Comparing.Text(Comparing.Naive(Day, theirs)), Comparing.Text(found));
        Assert.True(result.Methods.HasFlag(ComparisonMethods.Descent));
    }

    /// <summary>A region that leaves out parts of which it has no row, though some were expected, is understood by the sums.</summary>
    [Fact]
    public async Task Run_RegionLeavesOutEmptyParts_IsUnderstood()
    {
        var theirs = Theirs("an outage");
        var remote = new LyingRemote(new FakeRemote(theirs)) { Summaries = (_, answers) => [.. answers.Select(answer => answer with { Parts = [.. answer.Parts.Where(part => part.Total.Count > 0)] })] };
        var (_, found) = await Comparing.RunAsync(Day, remote, Made.Day, Routes["no sketches"]);

        Assert.Equal(Comparing.Text(Comparing.Naive(Day, theirs)), Comparing.Text(found));
    }

    [Fact]
    public async Task Run_RegionChangesMeanwhile_IsSaid()
    {
        var (before, after) = (new FakeRemote(Theirs("a few lost")), new FakeRemote(Theirs("a few altered")));
        foreach (var route in Routes.Values)
        {
            var refused = await Assert.ThrowsAsync<RemoteLedgerException>(() => Comparing.RunAsync(Day, new ChangingRemote(before, after), Made.Day, route));
            Assert.True(refused.IsChange);
        }
    }

    [Fact]
    public async Task Run_TooFewRounds_IsSaid()
    {
        var refused = await Assert.ThrowsAsync<RemoteLedgerException>(() => Comparing.RunAsync(
            Day, new FakeRemote(Theirs("a few lost")), Made.Day, new ComparisonOptions { Methods = ComparisonMethods.Descent, MaxRounds = 2, Parts = 2 }));
        Assert.Contains("still differ", refused.Message);
    }

    [Fact]
    public async Task Run_WhoeverIsToldFails_Fails()
    {
        var comparison = new LedgerComparison(new LocalLedger(Day), new FakeRemote([]), new ComparisonOptions());
        await Assert.ThrowsAsync<InvalidDataException>(() => comparison.RunAsync(Made.Day, (_, _) => throw new InvalidDataException(), null, CancellationToken.None));
    }

    [Fact]
    public async Task Run_Cancelled_Ends()
    {
        using var cancel = new CancellationTokenSource();
        var comparison = new LedgerComparison(new LocalLedger(Day), new FakeRemote([]), new ComparisonOptions());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => comparison.RunAsync(Made.Day, async (_, _) => await cancel.CancelAsync(), null, cancel.Token));
    }

    [Fact]
    public async Task Run_Progress_AscendsToTheWhole()
    {
        var told = new Told();
        var comparison = new LedgerComparison(new LocalLedger(Day), new FakeRemote(Theirs("an outage and a few altered")), new ComparisonOptions { MaxCallsAtOnce = 1 });
        await comparison.RunAsync(Made.Day, (_, _) => ValueTask.CompletedTask, told, CancellationToken.None);

        Assert.Equal(told.All[^1].TotalRanges, told.All[^1].DoneRanges);
        Assert.All(told.All.Zip(told.All.Skip(1)), pair => Assert.True(pair.First.DoneRanges <= pair.Second.DoneRanges && pair.First.TotalRanges <= pair.Second.TotalRanges));
        Assert.All(told.All, progress => Assert.InRange(progress.DoneRanges, 0, progress.TotalRanges));
    }

    [Fact]
    public async Task Run_EmptyWindow_IsRefused()
        => await Assert.ThrowsAsync<ArgumentException>(() => Comparing.RunAsync([], new FakeRemote([]), new IdRange(Made.Day.First, Made.Day.First)));

    [Fact]
    public void Options_OutOfRange_AreRefused()
        => Assert.All<ComparisonOptions>(
            [new() { Parts = 1 }, new() { Parts = 1025 }, new() { MaxRounds = 1 }, new() { MaxParts = 63 }, new() { MaxCallsAtOnce = 0 }, new() { RowsPerPage = 0 }, new() { RowsPerPage = 7_001 }],
            options => Assert.Throws<ArgumentOutOfRangeException>(() => new LedgerComparison(new LocalLedger([]), new FakeRemote([]), options)));

    private static List<FingerprintedRow> Theirs(string fate)
    {
        var random = new Random(22);
        return [.. Day.SelectMany((row, i) => Fates[fate](i, row, random))];
    }

    private static TheoryData<string, string> Pairs()
    {
        var pairs = new TheoryData<string, string>();
        foreach (var fate in Fates.Keys)
        {
            foreach (var route in Routes.Keys)
                pairs.Add(fate, route);
        }
        return pairs;
    }

    private sealed class Told : IProgress<ComparisonProgress>
    {
        public List<ComparisonProgress> All { get; } = [];

        public void Report(ComparisonProgress value) => All.Add(value);
    }

    /// <summary>A region whose ledger is another after the first answer.</summary>
    private sealed class ChangingRemote(FakeRemote before, FakeRemote after) : IRemoteLedger
    {
        private bool _answered;

        private FakeRemote Now => _answered ? after : before;

        public async Task<IReadOnlyList<RangeSummary>> SummarizeAsync(IReadOnlyList<RangeQuestion> questions, CancellationToken cancellationToken)
        {
            var answers = await Now.SummarizeAsync(questions, cancellationToken);
            _answered = true;
            return answers;
        }

        public Task<RowPage> ListRowsAsync(IdRange range, int maxRows, CancellationToken cancellationToken) => Now.ListRowsAsync(range, maxRows, cancellationToken);

        public Task<Sketch?> SketchAsync(IReadOnlyList<IdRange> ranges, int cellsPerTable, CancellationToken cancellationToken) => Now.SketchAsync(ranges, cellsPerTable, cancellationToken);
    }
}
