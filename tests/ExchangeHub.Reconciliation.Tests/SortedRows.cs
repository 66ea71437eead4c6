using System.Runtime.CompilerServices;

namespace ExchangeHub.Reconciliation.Tests;

/// <summary>Rows in the order of their ids, and their sums up to each, so that a million are compared in a moment.</summary>
internal sealed class SortedRows
{
    private readonly RangeFingerprint[] _sums;

    public SortedRows(IEnumerable<FingerprintedRow> rows)
    {
        All = [.. rows];
        Array.Sort(All, (left, right) => left.Id.CompareTo(right.Id));
        _sums = new RangeFingerprint[All.Length + 1];
        for (var i = 0; i < All.Length; i++)
            _sums[i + 1] = _sums[i] + RangeFingerprint.Of(All[i].Fingerprint);
    }

    public FingerprintedRow[] All { get; }

    public RangeFingerprint Sum(IdRange range)
    {
        var (from, bound) = (IndexOf(range.First), IndexOf(range.Bound));
        return bound <= from ? default : _sums[bound] - _sums[from];
    }

    public ArraySegment<FingerprintedRow> Rows(IdRange range)
    {
        var (from, bound) = (IndexOf(range.First), IndexOf(range.Bound));
        return new ArraySegment<FingerprintedRow>(All, from, Math.Max(0, bound - from));
    }

    private int IndexOf(Guid id)
    {
        var (low, high) = (0, All.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (All[middle].Id < id)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}

/// <summary>This side's ledger in memory; fails where it is asked two things at once.</summary>
internal sealed class LocalLedger(IEnumerable<FingerprintedRow> rows) : ILocalLedger
{
    private readonly SortedRows _rows = new(rows);
    private int _asking;

    public async Task<IReadOnlyList<RangeFingerprint>> SumAsync(IReadOnlyList<IdRange> ranges, CancellationToken cancellationToken)
    {
        using var _ = new Asking(this);
        await Task.Yield();
        return [.. ranges.Select(_rows.Sum)];
    }

    public async IAsyncEnumerable<FingerprintedRow> RowsAsync(IdRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var _ = new Asking(this);
        await Task.Yield();
        foreach (var row in _rows.Rows(range))
            yield return row;
    }

    private sealed class Asking : IDisposable
    {
        private readonly LocalLedger _ledger;

        public Asking(LocalLedger ledger)
        {
            _ledger = ledger;
            Assert.Equal(1, Interlocked.Increment(ref ledger._asking));
        }

        public void Dispose() => Interlocked.Decrement(ref _ledger._asking);
    }
}
