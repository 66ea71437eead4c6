namespace ExchangeHub.Hub.Ledger;

/// <summary>Writes ledger entries durably. One implementation for each database.</summary>
public interface ILedgerStore
{
    /// <summary>Adds all of <paramref name="entries"/> in one transaction, or none. When it returns, they survive a loss of power.</summary>
    /// <remarks>Only ever called by one writer at a time.</remarks>
    Task AppendAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken);

    /// <summary>Fails if the database can't be reached or not be written.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}
