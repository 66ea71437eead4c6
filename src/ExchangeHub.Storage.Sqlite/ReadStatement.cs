using ExchangeHub.Hub.Storage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ExchangeHub.Storage.Sqlite;

/// <summary>A prepared query that is read without an object for each value: for millions of rows.</summary>
/// <param name="connection">The connection, open; it outlives the statement.</param>
/// <param name="sql">The query.</param>
internal sealed class ReadStatement(SqliteConnection connection, string sql) : IDisposable
{
    private readonly sqlite3_stmt _statement = Prepare(connection, sql);

    public void Bind(string name, string value) => Check(raw.sqlite3_bind_text(_statement, Index(name), value));

    public void Bind(string name, long value) => Check(raw.sqlite3_bind_int64(_statement, Index(name), value));

    public void Bind(string name, Guid value)
    {
        Span<byte> bytes = stackalloc byte[NetworkOrderGuid.Size];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        Check(raw.sqlite3_bind_blob(_statement, Index(name), bytes));
    }

    /// <summary>Goes on to the next row; false at the end.</summary>
    public bool Read()
    {
        var result = raw.sqlite3_step(_statement);
        if (result is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
            Check(result);
        return result == raw.SQLITE_ROW;
    }

    /// <summary>Lets it be run again; what is bound stays bound.</summary>
    public void Reset() => raw.sqlite3_reset(_statement);

    public long GetInt64(int column) => raw.sqlite3_column_int64(_statement, column);

    public uint GetUInt32(int column) => (uint)GetInt64(column);

    public string GetString(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public Guid GetGuid(int column) => new(raw.sqlite3_column_blob(_statement, column), bigEndian: true);

    public byte[]? GetBytes(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL ? null : raw.sqlite3_column_blob(_statement, column).ToArray();

    public void Dispose() => _statement.Dispose();

    private static sqlite3_stmt Prepare(SqliteConnection connection, string sql)
    {
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(connection.Handle, sql, out var statement), connection.Handle);
        return statement;
    }

    private int Index(string name) => raw.sqlite3_bind_parameter_index(_statement, name);

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, connection.Handle);
}
