using ExchangeHub.Client.Ledger;
using ExchangeHub.Client.Reconciliation;
using ExchangeHub.Reconciliation;
using ExchangeHub.SampleRegion.Storage;
using Microsoft.Data.Sqlite;

namespace ExchangeHub.SampleRegion.Ledger;

/// <summary>
/// The region's own ledger (台账) in a SQLite file: one row for each exchange that it answered, durable before the answer
/// leaves, and one for each act or question of its own that the hub accepted. The sums of each minute are written with the rows, so that
/// the hub's comparison costs next to nothing; it reads beside the writer, on connections of its own.
/// </summary>
public sealed class SqliteRegionLedger : IRegionLedger, IRegionLedgerReader, IAsyncDisposable
{
    /// <summary>Rows of a transaction of <see cref="LoadAsync"/>.</summary>
    private const int LoadRows = 10_000;

    private readonly string _path;
    private readonly SqliteWriter _writer;

    private SqliteRegionLedger(string path, SqliteWriter writer) => (_path, _writer) = (path, writer);

    /// <summary>Opens the ledger, and makes the file if it is missing.</summary>
    public static SqliteRegionLedger Open(string path)
    {
        LedgerSchema.Prepare(path);
        return new SqliteRegionLedger(path, SqliteWriter.Open(path, schema: ""));
    }

    /// <inheritdoc/>
    public Task AppendAsync(RegionLedgerEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return WriteAsync(session => LedgerRows.Add(session, [entry]), cancellationToken);
    }

    /// <summary>Adds very many rows, some thousands to a transaction: fastest in the order of their ids. Rows that are there already change nothing.</summary>
    /// <exception cref="LedgerConflictException">Another row stands under an id; what came before in steps of thousands is there.</exception>
    public async Task LoadAsync(IEnumerable<RegionLedgerEntry> entries, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entries);
        foreach (var some in entries.Chunk(LoadRows))
            await WriteAsync(session => LedgerRows.Add(session, some), cancellationToken);
    }

    /// <summary>Ids and fingerprints of all rows.</summary>
    public async Task<IReadOnlyDictionary<Guid, RowFingerprint>> FingerprintsAsync(CancellationToken cancellationToken)
    {
        var rows = await _writer.DoAsync(
            session => session.Query("SELECT id, f0, f1, f2, f3 FROM ledger WHERE copy = 0", row => (Id: LedgerRows.Id(row), Fingerprint: LedgerRows.Fingerprint(row, 1))),
            cancellationToken);
        return rows.ToDictionary(row => row.Id, row => row.Fingerprint);
    }

    /// <inheritdoc/>
    public ValueTask<IRegionLedgerView> OpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<IRegionLedgerView>(new SqliteLedgerView(new SqliteSession(LedgerSchema.Connect(_path, SqliteOpenMode.ReadOnly)), cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    /// <summary>Writes in a transaction.</summary>
    internal Task<T> WriteAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken) => _writer.DoAsync(work, cancellationToken);
}
