namespace ExchangeHub.Storage.SqlServer.Check;

/// <summary>
/// What SQL Server brings along and DacFx alone does not know: system views and procedures (they are in the master database,
/// whose model no package ships), and which functions there are (it lets any name pass). Written down from the reference of
/// SQL Server 2019, and only what is used: what is added here is to be looked up there first.
/// </summary>
internal static class ServerParts
{
    public static IReadOnlyList<string> Definitions { get; } =
    [
        """
        CREATE TABLE sys.databases (
            name sysname NOT NULL,
            database_id int NOT NULL,
            is_read_committed_snapshot_on bit NULL,
            recovery_model_desc nvarchar(60) NULL,
            delayed_durability_desc nvarchar(60) NULL
        )
        """,
        "CREATE TABLE sys.indexes (object_id int NOT NULL, name sysname NULL, index_id int NOT NULL)",
        // DacFx looks for a procedure without a schema in dbo only.
        "CREATE PROCEDURE dbo.sp_getapplock @Resource nvarchar(255), @LockMode varchar(32), @LockOwner varchar(32) = 'Transaction', @LockTimeout int = NULL, @DbPrincipal sysname = 'public' AS RETURN 0",
        "CREATE PROCEDURE dbo.sp_releaseapplock @Resource nvarchar(255), @LockOwner varchar(32) = 'Transaction', @DbPrincipal sysname = 'public' AS RETURN 0",
    ];

    public static IReadOnlySet<string> Functions { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "ABS", "AVG", "CEILING", "CHARINDEX", "CONCAT", "COUNT", "COUNT_BIG", "DATABASEPROPERTYEX", "DATALENGTH", "DATEADD", "DATEDIFF", "DB_ID", "DB_NAME",
        "FLOOR", "HAS_PERMS_BY_NAME", "HASHBYTES", "ISNULL", "LEN", "LOWER", "LTRIM", "MAX", "MIN", "NEWID", "OBJECT_ID", "REPLACE", "ROW_NUMBER", "RTRIM",
        "SCHEMA_ID", "SCHEMA_NAME", "SERVERPROPERTY", "STRING_AGG", "SUBSTRING", "SUM", "SYSDATETIMEOFFSET", "SYSUTCDATETIME", "TYPE_ID", "UPPER",
    };

    /// <summary>Those whose result is a <c>sql_variant</c>.</summary>
    public static IReadOnlySet<string> VariantFunctions { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "DATABASEPROPERTYEX", "SERVERPROPERTY" };
}
