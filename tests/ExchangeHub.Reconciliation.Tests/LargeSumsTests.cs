namespace ExchangeHub.Reconciliation.Tests;

/// <summary>Ledgers of nearly 2³¹ rows, by their sums: no sum overflows, and one row more or less is seen.</summary>
public class LargeSumsTests
{
    private const long Rows = int.MaxValue;

    /// <summary>All limbs at their largest.</summary>
    private static readonly RangeFingerprint Most = RangeFingerprint.Of(new RowFingerprint(uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue), Rows);

    [Fact]
    public void Sum_OfTheMostRows_IsExact()
    {
        Assert.Equal((Int128)Rows * uint.MaxValue, Most.Sum0);
        Assert.True(((default(RangeFingerprint) - Most) + Most).IsZero);
        Assert.Equal("2147483647:9223372030412324865:9223372030412324865:9223372030412324865:9223372030412324865", Most.ToString());
    }

    [Fact]
    public async Task Run_EqualSumsOfTheMostRows_AreEqual()
    {
        var result = await new LedgerComparison(new Sums(Most), new Sums(Most), new ComparisonOptions()).RunAsync(Made.Day, NoneAsync, null, CancellationToken.None);
        Assert.Equal(ComparisonMethods.Equal, result.Methods);
        Assert.Equal(Most, result.Remote);
    }

    /// <summary>What is listed does not explain that one side has two milliard rows: the comparison ends without a proof, and says so.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_TheMostRowsAgainstNone_EndsWithoutProof(bool isRemote)
    {
        var comparison = isRemote
            ? new LedgerComparison(new Sums(default), new Sums(Most), new ComparisonOptions())
            : new LedgerComparison(new Sums(Most), new Sums(default), new ComparisonOptions());

        var refused = await Assert.ThrowsAsync<RemoteLedgerException>(() => comparison.RunAsync(Made.Day, NoneAsync, null, CancellationToken.None));
        Assert.True(refused.IsChange);
    }

    [Fact]
    public async Task Run_OneOfTheMostRowsDiffers_IsFoundAndProven()
    {
        var row = new FingerprintedRow(Made.Id(Made.DayBegin + 12 * 3_600_000, 0x7abc, 5), new RowFingerprint(uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue));
        var (local, remote) = (new Sums(Most, row), new Sums(Most - RangeFingerprint.Of(row.Fingerprint)));
        var found = new List<RowDifference>();
        var result = await new LedgerComparison(local, remote, new ComparisonOptions()).RunAsync(Made.Day, (difference, _) =>
        {
            found.Add(difference);
            return ValueTask.CompletedTask;
        }, null, CancellationToken.None);

        Assert.Equal((RowDifferenceKind.OnlyLocal, row.Id), (Assert.Single(found).Kind, found[0].Id));
        Assert.True(result.Residual.IsZero);
        Assert.Equal(Rows - 1, result.Remote.Count);
    }

    private static ValueTask NoneAsync(RowDifference difference, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>A ledger that has given sums in the day's first millisecond, of which only rows given beside them can be listed.</summary>
    private sealed class Sums(RangeFingerprint all, params FingerprintedRow[] rows) : ILocalLedger, IRemoteLedger
    {
        private static readonly Guid Where = Made.FirstAt(Made.DayBegin);

        public Task<IReadOnlyList<RangeFingerprint>> SumAsync(IReadOnlyList<IdRange> ranges, CancellationToken cancellationToken)
            => Task.FromResult<IReadOnlyList<RangeFingerprint>>([.. ranges.Select(Of)]);

        public IAsyncEnumerable<FingerprintedRow> RowsAsync(IdRange range, CancellationToken cancellationToken)
            => rows.Where(row => IsIn(range, row.Id)).ToAsyncEnumerable();

        public Task<IReadOnlyList<RangeSummary>> SummarizeAsync(IReadOnlyList<RangeQuestion> questions, CancellationToken cancellationToken)
            => Task.FromResult<IReadOnlyList<RangeSummary>>([.. questions.Select(question => new RangeSummary(
                Of(question.Range),
                [.. RangeParts.Of(question.Range, question.PartCount).Select((part, index) => (index, Of(part)))]))]);

        public Task<RowPage> ListRowsAsync(IdRange range, int maxRows, CancellationToken cancellationToken) => Task.FromResult(new RowPage([], null));

        public Task<Sketch?> SketchAsync(IReadOnlyList<IdRange> ranges, int cellsPerTable, CancellationToken cancellationToken)
            => Task.FromResult<Sketch?>(new Sketch(cellsPerTable));

        private RangeFingerprint Of(IdRange range)
        {
            var listed = rows.Aggregate(default(RangeFingerprint), (sum, row) => sum + RangeFingerprint.Of(row.Fingerprint));
            var sum = IsIn(range, Where) ? all - listed : default;
            return rows.Where(row => IsIn(range, row.Id)).Aggregate(sum, (total, row) => total + RangeFingerprint.Of(row.Fingerprint));
        }

        private static bool IsIn(IdRange range, Guid id) => id >= range.First && id < range.Bound;
    }
}
