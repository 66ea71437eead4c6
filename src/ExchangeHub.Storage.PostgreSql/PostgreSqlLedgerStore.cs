using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using Npgsql;

namespace ExchangeHub.Storage.PostgreSql;

/// <summary>
/// The ledger's statements on PostgreSQL. A batch is one statement on a connection of its own, prepared once, with an array
/// for each column: one round trip, and a transaction by itself.
/// </summary>
internal sealed class PostgreSqlLedgerStore(NpgsqlDataSource dataSource) : ILedgerStore, IAsyncDisposable
{
    /// <summary>How long a statement is waited for, in seconds, before its calls fail.</summary>
    private const int TimeoutSeconds = 2;

    /// <summary>A standby after a failover, or a role without the right, can be read but not written.</summary>
    private const string CheckSql = $"SELECT NOT pg_is_in_recovery() AND has_table_privilege('{HubDbContext.LedgerTable}', 'INSERT')";

    private NpgsqlConnection? _connection;
    private InsertCommand? _insert;

    public async Task AppendAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken)
    {
        try
        {
            _insert ??= await ConnectAsync(cancellationToken);
            await _insert.ExecuteAsync(entries, cancellationToken);
        }
        catch
        {
            // After an error the connection may be in any state; the next batch begins with a new one.
            await CloseAsync();
            throw;
        }
    }

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(CheckSql, connection) { CommandTimeout = TimeoutSeconds };
        if (await command.ExecuteScalarAsync(cancellationToken) is not true)
            throw new InvalidOperationException("The ledger can be read but not written: the server is a standby, or the role lacks the right to insert.");
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task<InsertCommand> ConnectAsync(CancellationToken cancellationToken)
    {
        _connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return new InsertCommand(_connection, TimeoutSeconds);
    }

    private async Task CloseAsync()
    {
        _insert = null;
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
        }
    }
}
