namespace ExchangeHub.Reconciliation.Tests;

/// <summary>A region that says what can't be true is told what is wrong, in both languages, and never believed.</summary>
public class LieTests
{
    private static readonly FingerprintedRow[] Mine = Made.Rows(2_000, new Random(7));
    private static readonly FingerprintedRow[] Theirs = [.. Mine.Where((_, i) => i % 100 != 3)];

    [Fact]
    public Task Summarize_NoAnswer_IsNamed() => RefusedAsync(new LyingRemote(new FakeRemote(Theirs)) { Summaries = (_, _) => [] }, "1 ranges were asked for and 0 answered");

    [Fact]
    public Task Summarize_CountBelowZero_IsNamed()
        => RefusedAsync(Total(total => total with { Count = -1 }), "can't have -1 rows");

    [Fact]
    public Task Summarize_CountBeyondTheArithmetic_IsNamed()
        => RefusedAsync(Total(total => total with { Count = 1L << 31 }), "can't have 2147483648 rows");

    [Fact]
    public Task Summarize_SumTooLargeForTheCount_IsNamed()
        => RefusedAsync(Total(total => total with { Sum2 = total.Count * uint.MaxValue + 1 }), "The sums of 1980 rows can't be");

    [Fact]
    public Task Summarize_SumBelowZero_IsNamed() => RefusedAsync(Total(total => total with { Sum3 = -5 }), "The sums of 1980 rows can't be");

    [Fact]
    public Task Summarize_SumOfNoRows_IsNamed()
        => RefusedAsync(Total(_ => new RangeFingerprint(0, 0, 0, 0, 1)), "The sums of 0 rows can't be 0:0:0:0:1");

    [Fact]
    public Task Summarize_PartsOutOfOrder_IsNamed() => RefusedAsync(Parts(parts => [.. parts.Reverse()]), "Part 62 after part 63");

    [Fact]
    public Task Summarize_PartTwice_IsNamed() => RefusedAsync(Parts(parts => [parts[0], .. parts]), "Part 0 after part 0");

    [Fact]
    public Task Summarize_PartThatWasNotAskedFor_IsNamed()
        => RefusedAsync(Parts(parts => [.. parts, (64, parts[0].Total)]), "Part 64 after part 63");

    [Fact]
    public Task Summarize_NegativeIndex_IsNamed() => RefusedAsync(Parts(parts => [(-1, parts[0].Total)]), "Part -1 after part -1");

    [Fact]
    public Task Summarize_PartsHaveMoreThanTheWhole_IsNamed()
        => RefusedAsync(Parts(parts => [.. parts.Select(part => (part.Index, part.Total + part.Total))]), "The parts of a range have more than the whole");

    [Fact]
    public Task Summarize_PartSumTooLargeForItsCount_IsNamed()
        => RefusedAsync(Parts(parts => [(0, new RangeFingerprint(1, 1L << 32, 0, 0, 0))]), "The sums of 1 rows can't be");

    [Fact]
    public Task Summarize_PartIsMissing_IsNamed() => RefusedAsync(Parts(parts => [.. parts.Skip(1)]), "but the whole is");

    [Fact]
    public Task Summarize_TotalWithoutParts_IsNamed() => RefusedAsync(Parts(_ => []), "but the whole is");

    [Fact]
    public Task Summarize_OtherTotalThanBefore_IsAChange()
    {
        var calls = 0;
        var lie = new LyingRemote(new FakeRemote(Theirs))
        {
            Summaries = (_, answers) => calls++ == 0 ? answers : [.. answers.Select(answer => answer with { Total = answer.Total with { Sum1 = answer.Total.Sum1 + 1 } })],
        };
        return RefusedAsync(lie, "A range was", isChange: true, ComparisonMethods.Descent, parts: 2);
    }

    [Fact]
    public Task List_RowOutsideTheRange_IsNamed()
        => RefusedAsync(Listed((_, page) => page with { Rows = [new FingerprintedRow(Guid.Empty, default), .. page.Rows] }), "is not in the range that was asked for");

    [Fact]
    public Task List_RowAtTheBound_IsNamed()
        => RefusedAsync(Listed((range, page) => page with { Rows = [.. page.Rows, new FingerprintedRow(range.Bound, default)] }), "is not in the range that was asked for");

    [Fact]
    public Task List_RowsOutOfOrder_IsNamed()
        => RefusedAsync(Listed((_, page) => page with { Rows = [.. page.Rows.Reverse()] }), "they must be in the order of their 16 bytes");

    [Fact]
    public Task List_MoreRowsThanAskedFor_IsNamed()
        => RefusedAsync(Listed((_, page) => page with { Rows = [.. Enumerable.Repeat(page.Rows[0], 7_000), page.Rows[1]] }), "has 7001 rows and may have 7000");

    [Fact]
    public Task List_GoesOnWhereItWas_IsNamed()
        => RefusedAsync(Listed((range, page) => page with { Next = range.First }), "can't go on at");

    [Fact]
    public Task List_GoesOnBeyondTheRange_IsNamed()
        => RefusedAsync(Listed((_, page) => page with { Next = Guid.AllBitsSet }), "can't go on at");

    [Fact]
    public Task List_GoesOnWithoutRows_IsNamed()
        => RefusedAsync(Listed((range, page) => new RowPage([], page.Rows[0].Id)), "can't go on at");

    [Fact]
    public Task List_OneRowAPage_IsNamed()
        => RefusedAsync(Listed((_, page) => page.Rows.Count < 2 ? page : new RowPage([page.Rows[0]], page.Rows[1].Id)), "takes more than");

    [Fact]
    public Task List_RowMoreThanCounted_IsAChange()
        => RefusedAsync(Listed((_, page) => page with { Rows = [page.Rows[0], .. page.Rows] }), "lists more than them", isChange: true);

    [Fact]
    public Task List_RowLessThanCounted_IsAChange()
        => RefusedAsync(Listed((_, page) => page with { Rows = [.. page.Rows.Skip(1)] }), "A range was", isChange: true);

    [Fact]
    public Task List_OtherFingerprintThanSummed_IsAChange()
        => RefusedAsync(Listed((_, page) => page with { Rows = [page.Rows[0] with { Fingerprint = default }, .. page.Rows.Skip(1)] }), "A range was", isChange: true);

    [Fact]
    public Task Sketch_RowMoreThanSummed_IsAChange()
        => RefusedAsync(Sketched(sketch =>
        {
            sketch.Add(Mine[3]);
            return sketch;
        }), "A sketch's rows are not those of the sums", isChange: true, ComparisonMethods.Sketch);

    /// <summary>What is in a made-up sketch does not matter: the rows are then found by other means.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Sketch_MadeUp_IsDoneWithout(int kind)
    {
        var random = new Random(kind);
        var lie = Sketched(sketch => Sketch.FromBytes(Bytes(sketch.CellsPerTable, kind, random), sketch.CellsPerTable));
        var (result, found) = await Comparing.RunAsync(Mine, lie, Made.Day, new ComparisonOptions { Methods = ComparisonMethods.Sketch | ComparisonMethods.Descent });

        Assert.Equal(Comparing.Text(Comparing.Naive(Mine, Theirs)), Comparing.Text(found));
        Assert.True(result.Methods.HasFlag(ComparisonMethods.Sketch));
        Assert.InRange(lie.Calls, 3, 200);
    }

    /// <summary>Noise; cells that all look as if one row were in them; cells of rows that are nowhere.</summary>
    private static byte[] Bytes(int cellsPerTable, int kind, Random random)
    {
        if (kind == 2)
        {
            var sketch = new Sketch(cellsPerTable);
            foreach (var row in Made.Rows(100 * cellsPerTable, random))
                sketch.Add(row);
            return sketch.ToBytes();
        }
        var bytes = new byte[cellsPerTable * Sketch.Tables * Sketch.CellBytes];
        random.NextBytes(bytes);
        for (var cell = 0; kind == 1 && cell < bytes.Length; cell += Sketch.CellBytes)
            new byte[] { 0, 0, 0, 1 }.CopyTo(bytes, cell);
        return bytes;
    }

    private static LyingRemote Total(Func<RangeFingerprint, RangeFingerprint> lie)
        => new(new FakeRemote(Theirs)) { Summaries = (_, answers) => [answers[0] with { Total = lie(answers[0].Total) }] };

    private static LyingRemote Parts(Func<IReadOnlyList<(int Index, RangeFingerprint Total)>, IReadOnlyList<(int Index, RangeFingerprint Total)>> lie)
        => new(new FakeRemote(Theirs)) { Summaries = (_, answers) => [.. answers.Select(answer => answer with { Parts = lie(answer.Parts) })] };

    private static LyingRemote Listed(Func<IdRange, RowPage, RowPage> lie) => new(new FakeRemote(Theirs)) { Page = lie };

    private static LyingRemote Sketched(Func<Sketch, Sketch?> lie) => new(new FakeRemote(Theirs)) { Cells = lie };

    private static async Task RefusedAsync(
        LyingRemote lie, string message, bool isChange = false, ComparisonMethods methods = ComparisonMethods.List, int parts = 64)
    {
        var options = new ComparisonOptions { Methods = methods, Parts = parts };
        var refused = await Assert.ThrowsAsync<RemoteLedgerException>(() => Comparing.RunAsync(Mine, lie, Made.Day, options));

        Assert.Contains(message, refused.Message);
        Assert.Contains(refused.MessageZh, letter => letter is >= '一' and <= '鿿');
        Assert.Equal(isChange, refused.IsChange);
    }
}
