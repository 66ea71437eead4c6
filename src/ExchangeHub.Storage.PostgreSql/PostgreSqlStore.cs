using System.Data.Common;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Quartz;

namespace ExchangeHub.Storage.PostgreSql;

/// <summary>The store on PostgreSQL 13 or later, which several hubs can share.</summary>
public static class PostgreSqlStore
{
    /// <summary>How long a cancelled statement may take to say so, in milliseconds, before its connection is given up.</summary>
    private const int CancellationTimeoutMs = 500;

    /// <summary>How long a connection is waited for, in seconds, where the connection string doesn't say: also the one on which a statement that took too long is cancelled.</summary>
    private const int ConnectTimeoutSeconds = 2;

    /// <summary>
    /// Set for every session, whatever the server's, the database's or the role's default is: with less, what was acknowledged is
    /// lost with the power.
    /// </summary>
    private const string DurableCommits = "-c synchronous_commit=on";

    /// <summary>Registers the store in the database that <paramref name="connectionString"/> names; it need not exist yet.</summary>
    /// <exception cref="ConfigurationException">The connection string can't be used.</exception>
    public static IServiceCollection AddPostgreSqlStore(this IServiceCollection services, string connectionString)
    {
        var complete = Complete(connectionString);
        services.AddSingleton(_ => new NpgsqlDataSourceBuilder(complete).Build());
        services.AddSingleton<IHubDatabase, PostgreSqlDatabase>();
        services.AddSingleton<ILedgerStore, PostgreSqlLedgerStore>();
        services.AddSingleton<IParticipantLedger, PostgreSqlParticipantLedger>();
        services.AddDbContextFactory<HubDbContext>((provider, builder) => Configure(builder, provider.GetRequiredService<NpgsqlDataSource>()));
        services.AddQuartz(quartz => quartz.UsePersistentStore(store =>
        {
            store.UsePostgres(complete);
            store.UseClustering();
        }));
        return services;
    }

    internal static void Configure(DbContextOptionsBuilder builder, NpgsqlDataSource dataSource)
        => builder
            .UseNpgsql(dataSource, npgsql => npgsql
                .MigrationsAssembly(typeof(PostgreSqlStore).Assembly.GetName().Name)
                .ExecutionStrategy(dependencies => new ConflictRetry(dependencies, PostgreSqlDatabase.FaultOf)))
            .ReplaceService<IModelCustomizer, PostgreSqlModel>();

    private static string Complete(string connectionString)
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(connectionString) { CancellationTimeout = CancellationTimeoutMs };
            builder.ApplicationName ??= "exchangehub";
            builder.Options = $"{builder.Options} {DurableCommits}".TrimStart();
            if (!new DbConnectionStringBuilder { ConnectionString = connectionString }.ContainsKey(nameof(builder.Timeout)))
                builder.Timeout = ConnectTimeoutSeconds;
            return builder.ConnectionString;
        }
        catch (ArgumentException error)
        {
            throw StoreOptions.Unusable(error);
        }
    }
}
