using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ExchangeHub.Storage.Sqlite;

/// <summary>
/// One prepared insert that is run again and again. The parameters of Microsoft.Data.Sqlite are looked up by name at every
/// run: for a row of many columns that costs more than the insert itself.
/// </summary>
/// <param name="connection">The connection, open; it outlives the statement.</param>
/// <param name="sql">The statement; its parameters are set one after the other.</param>
internal sealed class InsertStatement(SqliteConnection connection, string sql) : ILedgerRow, IDisposable
{
    private readonly sqlite3_stmt _statement = Prepare(connection, sql);
    private int _set;

    public void Add(long value) => Check(raw.sqlite3_bind_int64(_statement, ++_set, value));

    public void Add(byte value) => Add((long)value);

    public void Add(string value) => Check(raw.sqlite3_bind_text(_statement, ++_set, value));

    public void Add(byte[]? value)
        => Check(value is null ? raw.sqlite3_bind_null(_statement, ++_set) : raw.sqlite3_bind_blob(_statement, ++_set, value));

    public void Add(Guid value)
    {
        Span<byte> bytes = stackalloc byte[NetworkOrderGuid.Size];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        Check(raw.sqlite3_bind_blob(_statement, ++_set, bytes));
    }

    public void Add(Guid? value)
    {
        if (value is { } id)
            Add(id);
        else
            Check(raw.sqlite3_bind_null(_statement, ++_set));
    }

    /// <summary>Runs it once with what was added, and begins anew.</summary>
    public void Execute()
    {
        var result = raw.sqlite3_step(_statement);
        raw.sqlite3_reset(_statement);
        _set = 0;
        if (result != raw.SQLITE_DONE)
            SqliteException.ThrowExceptionForRC(result, connection.Handle);
    }

    public void Dispose() => _statement.Dispose();

    private static sqlite3_stmt Prepare(SqliteConnection connection, string sql)
    {
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(connection.Handle, sql, out var statement), connection.Handle);
        return statement;
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, connection.Handle);
}
