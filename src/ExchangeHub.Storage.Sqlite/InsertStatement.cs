using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ExchangeHub.Storage.Sqlite;

/// <summary>
/// One prepared insert that is run again and again. The parameters of Microsoft.Data.Sqlite are looked up by name at every
/// run: for a row of many columns that costs more than the insert itself.
/// </summary>
/// <param name="connection">The connection, open; it outlives the statement.</param>
/// <param name="sql">The statement; its parameters are set by number, from 1.</param>
internal sealed class InsertStatement(SqliteConnection connection, string sql) : IDisposable
{
    private const int GuidSize = 16;

    private readonly sqlite3_stmt _statement = Prepare(connection, sql);

    public void Set(int parameter, long value) => Check(raw.sqlite3_bind_int64(_statement, parameter, value));

    public void Set(int parameter, string value) => Check(raw.sqlite3_bind_text(_statement, parameter, value));

    public void Set(int parameter, byte[]? value)
        => Check(value is null ? raw.sqlite3_bind_null(_statement, parameter) : raw.sqlite3_bind_blob(_statement, parameter, value));

    /// <summary>As 16 bytes in network order.</summary>
    public void Set(int parameter, Guid value)
    {
        Span<byte> bytes = stackalloc byte[GuidSize];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        Check(raw.sqlite3_bind_blob(_statement, parameter, bytes));
    }

    /// <summary>Runs it once with what the parameters are set to.</summary>
    public void Execute()
    {
        var result = raw.sqlite3_step(_statement);
        raw.sqlite3_reset(_statement);
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
