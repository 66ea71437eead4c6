using ExchangeHub.Hub.Operations;
using ExchangeHub.Hub.Storage;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Storage.SqlServer;

/// <summary>What the hub must know of SQL Server beyond EF Core.</summary>
internal sealed class SqlServerDatabase(IDbContextFactory<HubDbContext> contexts) : IHubDatabase
{
    private const int OldestVersion = 15; // SQL Server 2019.

    /// <summary>From this severity on, SQL Server closes the connection.</summary>
    private const byte ClosesConnection = 20;

    private const string ExamineSql = $"""
        SELECT
            CONVERT(int, SERVERPROPERTY('ProductMajorVersion')) AS Version,
            CONVERT(nvarchar(128), DATABASEPROPERTYEX(DB_NAME(), 'Collation')) AS Collation,
            d.is_read_committed_snapshot_on AS ReadCommittedSnapshot,
            d.delayed_durability_desc AS DelayedDurability,
            d.recovery_model_desc AS RecoveryModel,
            CONVERT(bit, CASE WHEN CONVERT(nvarchar(128), DATABASEPROPERTYEX(DB_NAME(), 'Updateability')) = 'READ_WRITE' THEN 1 ELSE 0 END) AS IsWritable,
            CONVERT(bit, CASE WHEN HAS_PERMS_BY_NAME('{HubDbContext.LedgerTable}', 'OBJECT', 'SELECT') = 1 AND HAS_PERMS_BY_NAME('{HubDbContext.LedgerTable}', 'OBJECT', 'INSERT') = 1 AND HAS_PERMS_BY_NAME('{LedgerRows.TypeName}', 'TYPE', 'EXECUTE') = 1 THEN 1 ELSE 0 END) AS MayAppend,
            CONVERT(bit, CASE WHEN HAS_PERMS_BY_NAME('{HubDbContext.LedgerTable}', 'OBJECT', 'UPDATE') = 1 OR HAS_PERMS_BY_NAME('{HubDbContext.LedgerTable}', 'OBJECT', 'DELETE') = 1 OR HAS_PERMS_BY_NAME('{HubDbContext.LedgerTable}', 'OBJECT', 'ALTER') = 1 THEN 1 ELSE 0 END) AS MayEdit,
            SYSDATETIMEOFFSET() AS [Now]
        FROM sys.databases AS d WHERE d.database_id = DB_ID()
        """;

    DatabaseFault IHubDatabase.FaultOf(Exception exception) => FaultOf(exception);

    public static DatabaseFault FaultOf(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is SqlException { Number: var number, Class: var severity })
                return FaultOf(number, severity);
            if (inner is TimeoutException)
                return DatabaseFault.TimedOut;
        }
        // A pool without a free connection says so in words only.
        return exception is InvalidOperationException { Source: "Microsoft.Data.SqlClient" } ? DatabaseFault.ConnectionLost : DatabaseFault.Other;
    }

    /// <summary>EF Core takes a lock of its own, so that one waits for the other.</summary>
    public Task MigrateAsync(HubDbContext context, CancellationToken cancellationToken) => context.Database.MigrateAsync(cancellationToken);

    public async Task<IReadOnlyList<Finding>> ExamineAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clock);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.OpenConnectionAsync(cancellationToken); // So that the clocks are read close together.
        var asked = clock.GetUtcNow();
        var server = (await context.Database.SqlQueryRaw<Server>(ExamineSql).ToListAsync(cancellationToken)).Single();
        var now = asked + (clock.GetUtcNow() - asked) / 2;

        var facts = $"SQL Server {server.Version}, {server.Collation}, RCSI {(server.ReadCommittedSnapshot ? "on" : "off")}, {server.RecoveryModel}";
        var findings = new List<Finding> { new(Severity.Fine, "database", facts, facts), Findings.ServerClock(server.Now - now) };
        findings.Require(server.Version >= OldestVersion, Severity.Error, "database", $"SQL Server {server.Version} is older than {OldestVersion} (2019)", $"SQL Server {server.Version} 低于 {OldestVersion}（2019）");
        findings.Require(server.ReadCommittedSnapshot, Severity.Error, "isolation", "READ_COMMITTED_SNAPSHOT is off, so readers and writers wait for each other: ALTER DATABASE CURRENT SET READ_COMMITTED_SNAPSHOT ON", "READ_COMMITTED_SNAPSHOT 未开启，读写会互相等待：ALTER DATABASE CURRENT SET READ_COMMITTED_SNAPSHOT ON");
        findings.Require(server.DelayedDurability != "FORCED", Severity.Error, "durability", "DELAYED_DURABILITY is FORCED: acknowledged entries are lost with the power", "DELAYED_DURABILITY 为 FORCED：断电会丢失已确认的记录");
        findings.Require(server.RecoveryModel == "FULL", Severity.Warning, "durability", $"the recovery model is {server.RecoveryModel}: without log backups a restore loses what came after the last backup", $"恢复模式为 {server.RecoveryModel}：没有日志备份，恢复时会丢失最近一次备份之后的数据");
        findings.Require(server.IsWritable, Severity.Error, "database", "the database is read-only", "数据库为只读");
        findings.Require(server.MayAppend, Severity.Error, "rights", "the user lacks the right to select from or insert into the ledger, or to use its table type", "账号缺少台账的查询或写入权限，或缺少其表类型的使用权限");
        findings.Require(!server.MayEdit, Severity.Warning, "rights", "the user may update, delete or alter the ledger; it needs select and insert only", "账号拥有修改、删除台账或更改其结构的权限；只需查询和写入权限");
        return findings;
    }

    /// <summary>By the numbers of SQL Server's sys.messages; negative ones are of the driver.</summary>
    internal static DatabaseFault FaultOf(int number, byte severity) => number switch
    {
        2601 or 2627 => DatabaseFault.Duplicate,
        1205 or 3960 => DatabaseFault.Conflict, // Deadlock victim; update conflict under snapshot isolation.
        -2 or 1222 => DatabaseFault.TimedOut, // The driver's time-out; a lock time-out.
        -1 or 2 or 53 or 64 or 121 or 233 or 258 or 596 or 4060 or 6005 or 10053 or 10054 or 10060 or 10061 or 10928 or 10929 or 11001 or 17142 or 40197 or 40501 or 40613 => DatabaseFault.ConnectionLost,
        _ when severity >= ClosesConnection => DatabaseFault.ConnectionLost,
        _ => DatabaseFault.Other,
    };

    private sealed class Server
    {
        public int Version { get; init; }

        public string Collation { get; init; } = "";

        public bool ReadCommittedSnapshot { get; init; }

        public string DelayedDurability { get; init; } = "";

        public string RecoveryModel { get; init; } = "";

        public bool IsWritable { get; init; }

        public bool MayAppend { get; init; }

        public bool MayEdit { get; init; }

        public DateTimeOffset Now { get; init; }
    }
}
