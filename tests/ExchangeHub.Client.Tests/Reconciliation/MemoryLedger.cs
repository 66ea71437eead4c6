using ExchangeHub.Client.Ledger;
using ExchangeHub.Client.Reconciliation;
using ExchangeHub.Reconciliation;

namespace ExchangeHub.Client.Tests.Reconciliation;

/// <summary>A ledger in memory that is read the plain way.</summary>
internal sealed class MemoryLedger(IEnumerable<RegionLedgerEntry> entries) : IRegionLedgerReader
{
    private readonly List<RegionLedgerEntry> _entries = [.. entries.OrderBy(entry => entry.Id)];

    public int Opened { get; private set; }

    public int Closed { get; private set; }

    public IEnumerable<RegionLedgerEntry> In(IdRange range) => _entries.Where(entry => entry.Id >= range.First && entry.Id < range.Bound);

    public ValueTask<IRegionLedgerView> OpenAsync(CancellationToken cancellationToken)
    {
        Opened++;
        return ValueTask.FromResult<IRegionLedgerView>(new View(this));
    }

    private sealed class View(MemoryLedger ledger) : IRegionLedgerView
    {
        public ReadOnlyMemory<byte> Snapshot { get; } = "s1"u8.ToArray();

        public ValueTask<RangeFingerprint> SumAsync(IdRange range, CancellationToken cancellationToken)
            => ValueTask.FromResult(ledger.In(range).Aggregate(default(RangeFingerprint), (sum, entry) => sum + RangeFingerprint.Of(entry.Fingerprint)));

        public IAsyncEnumerable<FingerprintedRow> RowsAsync(IdRange range, CancellationToken cancellationToken)
            => ledger.In(range).Select(entry => new FingerprintedRow(entry.Id, entry.Fingerprint)).ToAsyncEnumerable();

        public IAsyncEnumerable<RegionLedgerEntry> EntriesAsync(IdRange range, CancellationToken cancellationToken) => ledger.In(range).ToAsyncEnumerable();

        public ValueTask DisposeAsync()
        {
            ledger.Closed++;
            return ValueTask.CompletedTask;
        }
    }
}
