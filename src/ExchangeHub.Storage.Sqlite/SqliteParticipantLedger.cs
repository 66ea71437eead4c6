using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Reconciliation;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace ExchangeHub.Storage.Sqlite;

/// <summary>A participant's ledger on SQLite.</summary>
/// <remarks>SQLite has no asynchronous input and output: what is read here blocks the thread, by pages of rows or until the sum is there.</remarks>
internal sealed class SqliteParticipantLedger(string connectionString) : IParticipantLedger
{
    /// <summary>SQLite reads both halves by their indexes and merges them.</summary>
    private const string Page = " ORDER BY row_id LIMIT @limit";

    /// <summary>SQLite can't make a number of bytes, so we lend it a function that does. The driver's own way to lend one takes ten times as long.</summary>
    private const string MinuteFunction = "minute_of_id";

    private static readonly delegate_function_scalar Minute = (context, _, arguments) => raw.sqlite3_result_int64(context, MinuteOf(raw.sqlite3_value_blob(arguments[0])));

    private static readonly string RowsSql = ParticipantLedgerSql.Rows + Page;
    private static readonly string ContentsSql = ParticipantLedgerSql.Contents + Page;
    private static readonly string RollUpSql = ParticipantLedgerSql.RollUp($"{MinuteFunction}(row_id)");

    public Task<IReadOnlyList<RangeFingerprint>> SumAsync(string participantId, IReadOnlyList<IdRange> ranges, CancellationToken cancellationToken)
        => ReadAsync<RangeFingerprint>(participantId, ParticipantLedgerSql.Sum, (statement, sums) =>
        {
            foreach (var range in ranges)
            {
                Bind(statement, range);
                statement.Read();
                sums.Add(new RangeFingerprint(statement.GetInt64(0), statement.GetInt64(1), statement.GetInt64(2), statement.GetInt64(3), statement.GetInt64(4)));
                statement.Reset();
            }
        }, cancellationToken);

    public Task<IReadOnlyList<FingerprintedRow>> RowsAsync(string participantId, IdRange range, int maxRows, CancellationToken cancellationToken)
        => PageAsync(participantId, RowsSql, range, maxRows, static row => new FingerprintedRow(row.GetGuid(0), new RowFingerprint(row.GetUInt32(1), row.GetUInt32(2), row.GetUInt32(3), row.GetUInt32(4))), cancellationToken);

    public Task<IReadOnlyList<LedgerRowContent>> ContentsAsync(string participantId, IdRange range, int maxRows, CancellationToken cancellationToken)
        => PageAsync(participantId, ContentsSql, range, maxRows, static row => new LedgerRowContent(row.GetGuid(0), row.GetString(1), row.GetBytes(2), row.GetBytes(3)), cancellationToken);

    public async Task RollUpAsync(HubDbContext context, IdRange range, CancellationToken cancellationToken)
    {
        var database = ((SqliteConnection)context.Database.GetDbConnection()).Handle;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_create_function(database, MinuteFunction, 1, raw.SQLITE_UTF8 | raw.SQLITE_DETERMINISTIC, null, Minute), database);
        await context.Database.ExecuteSqlRawAsync(RollUpSql, [new SqliteParameter("@first", range.First.ToByteArray(bigEndian: true)), new SqliteParameter("@bound", range.Bound.ToByteArray(bigEndian: true))], cancellationToken);
    }

    private Task<IReadOnlyList<T>> PageAsync<T>(string participantId, string sql, IdRange range, int maxRows, Func<ReadStatement, T> read, CancellationToken cancellationToken)
        => ReadAsync<T>(participantId, sql, (statement, rows) =>
        {
            Bind(statement, range);
            statement.Bind("@limit", maxRows);
            while (statement.Read())
                rows.Add(read(statement));
        }, cancellationToken);

    private async Task<IReadOnlyList<T>> ReadAsync<T>(string participantId, string sql, Action<ReadStatement, List<T>> read, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        using var statement = new ReadStatement(connection, sql);
        statement.Bind("@participant", participantId);
        using var interrupting = cancellationToken.Register(() => raw.sqlite3_interrupt(connection.Handle));
        var rows = new List<T>();
        try
        {
            read(statement, rows);
        }
        catch (SqliteException error) when (error.SqliteErrorCode == raw.SQLITE_INTERRUPT)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        return rows;
    }

    private static void Bind(ReadStatement statement, IdRange range)
    {
        statement.Bind("@first", range.First);
        statement.Bind("@bound", range.Bound);
    }

    private static long MinuteOf(ReadOnlySpan<byte> id)
    {
        const int TimeBytes = 6;
        const long MillisecondsPerMinute = 60_000;
        long milliseconds = 0;
        for (var i = 0; i < TimeBytes; i++)
            milliseconds = (milliseconds << 8) | id[i];
        return milliseconds / MillisecondsPerMinute;
    }
}
