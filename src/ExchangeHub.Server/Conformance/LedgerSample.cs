using ExchangeHub.Reconciliation;

namespace ExchangeHub.Server.Conformance;

/// <summary>What the checks look at: a window, and in it a range with few enough rows to list them again and again.</summary>
/// <param name="Probe">The service.</param>
/// <param name="Window">All that is looked at.</param>
/// <param name="Range">A range in it.</param>
/// <param name="Sum">The range's sums, as the service gave them.</param>
/// <param name="Rows">The range's rows, as the service listed them.</param>
internal sealed record LedgerSample(LedgerProbe Probe, IdRange Window, IdRange Range, RangeFingerprint Sum, IReadOnlyList<FingerprintedRow> Rows)
{
    /// <summary>Most rows of the range, if it can be made so small.</summary>
    public const int MaxRows = 2_000;

    private const int Parts = 64;
    private const uint PageRows = 500;

    /// <summary>More pages than any range of that size has.</summary>
    private const int MaxPages = 1_000;

    /// <summary>Goes down from the window to a range with few rows.</summary>
    public static async Task<LedgerSample> TakeAsync(LedgerProbe probe, IdRange window, CancellationToken cancellationToken)
    {
        var (range, sum) = (window, (await probe.SumAsync(LedgerProbe.Question(window), cancellationToken)).Total);
        while (sum.Count > MaxRows)
        {
            var parts = (await probe.SumAsync(LedgerProbe.Question(range, Parts), cancellationToken)).Parts;
            LedgerProbe.Require(
                parts.Count > 0,
                $"a range with {sum.Count} rows and {Parts} parts came with {parts.Count} parts", $"区间有 {sum.Count} 行、分 {Parts} 段，却返回 {parts.Count} 段");
            var (index, part) = parts.MaxBy(part => part.Value.Count <= MaxRows ? part.Value.Count : -part.Value.Count);
            var smaller = RangeParts.Of(range, Parts)[index];
            if (smaller == range)
                break;
            (range, sum) = (smaller, part);
        }
        var rows = new List<FingerprintedRow>();
        await foreach (var page in PagesAsync(probe, range, PageRows, null, cancellationToken))
            rows.AddRange(page);
        return new LedgerSample(probe, window, rows.Count == 0 ? range : Around(rows), sum, rows);
    }

    /// <summary>From the first row to behind the last one, so that each part has some.</summary>
    private static IdRange Around(List<FingerprintedRow> rows) => IdRange.Only(rows[^1].Id) with { First = rows[0].Id };

    /// <summary>Page after page of a range; each is looked at.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<FingerprintedRow>> PagesAsync(
        LedgerProbe probe, IdRange range, uint maxRows, byte[]? salt, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var first = range.First;
        for (var i = 0; i < MaxPages; i++)
        {
            var (rows, next) = await probe.ListAsync(range with { First = first }, maxRows, salt, cancellationToken);
            Look(rows, range with { First = first }, maxRows, next);
            yield return rows;
            if (next is null)
                yield break;
            first = next.Value;
        }
        throw new ConformanceException($"after {MaxPages} pages there is still a next one", $"翻了 {MaxPages} 页仍有下一页");
    }

    private static void Look(List<FingerprintedRow> rows, IdRange range, uint maxRows, Guid? next)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            LedgerProbe.Require(rows[i].Id >= range.First && rows[i].Id < range.Bound, $"row {rows[i].Id} is not in the range that was asked for", $"行 {rows[i].Id} 不在所询问的区间内");
            LedgerProbe.Require(
                i == 0 || rows[i - 1].Id <= rows[i].Id,
                $"row {rows[i].Id} comes after {rows[i == 0 ? 0 : i - 1].Id}: ids must be in the order of their bytes", $"行 {rows[i].Id} 排在 {rows[i == 0 ? 0 : i - 1].Id} 之后：编号须按字节序排列");
        }
        LedgerProbe.Require(
            rows.Count <= maxRows || rows[0].Id == rows[^1].Id,
            $"{rows.Count} rows came, though at most {maxRows} were asked for", $"最多要 {maxRows} 行，却返回 {rows.Count} 行");
        if (next is not { } following)
            return;
        LedgerProbe.Require(rows.Count > 0, "next_id is there, but no row", "有 next_id，却没有行");
        LedgerProbe.Require(
            following > rows[^1].Id && following < range.Bound,
            $"next_id {following} must be after the last row {rows[^1].Id} and in the range; all copies of one id must be in one response",
            $"next_id {following} 必须在最后一行 {rows[^1].Id} 之后且在区间内；同一编号的各份须在同一响应中");
    }
}
