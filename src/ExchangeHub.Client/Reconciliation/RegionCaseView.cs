using ExchangeHub.Client.Ledger;
using ExchangeHub.Reconciliation;

namespace ExchangeHub.Client.Reconciliation;

/// <summary>The states of cases as rows, for one call: what it asks for is read once, so that the answer does not contradict itself while cases move.</summary>
internal sealed class RegionCaseView(IReadOnlyList<RegionLedgerEntry> entries) : IRegionLedgerView
{
    /// <summary>Reads all that a call asks for.</summary>
    public static async ValueTask<IRegionLedgerView> OpenAsync(IRegionCaseReader reader, IdRange range, CancellationToken cancellationToken)
        => new RegionCaseView([.. (await reader.CasesAsync(range, cancellationToken)).Select(state => state.ToEntry()).OrderBy(entry => entry.Id)]);

    /// <summary>Not told: cases move at any time, and who compares sees it by the sums.</summary>
    public ReadOnlyMemory<byte> Snapshot => ReadOnlyMemory<byte>.Empty;

    public ValueTask<RangeFingerprint> SumAsync(IdRange range, CancellationToken cancellationToken)
        => ValueTask.FromResult(Of(range).Aggregate(default(RangeFingerprint), (sum, entry) => sum + RangeFingerprint.Of(entry.Fingerprint)));

    public IAsyncEnumerable<FingerprintedRow> RowsAsync(IdRange range, CancellationToken cancellationToken)
        => Of(range).Select(entry => new FingerprintedRow(entry.Id, entry.Fingerprint)).ToAsyncEnumerable();

    public IAsyncEnumerable<RegionLedgerEntry> EntriesAsync(IdRange range, CancellationToken cancellationToken) => Of(range).ToAsyncEnumerable();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IEnumerable<RegionLedgerEntry> Of(IdRange range) => entries.Where(entry => entry.Id >= range.First && entry.Id < range.Bound);
}
