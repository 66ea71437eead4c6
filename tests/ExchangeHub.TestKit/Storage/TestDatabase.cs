using System.Data.Common;
using System.Text;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Server;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ExchangeHub.TestKit.Storage;

/// <summary>A database for one test, with the hub's schema, on the store that the test wants; it is removed afterwards.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    /// <summary>Names the SQL Server that tests may use, by a connection string without a database.</summary>
    public const string SqlServerVariable = "EXCHANGEHUB_TEST_SQLSERVER";

    private const string Template = "exchangehub_template";
    private static readonly Lazy<Task> SharedTemplate = new(MakeTemplateAsync);

    private readonly Func<Task> _remove;

    private TestDatabase(StoreOptions store, Func<Task> remove) => (Store, _remove) = (store, remove);

    /// <summary>How the hub is told of it.</summary>
    public StoreOptions Store { get; }

    /// <summary>Why tests on this store can't be run here; null if they can.</summary>
    public static string? Missing(string provider) => provider switch
    {
        StoreOptions.PostgreSql when !PostgreSqlServer.IsInstalled => PostgreSqlServer.HowToInstall,
        StoreOptions.SqlServer when Environment.GetEnvironmentVariable(SqlServerVariable) is null or "" => $"{SqlServerVariable} holds no connection string of a SQL Server",
        _ => null,
    };

    /// <summary>Makes one with the present schema.</summary>
    public static Task<TestDatabase> CreateAsync(string provider) => provider switch
    {
        StoreOptions.Sqlite => SqliteAsync(),
        StoreOptions.PostgreSql => PostgreSqlAsync(),
        StoreOptions.SqlServer => SqlServerAsync(),
        _ => throw new ArgumentException($"There is no store {provider}.", nameof(provider)),
    };

    /// <summary>Makes an empty one on a PostgreSQL server.</summary>
    public static async Task<TestDatabase> EmptyAsync(PostgreSqlServer server, string template = "template1")
    {
        var database = Absent(server);
        await server.ExecuteAsync($"CREATE DATABASE {new NpgsqlConnectionStringBuilder(database.Store.ConnectionString).Database} TEMPLATE {template}");
        return database;
    }

    /// <summary>The name of one on a PostgreSQL server that nobody has made yet.</summary>
    public static TestDatabase Absent(PostgreSqlServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        var name = NewName();
        var store = new StoreOptions { Provider = StoreOptions.PostgreSql, ConnectionString = server.ConnectionString(name) };
        return new TestDatabase(store, () => server.ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
    }

    /// <summary>The store's services, as the hub registers them.</summary>
    public ServiceProvider Services()
    {
        var services = new ServiceCollection().AddLogging();
        Stores.Add(services, new HubOptions { Store = Store });
        return services.BuildServiceProvider();
    }

    /// <summary>Brings it to the present schema.</summary>
    public async Task MigrateAsync()
    {
        await using var services = Services();
        await HubSchema.MigrateAsync(services, CancellationToken.None);
    }

    /// <summary>Takes a lock that keeps everybody from writing the ledger, until it is disposed of.</summary>
    public async Task<IAsyncDisposable> LockLedgerAsync()
    {
        var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = Store.Provider switch
        {
            StoreOptions.Sqlite => "BEGIN IMMEDIATE",
            StoreOptions.PostgreSql => "BEGIN; LOCK TABLE ledger_entries IN ACCESS EXCLUSIVE MODE",
            _ => "BEGIN TRANSACTION; SELECT TOP (1) 1 FROM ledger_entries WITH (TABLOCKX, HOLDLOCK)",
        };
        await command.ExecuteNonQueryAsync();
        return connection; // Rolls back when it is closed.
    }

    /// <summary>All that stands in the ledger, as text, for a search for what must not.</summary>
    public async Task<string> DumpAsync()
    {
        if (Store.Provider == StoreOptions.Sqlite)
            return Encoding.UTF8.GetString([.. await ReadSharedAsync(Store.Path), .. await ReadSharedAsync(Store.Path + "-wal")]);
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = Store.Provider == StoreOptions.PostgreSql
            ? "SELECT string_agg(entry::text, '') FROM ledger_entries AS entry"
            : "SELECT (SELECT * FROM ledger_entries FOR JSON AUTO)";
        return (string)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>A connection of the test's own, which no pool keeps.</summary>
    public Task<DbConnection> OpenAsync() => OpenAsync(Store);

    /// <summary>A connection of the test's own to a store, which no pool keeps.</summary>
    public static async Task<DbConnection> OpenAsync(StoreOptions store)
    {
        ArgumentNullException.ThrowIfNull(store);
        DbConnection connection = store.Provider switch
        {
            StoreOptions.Sqlite => new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = store.Path, Pooling = false }.ConnectionString),
            StoreOptions.PostgreSql => new NpgsqlConnection(new NpgsqlConnectionStringBuilder(store.ConnectionString) { Pooling = false }.ConnectionString),
            _ => new SqlConnection(new SqlConnectionStringBuilder(store.ConnectionString) { Pooling = false }.ConnectionString),
        };
        await connection.OpenAsync();
        return connection;
    }

    public async ValueTask DisposeAsync() => await _remove();

    private static async Task<byte[]> ReadSharedAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var memory = new MemoryStream();
        await file.CopyToAsync(memory);
        return memory.ToArray();
    }

    private static async Task<TestDatabase> SqliteAsync()
    {
        var folder = new TestFolder();
        var database = new TestDatabase(new StoreOptions { Path = folder.File("data/ledger.db") }, () =>
        {
            SqliteConnection.ClearAllPools();
            folder.Dispose();
            return Task.CompletedTask;
        });
        await database.MigrateAsync();
        return database;
    }

    private static async Task<TestDatabase> PostgreSqlAsync()
    {
        await SharedTemplate.Value;
        return await EmptyAsync(await PostgreSqlServer.Shared, Template);
    }

    /// <summary>To migrate once and copy is faster than to migrate each.</summary>
    private static async Task MakeTemplateAsync()
    {
        var server = await PostgreSqlServer.Shared;
        var template = new TestDatabase(new StoreOptions { Provider = StoreOptions.PostgreSql, ConnectionString = server.ConnectionString(Template) + ";Pooling=false" }, () => Task.CompletedTask);
        await template.MigrateAsync();
        NpgsqlConnection.ClearAllPools();
    }

    private static async Task<TestDatabase> SqlServerAsync()
    {
        var name = NewName();
        var server = Environment.GetEnvironmentVariable(SqlServerVariable)!;
        var store = new StoreOptions { Provider = StoreOptions.SqlServer, ConnectionString = new SqlConnectionStringBuilder(server) { InitialCatalog = name }.ConnectionString };
        var database = new TestDatabase(store, async () =>
        {
            await using var connection = new SqlConnection(server);
            await connection.OpenAsync();
            await using var command = new SqlCommand($"ALTER DATABASE {name} SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE {name};", connection);
            await command.ExecuteNonQueryAsync();
        });
        await database.MigrateAsync();
        return database;
    }

    private static string NewName() => $"exchangehub_test_{Guid.NewGuid():N}";
}
