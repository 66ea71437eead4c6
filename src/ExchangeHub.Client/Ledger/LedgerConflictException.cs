namespace ExchangeHub.Client.Ledger;

/// <summary>
/// Another row stands under the id already. A ledger is never edited, so the new row is not written: one of the two sides
/// has recorded what did not happen, which a person must look into.
/// </summary>
public sealed class LedgerConflictException(Guid id) : InvalidOperationException($"The region's ledger has another row under the id {id} already.")
{
    /// <summary>The row's id.</summary>
    public Guid Id => id;
}
