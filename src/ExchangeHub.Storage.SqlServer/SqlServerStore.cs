using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace ExchangeHub.Storage.SqlServer;

/// <summary>The store on SQL Server 2019 or later, which several hubs can share.</summary>
public static class SqlServerStore
{
    /// <summary>How long a connection is waited for, in seconds, where the connection string doesn't say.</summary>
    private const int ConnectTimeoutSeconds = 5;

    /// <summary>Compatibility level of SQL Server 2019: what EF Core may write.</summary>
    private const int CompatibilityLevel = 150;

    /// <summary>Registers the store in the database that <paramref name="connectionString"/> names; it need not exist yet.</summary>
    /// <exception cref="ConfigurationException">The connection string can't be used.</exception>
    public static IServiceCollection AddSqlServerStore(this IServiceCollection services, string connectionString)
    {
        var complete = Complete(connectionString);
        services.AddSingleton<IHubDatabase, SqlServerDatabase>();
        services.AddSingleton<ILedgerStore, SqlServerLedgerStore>();
        services.AddSingleton<IParticipantLedger, SqlServerParticipantLedger>();
        services.AddDbContextFactory<HubDbContext>(builder => Configure(builder, complete));
        services.AddQuartz(quartz => quartz.UsePersistentStore(store =>
        {
            store.UseSqlServer(complete);
            store.UseClustering();
        }));
        return services;
    }

    internal static void Configure(DbContextOptionsBuilder builder, string connectionString)
        => builder
            .UseSqlServer(connectionString, sqlServer => sqlServer
                .UseCompatibilityLevel(CompatibilityLevel)
                .MigrationsAssembly(typeof(SqlServerStore).Assembly.GetName().Name)
                .ExecutionStrategy(dependencies => new ConflictRetry(dependencies, SqlServerDatabase.FaultOf)))
            .ReplaceService<IModelCustomizer, SqlServerModel>();

    private static string Complete(string connectionString)
    {
        try
        {
            var builder = new SqlConnectionStringBuilder(connectionString);
            if (!builder.ShouldSerialize("Connect Timeout"))
                builder.ConnectTimeout = ConnectTimeoutSeconds;
            if (!builder.ShouldSerialize("Application Name"))
                builder.ApplicationName = "exchangehub";
            return builder.ConnectionString;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidOperationException)
        {
            throw StoreOptions.Unusable(error);
        }
    }
}
