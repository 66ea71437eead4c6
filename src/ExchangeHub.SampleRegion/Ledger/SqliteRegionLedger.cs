using ExchangeHub.Client.Ledger;
using ExchangeHub.Reconciliation;
using Microsoft.Data.Sqlite;

namespace ExchangeHub.SampleRegion.Ledger;

/// <summary>The region's own ledger (台账) in a SQLite file: one row for each exchange that it answered, durable before the answer leaves.</summary>
public sealed class SqliteRegionLedger : IRegionLedger, IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SemaphoreSlim _one = new(1, 1);

    private SqliteRegionLedger(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens the ledger, and makes the file if it is missing.</summary>
    public static SqliteRegionLedger Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
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
        command.ExecuteNonQuery();
        return new SqliteRegionLedger(connection);
    }

    /// <inheritdoc/>
    public async Task AppendAsync(RegionLedgerEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        await _one.WaitAsync(cancellationToken);
        try
        {
            using var command = _connection.CreateCommand();
            command.CommandText = """
                INSERT INTO ledger (id, method, state, request_digest, response_digest, f0, f1, f2, f3, row_version, answer_time)
                VALUES (@id, @method, @state, @request, @response, @f0, @f1, @f2, @f3, @version, @time)
                """;
            command.Parameters.AddWithValue("@id", entry.Id.ToByteArray(bigEndian: true));
            command.Parameters.AddWithValue("@method", entry.Method);
            command.Parameters.AddWithValue("@state", (long)entry.State);
            command.Parameters.AddWithValue("@request", entry.RequestDigest);
            command.Parameters.AddWithValue("@response", entry.ResponseDigest);
            command.Parameters.AddWithValue("@f0", (long)entry.Fingerprint.Limb0);
            command.Parameters.AddWithValue("@f1", (long)entry.Fingerprint.Limb1);
            command.Parameters.AddWithValue("@f2", (long)entry.Fingerprint.Limb2);
            command.Parameters.AddWithValue("@f3", (long)entry.Fingerprint.Limb3);
            command.Parameters.AddWithValue("@version", (long)entry.RowVersion);
            command.Parameters.AddWithValue("@time", (entry.AnswerTime - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
            command.ExecuteNonQuery();
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Ids and fingerprints of all rows.</summary>
    public async Task<IReadOnlyDictionary<Guid, RowFingerprint>> FingerprintsAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "SELECT id, f0, f1, f2, f3 FROM ledger";
            using var reader = command.ExecuteReader();
            var rows = new Dictionary<Guid, RowFingerprint>();
            while (reader.Read())
                rows.Add(new Guid(reader.GetFieldValue<byte[]>(0), bigEndian: true), new RowFingerprint((uint)reader.GetInt64(1), (uint)reader.GetInt64(2), (uint)reader.GetInt64(3), (uint)reader.GetInt64(4)));
            return rows;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection.Dispose();
        _one.Dispose();
    }
}
