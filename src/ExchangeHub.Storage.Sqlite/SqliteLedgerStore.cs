using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using Microsoft.Data.Sqlite;

namespace ExchangeHub.Storage.Sqlite;

/// <summary>The ledger's statements on SQLite: one connection of its own, one prepared insert, one transaction a batch, <c>synchronous=FULL</c>.</summary>
internal sealed class SqliteLedgerStore(string connectionString, WriteGate gate) : ILedgerStore, IDisposable
{
    private static readonly string InsertSql =
        $"INSERT INTO {HubDbContext.LedgerTable} ({LedgerColumns.List}) VALUES ({string.Join(", ", Enumerable.Range(1, LedgerColumns.Names.Count).Select(i => $"?{i}"))})";

    private SqliteConnection? _connection;
    private InsertStatement? _insert;

    /// <summary>SQLite has no asynchronous input and output: this runs on the writer's work item, and blocks it for one sync of the disk.</summary>
    public Task AppendAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken)
    {
        using var entered = gate.Enter();
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
            LedgerColumns.Add(entry, insert);
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
