using System.Net.Sockets;
using ExchangeHub.Hub.Operations;
using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace ExchangeHub.Storage.PostgreSql;

/// <summary>What the hub must know of PostgreSQL beyond EF Core.</summary>
internal sealed class PostgreSqlDatabase(NpgsqlDataSource dataSource) : IHubDatabase
{
    private const int OldestVersion = 13;

    /// <summary>The number that hubs agree on; nothing else in a database of theirs takes such locks.</summary>
    private const int MigrationLock = 0x45_48_75_62;

    private const string ExamineSql = $"""
        SELECT
            current_setting('server_version_num')::int / 10000,
            current_setting('server_encoding'),
            current_setting('fsync'),
            current_setting('full_page_writes'),
            current_setting('default_transaction_isolation'),
            clock_timestamp(),
            pg_is_in_recovery(),
            has_table_privilege('{HubDbContext.LedgerTable}', 'SELECT') AND has_table_privilege('{HubDbContext.LedgerTable}', 'INSERT'),
            has_table_privilege('{HubDbContext.LedgerTable}', 'UPDATE') OR has_table_privilege('{HubDbContext.LedgerTable}', 'DELETE') OR has_table_privilege('{HubDbContext.LedgerTable}', 'TRUNCATE'),
            (SELECT datcollate FROM pg_database WHERE datname = current_database()),
            inet_server_addr() IS NULL OR inet_server_addr() << '127.0.0.0/8' OR inet_server_addr() = '::1' OR coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false)
        """;

    DatabaseFault IHubDatabase.FaultOf(Exception exception) => FaultOf(exception);

    public static DatabaseFault FaultOf(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case PostgresException { SqlState: var state }:
                    return FaultOf(state);
                case TimeoutException:
                    return DatabaseFault.TimedOut;
                case SocketException or IOException:
                case NpgsqlException { InnerException: null }: // It says in words only that the connection broke.
                    return DatabaseFault.ConnectionLost;
            }
        }
        return DatabaseFault.Other;
    }

    /// <summary>
    /// Under a lock of ours: EF Core's own is taken after it has looked what is pending, and not at all while its history
    /// table is not there, so that of two hubs on an empty database one would fail.
    /// </summary>
    public async Task MigrateAsync(HubDbContext context, CancellationToken cancellationToken)
    {
        await MakeIfMissingAsync(context, cancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var holding = await connection.BeginTransactionAsync(cancellationToken); // The lock ends with it.
        await using (var take = new NpgsqlCommand($"SELECT pg_advisory_xact_lock({MigrationLock})", connection) { CommandTimeout = 0 })
            await take.ExecuteNonQueryAsync(cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<Finding>> ExamineAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clock);
        await using var command = dataSource.CreateCommand(ExamineSql);
        var asked = clock.GetUtcNow();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var now = asked + (clock.GetUtcNow() - asked) / 2;
        var (version, encoding, fsync, fullPageWrites) = (reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetString(3));
        var (isolation, collation) = (reader.GetString(4), reader.GetString(9));
        var facts = $"PostgreSQL {version}, {encoding}, {collation}, {isolation}";
        var findings = new List<Finding> { new(Severity.Fine, "database", facts, facts), Findings.ServerClock(reader.GetFieldValue<DateTimeOffset>(5) - now) };
        findings.Require(version >= OldestVersion, Severity.Error, "database", $"PostgreSQL {version} is older than {OldestVersion}", $"PostgreSQL {version} 低于 {OldestVersion}");
        findings.Require(encoding == "UTF8", Severity.Error, "encoding", $"the database's is {encoding}; rare characters need UTF8", $"数据库编码为 {encoding}；生僻字需要 UTF8");
        findings.Require(fsync == "on" && fullPageWrites == "on", Severity.Error, "durability", $"fsync is {fsync}, full_page_writes is {fullPageWrites}; with either off, acknowledged entries are lost with the power", $"fsync 为 {fsync}，full_page_writes 为 {fullPageWrites}；任一关闭时断电会丢失已确认的记录");
        findings.Require(isolation == "read committed", Severity.Warning, "isolation", $"the default is {isolation}; the hub is made for read committed", $"默认隔离级别为 {isolation}；本系统按 read committed 设计");
        findings.Require(!reader.GetBoolean(6), Severity.Error, "database", "the server is a standby: it can be read but not written", "服务器为备库：只读，不可写");
        findings.Require(reader.GetBoolean(7), Severity.Error, "rights", "the role lacks the right to select from or insert into the ledger", "账号缺少台账的查询或写入权限");
        findings.Require(!reader.GetBoolean(8), Severity.Warning, "rights", "the role may update, delete or truncate the ledger; it needs select and insert only", "账号拥有修改、删除或清空台账的权限；只需查询和写入权限");
        findings.Require(reader.GetBoolean(10), Severity.Warning, "connection", "to another machine, and not encrypted", "连接到其他机器且未加密");
        return findings;
    }

    private static async Task MakeIfMissingAsync(HubDbContext context, CancellationToken cancellationToken)
    {
        var creator = context.GetService<IRelationalDatabaseCreator>();
        if (await creator.ExistsAsync(cancellationToken))
            return;
        try
        {
            await creator.CreateAsync(cancellationToken);
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another hub was faster; what counts is that it is there.
            if (!await creator.ExistsAsync(cancellationToken))
                throw;
        }
    }

    /// <summary>By the codes of PostgreSQL's appendix A.</summary>
    private static DatabaseFault FaultOf(string state) => state switch
    {
        PostgresErrorCodes.UniqueViolation => DatabaseFault.Duplicate,
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => DatabaseFault.Conflict,
        PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable => DatabaseFault.TimedOut,
        PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.ReadOnlySqlTransaction => DatabaseFault.ConnectionLost, // The latter after a failover.
        _ when state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("57P", StringComparison.Ordinal) => DatabaseFault.ConnectionLost,
        _ => DatabaseFault.Other,
    };
}
