using ExchangeHub.Reconciliation;

namespace ExchangeHub.Hub.Ledger;

/// <summary>Fingerprints of ranges of the ledger, computed by the database. One implementation for each.</summary>
public interface ILedgerSums
{
    /// <summary>The fingerprint of all entries whose id is at least <paramref name="first"/> and less than <paramref name="bound"/>.</summary>
    Task<RangeFingerprint> SumAsync(Guid first, Guid bound, CancellationToken cancellationToken);
}
