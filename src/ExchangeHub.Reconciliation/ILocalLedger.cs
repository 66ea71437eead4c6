namespace ExchangeHub.Reconciliation;

/// <summary>
/// This side's rows of one participant. Implemented on a database; a row that is not settled yet is not among them. No id is there twice.
/// It is asked one thing at a time: rows are read to their end, or let go, before the next call.
/// </summary>
public interface ILocalLedger
{
    /// <summary>The sums of each range, in their order.</summary>
    Task<IReadOnlyList<RangeFingerprint>> SumAsync(IReadOnlyList<IdRange> ranges, CancellationToken cancellationToken);

    /// <summary>The rows of a range in the order of their ids; read as they are asked for, so that memory does not grow with their number.</summary>
    IAsyncEnumerable<FingerprintedRow> RowsAsync(IdRange range, CancellationToken cancellationToken);
}
