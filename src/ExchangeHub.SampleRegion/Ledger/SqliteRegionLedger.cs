using ExchangeHub.Client.Ledger;
using ExchangeHub.Reconciliation;
using ExchangeHub.SampleRegion.Storage;

namespace ExchangeHub.SampleRegion.Ledger;

/// <summary>
/// The region's own ledger (台账) in a SQLite file: one row for each exchange that it answered, durable before the answer
/// leaves, and one for each act of its own that the hub accepted.
/// </summary>
public sealed class SqliteRegionLedger : IRegionLedger, IAsyncDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS ledger (
          id BLOB PRIMARY KEY,
          method TEXT NOT NULL,
          state INTEGER NOT NULL,
          request_digest BLOB NOT NULL,
          response_digest BLOB NOT NULL,
          f0 INTEGER NOT NULL,
          f1 INTEGER NOT NULL,
          f2 INTEGER NOT NULL,
          f3 INTEGER NOT NULL,
          row_version INTEGER NOT NULL,
          answer_time INTEGER NOT NULL
        ) WITHOUT ROWID;
        """;

    private readonly SqliteWriter _writer;

    private SqliteRegionLedger(SqliteWriter writer) => _writer = writer;

    /// <summary>Opens the ledger, and makes the file if it is missing.</summary>
    public static SqliteRegionLedger Open(string path) => new(SqliteWriter.Open(path, Schema));

    /// <inheritdoc/>
    public Task AppendAsync(RegionLedgerEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return _writer.DoAsync(session => Append(session, entry), cancellationToken);
    }

    /// <summary>Ids and fingerprints of all rows.</summary>
    public async Task<IReadOnlyDictionary<Guid, RowFingerprint>> FingerprintsAsync(CancellationToken cancellationToken)
    {
        var rows = await _writer.DoAsync(
            session => session.Query(
                "SELECT f0, f1, f2, f3, id FROM ledger",
                row => (Id: new Guid(row.GetFieldValue<byte[]>(4), bigEndian: true), Fingerprint: ReadFingerprint(row))),
            cancellationToken);
        return rows.ToDictionary(row => row.Id, row => row.Fingerprint);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private static bool Append(SqliteSession session, RegionLedgerEntry entry)
    {
        var id = entry.Id.ToByteArray(bigEndian: true);
        var added = session.Execute(
            """
            INSERT INTO ledger (id, method, state, request_digest, response_digest, f0, f1, f2, f3, row_version, answer_time)
            VALUES (@id, @method, @state, @request, @response, @f0, @f1, @f2, @f3, @version, @time)
            ON CONFLICT (id) DO NOTHING
            """,
            ("@id", id),
            ("@method", entry.Method),
            ("@state", (long)entry.State),
            ("@request", entry.RequestDigest),
            ("@response", entry.ResponseDigest),
            ("@f0", (long)entry.Fingerprint.Limb0),
            ("@f1", (long)entry.Fingerprint.Limb1),
            ("@f2", (long)entry.Fingerprint.Limb2),
            ("@f3", (long)entry.Fingerprint.Limb3),
            ("@version", (long)entry.RowVersion),
            ("@time", (entry.AnswerTime - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond));
        if (added > 0)
            return true;

        var (fingerprint, version) = session.Query(
            "SELECT f0, f1, f2, f3, row_version FROM ledger WHERE id = @id", row => (ReadFingerprint(row), (byte)row.GetInt64(4)), ("@id", id)).Single();
        return entry.IsSameRow(entry with { Fingerprint = fingerprint, RowVersion = version }) ? false : throw new LedgerConflictException(entry.Id);
    }

    private static RowFingerprint ReadFingerprint(Microsoft.Data.Sqlite.SqliteDataReader row)
        => new((uint)row.GetInt64(0), (uint)row.GetInt64(1), (uint)row.GetInt64(2), (uint)row.GetInt64(3));
}
