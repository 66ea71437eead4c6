using ExchangeHub.Hub.Ledger;
using Microsoft.Data.Sqlite;

namespace ExchangeHub.Storage.Sqlite;

/// <summary>The grouped insert on SQLite: one connection of its own, one prepared statement, one transaction a batch, <c>synchronous=FULL</c>.</summary>
internal sealed class SqliteLedgerStore(string connectionString) : ILedgerStore, IDisposable
{
    private static readonly (string Column, Action<InsertStatement, int, LedgerEntry> Set)[] Columns =
    [
        ("id", (row, i, entry) => row.Set(i, entry.Id)),
        ("exchange_id", (row, i, entry) => row.Set(i, entry.ExchangeId)),
        ("request_id", (row, i, entry) => row.Set(i, entry.RequestId)),
        ("method", (row, i, entry) => row.Set(i, entry.Method)),
        ("outcome", (row, i, entry) => row.Set(i, (long)entry.Outcome)),
        ("reason", (row, i, entry) => row.Set(i, entry.Reason)),
        ("caller_id", (row, i, entry) => row.Set(i, entry.CallerId)),
        ("caller_region", (row, i, entry) => row.Set(i, entry.CallerRegion)),
        ("caller_certificate", (row, i, entry) => row.Set(i, entry.CallerCertificate)),
        ("responder_id", (row, i, entry) => row.Set(i, entry.ResponderId)),
        ("responder_region", (row, i, entry) => row.Set(i, entry.ResponderRegion)),
        ("requesting_office", (row, i, entry) => row.Set(i, entry.RequestingOffice)),
        ("requested_office", (row, i, entry) => row.Set(i, entry.RequestedOffice)),
        ("operator_name", (row, i, entry) => row.Set(i, entry.OperatorName)),
        ("own_case_number", (row, i, entry) => row.Set(i, entry.OwnCaseNumber)),
        ("purpose", (row, i, entry) => row.Set(i, entry.Purpose)),
        ("legal_basis", (row, i, entry) => row.Set(i, entry.LegalBasis)),
        ("subject_hash", (row, i, entry) => row.Set(i, entry.SubjectHash)),
        ("accept_time", (row, i, entry) => row.Set(i, HubDbContext.ToUnixMicroseconds(entry.AcceptTime))),
        ("complete_time", (row, i, entry) => row.Set(i, HubDbContext.ToUnixMicroseconds(entry.CompleteTime))),
        ("request_digest", (row, i, entry) => row.Set(i, entry.RequestDigest)),
        ("response_digest", (row, i, entry) => row.Set(i, entry.ResponseDigest)),
        ("row_version", (row, i, entry) => row.Set(i, (long)entry.RowVersion)),
        ("fingerprint_0", (row, i, entry) => row.Set(i, entry.Fingerprint0)),
        ("fingerprint_1", (row, i, entry) => row.Set(i, entry.Fingerprint1)),
        ("fingerprint_2", (row, i, entry) => row.Set(i, entry.Fingerprint2)),
        ("fingerprint_3", (row, i, entry) => row.Set(i, entry.Fingerprint3)),
    ];

    private static readonly string InsertSql =
        $"INSERT INTO {HubDbContext.LedgerTable} ({string.Join(", ", Columns.Select(column => column.Column))}) VALUES ({string.Join(", ", Columns.Select((_, i) => $"?{i + 1}"))})";

    private SqliteConnection? _connection;
    private InsertStatement? _insert;

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
        foreach (var entry in entries)
        {
            for (var i = 0; i < Columns.Length; i++)
                Columns[i].Set(insert, i + 1, entry);
            insert.Execute();
        }
        transaction.Commit();
    }

    private InsertStatement Prepare()
    {
        _connection = new SqliteConnection(connectionString);
        _connection.Open();
        SqlitePragmas.Apply(_connection);
        return new InsertStatement(_connection, InsertSql);
    }

    private void Close()
    {
        _insert?.Dispose();
        _insert = null;
        _connection?.Dispose();
        _connection = null;
    }
}
