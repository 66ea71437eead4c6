using System.Runtime.CompilerServices;

namespace ExchangeHub.Reconciliation;

/// <summary>Asks this side's ledger one thing at a time, however many ask: a database's connection is not shared.</summary>
internal sealed class LocalReader(ILocalLedger ledger) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    /// <inheritdoc cref="ILocalLedger.SumAsync"/>
    public async Task<IReadOnlyList<RangeFingerprint>> SumAsync(IReadOnlyList<IdRange> ranges, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var sums = await ledger.SumAsync(ranges, cancellationToken);
            return sums.Count == ranges.Count ? sums : throw new InvalidOperationException($"The own ledger gave {sums.Count} sums of {ranges.Count} ranges.");
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc cref="ILocalLedger.RowsAsync"/>
    public async IAsyncEnumerable<FingerprintedRow> RowsAsync(IdRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            await foreach (var row in ledger.RowsAsync(range, cancellationToken))
                yield return row;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();
}
