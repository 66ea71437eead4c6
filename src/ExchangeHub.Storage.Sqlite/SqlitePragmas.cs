using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ExchangeHub.Storage.Sqlite;

/// <summary>What every connection that writes must be set to.</summary>
internal static class SqlitePragmas
{
    /// <summary>
    /// Write-ahead log, and a sync of the disk at every commit: FULL, because with NORMAL an acknowledged entry is lost with
    /// the power. Recursive triggers, because without them INSERT OR REPLACE would pass by the trigger that forbids to delete.
    /// </summary>
    public static void Apply(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;";
        command.ExecuteNonQuery();
    }

    /// <summary>Sets every connection that EF Core opens.</summary>
    internal sealed class Interceptor : DbConnectionInterceptor
    {
        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Apply(connection);

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Apply(connection);
            return Task.CompletedTask;
        }
    }
}
