namespace ExchangeHub.Hub.Ledger;

/// <summary>Writes ledger entries durably, by a database's fast path. One implementation for each database.</summary>
public interface ILedgerStore
{
    /// <summary>Adds all of <paramref name="entries"/> in one transaction, or none. When it returns, they survive a loss of power.</summary>
    /// <remarks>Only ever called by one writer at a time. It fails within a few seconds when the database does not answer.</remarks>
    Task AppendAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken);

    /// <summary>Fails, within a few seconds, if the database can't be reached or not be written.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}
