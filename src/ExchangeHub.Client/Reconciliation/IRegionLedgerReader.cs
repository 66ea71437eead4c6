using ExchangeHub.Client.Ledger;
using ExchangeHub.Reconciliation;

namespace ExchangeHub.Client.Reconciliation;

/// <summary>Shows a region's own ledger (地区台账) to <see cref="RegionLedgerEndpoint"/>. The back office implements it on its own database.</summary>
public interface IRegionLedgerReader
{
    /// <summary>Begins to read, for one call of the hub.</summary>
    ValueTask<IRegionLedgerView> OpenAsync(CancellationToken cancellationToken);
}

/// <summary>
/// A region's ledger at one moment: best a read transaction, so that what the view says does not change while it is open.
/// It is used by one call, one question after the other.
/// </summary>
public interface IRegionLedgerView : IAsyncDisposable
{
    /// <summary>
    /// Names the state of the ledger, in up to 32 bytes. It changes when rows that are older than some minutes are added, altered or
    /// lost, and not with each new row: when it changes, the hub begins the comparison again. Empty: it is not told.
    /// </summary>
    ReadOnlyMemory<byte> Snapshot { get; }

    /// <summary>Count and sums of a range, from the fingerprints that were stored with the rows. See <see cref="LedgerMinutes"/> for how to make it cheap.</summary>
    ValueTask<RangeFingerprint> SumAsync(IdRange range, CancellationToken cancellationToken);

    /// <summary>Ids and stored fingerprints of a range, in the order of the ids; read as they are asked for. A row that stands there twice comes twice.</summary>
    IAsyncEnumerable<FingerprintedRow> RowsAsync(IdRange range, CancellationToken cancellationToken);

    /// <summary>The same rows whole. With a salt, their fingerprints are computed from this.</summary>
    IAsyncEnumerable<RegionLedgerEntry> EntriesAsync(IdRange range, CancellationToken cancellationToken);
}
