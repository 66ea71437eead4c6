using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace ExchangeHub.Storage.Sqlite;

/// <summary>The embedded store: one database file, nothing to install.</summary>
public static class SqliteStore
{
    /// <summary>How long a statement waits for a lock, in seconds, before its calls fail.</summary>
    private const int LockTimeoutSeconds = 2;

    /// <summary>Registers the store in <paramref name="path"/>; its folder is made if it is missing.</summary>
    public static IServiceCollection AddSqliteStore(this IServiceCollection services, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var connectionString = ConnectionString(path);
        services.AddSingleton<WriteGate>();
        services.AddSingleton<IHubDatabase>(provider => new SqliteDatabase(path, connectionString, provider.GetRequiredService<WriteGate>()));
        services.AddSingleton<ILedgerStore>(provider => new SqliteLedgerStore(connectionString, provider.GetRequiredService<WriteGate>()));
        services.AddSingleton<IParticipantLedger>(new SqliteParticipantLedger(connectionString));
        services.AddDbContextFactory<HubDbContext>(builder => Configure(builder, connectionString));
        services.AddQuartz(quartz => quartz.UseInMemoryStore());
        return services;
    }

    internal static string ConnectionString(string path)
        => new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = LockTimeoutSeconds }.ConnectionString;

    internal static void Configure(DbContextOptionsBuilder builder, string connectionString)
        => builder
            .UseSqlite(connectionString, sqlite => sqlite
                .MigrationsAssembly(typeof(SqliteStore).Assembly.GetName().Name)
                .ExecutionStrategy(dependencies => new ConflictRetry(dependencies, SqliteDatabase.FaultOf)))
            .ReplaceService<IModelCustomizer, SqliteModel>()
            .AddInterceptors(new SqlitePragmas.Interceptor());
}
