using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Storage.SqlServer;

/// <summary>The ledger's statements on SQL Server. A batch is one statement over a table-valued parameter, and a transaction by itself.</summary>
internal sealed class SqlServerLedgerStore(IDbContextFactory<HubDbContext> contexts) : ILedgerStore
{
    /// <summary>How long a statement is waited for, in seconds, before its calls fail.</summary>
    private const int TimeoutSeconds = 2;

    private const string RowsParameter = "@rows";

    private static readonly string InsertSql = $"INSERT INTO {HubDbContext.LedgerTable} ({LedgerColumns.List}) SELECT {LedgerColumns.List} FROM {RowsParameter}";

    /// <summary>A secondary of an availability group, or a user without the right, can be read but not written. The property is a <c>sql_variant</c>, and two of these are equal only if their collations are.</summary>
    private const string CheckSql = $"""
        SELECT CASE WHEN CONVERT(nvarchar(128), DATABASEPROPERTYEX(DB_NAME(), 'Updateability')) = 'READ_WRITE' AND HAS_PERMS_BY_NAME('{HubDbContext.LedgerTable}', 'OBJECT', 'INSERT') = 1 THEN 1 ELSE 0 END AS [Value]
        """;

    public async Task AppendAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken)
    {
        await using var context = await ContextAsync(cancellationToken);
        await context.Database.ExecuteSqlRawAsync(InsertSql, [LedgerRows.Of(entries, RowsParameter)], cancellationToken);
    }

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await using var context = await ContextAsync(cancellationToken);
        var writable = await context.Database.SqlQueryRaw<int>(CheckSql).ToListAsync(cancellationToken);
        if (writable is not [1])
            throw new InvalidOperationException("The ledger can be read but not written: the database is a read-only replica, or the user lacks the right to insert.");
    }

    private async Task<HubDbContext> ContextAsync(CancellationToken cancellationToken)
    {
        var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Database.SetCommandTimeout(TimeoutSeconds);
        return context;
    }
}
