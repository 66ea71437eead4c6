using ExchangeHub.Reconciliation;

namespace ExchangeHub.Hub.Reconciliation.CaseStates;

/// <summary>The hub's rows of the cases of a day, in memory: they are few, and so do not move while they are compared.</summary>
/// <param name="rows">In the order of their ids.</param>
internal sealed class CaseLedger(IReadOnlyList<FingerprintedRow> rows) : ILocalLedger
{
    public Task<IReadOnlyList<RangeFingerprint>> SumAsync(IReadOnlyList<IdRange> ranges, CancellationToken cancellationToken)
        => Task.FromResult<IReadOnlyList<RangeFingerprint>>([.. ranges.Select(range => Of(range).Aggregate(default(RangeFingerprint), (sum, row) => sum + RangeFingerprint.Of(row.Fingerprint)))]);

    public IAsyncEnumerable<FingerprintedRow> RowsAsync(IdRange range, CancellationToken cancellationToken) => Of(range).ToAsyncEnumerable();

    private IEnumerable<FingerprintedRow> Of(IdRange range)
    {
        for (var i = FirstAt(range.First); i < rows.Count && rows[i].Id < range.Bound; i++)
            yield return rows[i];
    }

    /// <summary>The place of the first row with this id or a later one.</summary>
    private int FirstAt(Guid id)
    {
        var (low, high) = (0, rows.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (rows[middle].Id < id)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
