using ExchangeHub.Hub.Configuration;
using Microsoft.Data.SqlClient;

namespace ExchangeHub.Storage.Compliance;

/// <summary>On a SQL Server that the environment names; skipped without one.</summary>
public sealed class SqlServerLedgerStoreTests() : ServerLedgerStoreCompliance(StoreOptions.SqlServer)
{
    private const int DefaultPort = 1433;

    protected override int Port => Server.Split(',') is [_, var port] ? int.Parse(port) : DefaultPort;

    protected override string EndOthersSql => """
        DECLARE @sql nvarchar(max) = N'';
        SELECT @sql += N'KILL ' + CONVERT(nvarchar(10), session_id) + N';' FROM sys.dm_exec_sessions WHERE database_id = DB_ID() AND session_id <> @@SPID;
        EXEC (@sql);
        """;

    private string Server => new SqlConnectionStringBuilder(ConnectionString).DataSource;

    protected override string Via(int port) => new SqlConnectionStringBuilder(ConnectionString) { DataSource = $"127.0.0.1,{port}" }.ConnectionString;
}
