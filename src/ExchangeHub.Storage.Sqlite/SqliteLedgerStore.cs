using ExchangeHub.Hub.Ledger;
using Microsoft.Data.Sqlite;

namespace ExchangeHub.Storage.Sqlite;

/// <summary>The grouped insert on SQLite: one connection of its own, one prepared statement, one transaction a batch, <c>synchronous=FULL</c>.</summary>
internal sealed class SqliteLedgerStore(string connectionString) : ILedgerStore, IDisposable
{
    private static readonly (string Column, Func<LedgerEntry, object> Value)[] Columns =
    [
        ("id", entry => entry.Id.ToByteArray(bigEndian: true)),
        ("exchange_id", entry => entry.ExchangeId.ToByteArray(bigEndian: true)),
        ("request_id", entry => entry.RequestId),
        ("method", entry => entry.Method),
        ("outcome", entry => (long)entry.Outcome),
        ("reason", entry => entry.Reason),
        ("caller_id", entry => entry.CallerId),
        ("caller_region", entry => entry.CallerRegion),
        ("caller_certificate", entry => entry.CallerCertificate),
        ("responder_id", entry => entry.ResponderId),
        ("responder_region", entry => entry.ResponderRegion),
        ("requesting_office", entry => entry.RequestingOffice),
        ("requested_office", entry => entry.RequestedOffice),
        ("operator_name", entry => entry.OperatorName),
        ("own_case_number", entry => entry.OwnCaseNumber),
        ("purpose", entry => entry.Purpose),
        ("legal_basis", entry => entry.LegalBasis),
        ("subject_hash", entry => entry.SubjectHash ?? (object)DBNull.Value),
        ("accept_time", entry => HubDbContext.ToUnixMicroseconds(entry.AcceptTime)),
        ("complete_time", entry => HubDbContext.ToUnixMicroseconds(entry.CompleteTime)),
        ("request_digest", entry => entry.RequestDigest ?? (object)DBNull.Value),
        ("response_digest", entry => entry.ResponseDigest ?? (object)DBNull.Value),
        ("row_version", entry => (long)entry.RowVersion),
        ("fingerprint_0", entry => entry.Fingerprint0),
        ("fingerprint_1", entry => entry.Fingerprint1),
        ("fingerprint_2", entry => entry.Fingerprint2),
        ("fingerprint_3", entry => entry.Fingerprint3),
    ];

    private static readonly string InsertSql =
        $"INSERT INTO {HubDbContext.LedgerTable} ({string.Join(", ", Columns.Select(column => column.Column))}) VALUES ({string.Join(", ", Columns.Select(column => "@" + column.Column))})";

    private SqliteConnection? _connection;
    private SqliteCommand? _insert;

    /// <summary>SQLite has no asynchronous input and output: this runs on the writer's work item, and blocks it for one sync of the disk.</summary>
    public Task AppendAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken)
    {
        try
        {
            Append(entries);
            return Task.CompletedTask;
        }
        catch (Exception error)
        {
            // After an error the connection may be in any state; the next batch begins with a new one.
            Close();
            return Task.FromException(error);
        }
    }

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT 1 FROM {HubDbContext.LedgerTable} LIMIT 1";
        await command.ExecuteScalarAsync(cancellationToken);
    }

    public void Dispose() => Close();

    private void Append(IReadOnlyList<LedgerEntry> entries)
    {
        var insert = _insert ??= Prepare();
        using var transaction = _connection!.BeginTransaction(deferred: false);
        insert.Transaction = transaction;
        foreach (var entry in entries)
        {
            for (var i = 0; i < Columns.Length; i++)
                insert.Parameters[i].Value = Columns[i].Value(entry);
            insert.ExecuteNonQuery();
        }
        transaction.Commit();
    }

    private SqliteCommand Prepare()
    {
        _connection = new SqliteConnection(connectionString);
        _connection.Open();
        SqlitePragmas.Apply(_connection);
        var command = _connection.CreateCommand();
        command.CommandText = InsertSql;
        foreach (var (column, _) in Columns)
            command.Parameters.Add(new SqliteParameter { ParameterName = "@" + column, Value = DBNull.Value });
        command.Prepare();
        return command;
    }

    private void Close()
    {
        _insert?.Dispose();
        _insert = null;
        _connection?.Dispose();
        _connection = null;
    }
}
