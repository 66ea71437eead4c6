using ExchangeHub.Hub.Operations;
using ExchangeHub.Hub.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using static SQLitePCL.raw;

namespace ExchangeHub.Storage.Sqlite;

/// <summary>What the hub must know of SQLite beyond EF Core.</summary>
internal sealed class SqliteDatabase(string path, string connectionString, WriteGate gate) : IHubDatabase
{
    private const long WarnFreeBytes = 1L << 30;

    DatabaseFault IHubDatabase.FaultOf(Exception exception) => FaultOf(exception);

    public static DatabaseFault FaultOf(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is SqliteException { SqliteErrorCode: var code, SqliteExtendedErrorCode: var extended })
                return FaultOf(code, extended);
        }
        return DatabaseFault.Other;
    }

    public ValueTask<IDisposable> EnterWriteAsync(CancellationToken cancellationToken) => gate.EnterAsync(cancellationToken);

    public Task InsertAsync<T>(HubDbContext context, IReadOnlyList<T> rows, CancellationToken cancellationToken)
        where T : class
    {
        EntityInsert.Insert(context, rows);
        return Task.CompletedTask;
    }

    /// <summary>Its file can't be shared over a network.</summary>
    public bool IsForOneHub => true;

    /// <summary>EF Core takes a lock of its own, so that one waits for the other.</summary>
    public Task MigrateAsync(HubDbContext context, CancellationToken cancellationToken) => context.Database.MigrateAsync(cancellationToken);

    public async Task<IReadOnlyList<Finding>> ExamineAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        return [new Finding(Severity.Fine, "database", $"SQLite {connection.ServerVersion}", $"SQLite {connection.ServerVersion}"), FreeSpace()];
    }

    /// <summary>By the codes of sqlite.org/rescode.html.</summary>
    private static DatabaseFault FaultOf(int code, int extended) => code switch
    {
        SQLITE_CONSTRAINT when extended is SQLITE_CONSTRAINT_UNIQUE or SQLITE_CONSTRAINT_PRIMARYKEY or SQLITE_CONSTRAINT_ROWID => DatabaseFault.Duplicate,
        SQLITE_BUSY when extended is SQLITE_BUSY_SNAPSHOT => DatabaseFault.Conflict, // Read, then overtaken by another writer.
        SQLITE_BUSY or SQLITE_LOCKED => DatabaseFault.TimedOut,
        SQLITE_CANTOPEN or SQLITE_IOERR or SQLITE_NOTADB => DatabaseFault.ConnectionLost,
        _ => DatabaseFault.Other,
    };

    private Finding FreeSpace()
    {
        var free = new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(path))!).AvailableFreeSpace;
        return new Finding(free < WarnFreeBytes ? Severity.Warning : Severity.Fine, "disk", $"{free >> 20} MiB free beside the database", $"数据库所在磁盘剩余 {free >> 20} MiB");
    }
}
