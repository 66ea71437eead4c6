using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;
using ExchangeHub.TestKit.Storage;
using Npgsql;

namespace ExchangeHub.FunctionalTests;

/// <summary><c>exchangehub migrate</c>, the real executable.</summary>
public class MigrateCommandTests
{
    private const string Password = "geheim-not-for-logs";

    [SkippableFact]
    public async Task Migrate_DatabaseThatDoesNotExist_IsListedThenMadeThenUpToDate()
    {
        await using var database = TestDatabase.Absent(await ServerAsync());
        var options = new HubOptions { Store = database.Store };

        var before = await HubCommand.RunAsync(options, "migrate", "--list");
        var migrate = await HubCommand.RunAsync(options, "migrate");
        var after = await HubCommand.RunAsync(options, "migrate", "--list");

        Assert.Equal(2, before.ExitCode);
        Assert.Contains("_Ledger", before.Output);
        Assert.Contains("_Scheduler", before.Output);
        var count = before.Output.Count(c => c == '\n') - 1; // Each has a line, and the sum.
        Assert.EndsWith($"{count} pending\n", before.Output);
        Assert.Equal((0, ""), (migrate.ExitCode, migrate.Errors));
        Assert.EndsWith($"{count} applied\n", migrate.Output);
        Assert.Equal((0, "0 pending\n", ""), (after.ExitCode, after.Output, after.Errors));
    }

    [SkippableFact]
    public async Task Script_AppliedTwiceByAnAdministrator_LeavesNothingPending()
    {
        var server = await ServerAsync();
        await using var database = await TestDatabase.EmptyAsync(server);
        var options = new HubOptions { Store = database.Store };

        var script = await HubCommand.RunAsync(options, "migrate", "--script", "-");
        Assert.Equal((0, ""), (script.ExitCode, script.Errors));
        for (var i = 0; i < 2; i++)
            await server.ExecuteAsync(script.Output, new NpgsqlConnectionStringBuilder(database.Store.ConnectionString).Database!);

        Assert.Equal((0, "0 pending\n"), await ListAsync(options));
        await using var migrated = await TestDatabase.CreateAsync(StoreOptions.PostgreSql);
        Assert.Equal(await SchemaAsync(migrated), await SchemaAsync(database));
    }

    [Fact]
    public async Task Script_SqlServer_NeedsNoServer()
    {
        using var folder = new TestFolder();
        var file = folder.File("script.sql");
        var options = new HubOptions { Store = new StoreOptions { Provider = StoreOptions.SqlServer, ConnectionString = $"Server=127.0.0.1,1;Password={Password};User Id=hub" } };

        var script = await HubCommand.RunAsync(options, "migrate", "--script", file);

        Assert.Equal((0, "", ""), (script.ExitCode, script.Output, script.Errors));
        Assert.Contains("CREATE TYPE ledger_entry_rows_1", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task Script_Sqlite_IsRefusedAndExplained()
    {
        var script = await HubCommand.RunAsync(new HubOptions { Store = new StoreOptions { Path = "never.db" } }, "migrate", "--script", "-");

        Assert.Equal((1, ""), (script.ExitCode, script.Output));
        Assert.Contains("SQLite has no such scripts", script.Errors);
    }

    [Theory]
    [InlineData(StoreOptions.PostgreSql, "Host=127.0.0.1;Port=1;Password=" + Password)]
    [InlineData(StoreOptions.SqlServer, "Server=127.0.0.1,1;Connect Timeout=1;User Id=hub;Password=" + Password)]
    public async Task Migrate_ServerUnreachable_SaysSoWithoutTheSecretAndWithoutAStack(string provider, string connectionString)
    {
        var migrate = await HubCommand.RunAsync(new HubOptions { Store = new StoreOptions { Provider = provider, ConnectionString = connectionString } }, "migrate");

        Assert.Equal((1, ""), (migrate.ExitCode, migrate.Output));
        Assert.StartsWith("The database can't be used: ", migrate.Errors);
        Assert.DoesNotContain("   at ", migrate.Errors);
        Assert.DoesNotContain(Password, migrate.Errors);
    }

    [Theory]
    [InlineData(StoreOptions.PostgreSql, "Hosst=127.0.0.1;Password=" + Password)]
    [InlineData(StoreOptions.SqlServer, "Serverr=127.0.0.1;Password=" + Password)]
    [InlineData(StoreOptions.PostgreSql, "Port=" + Password)]
    [InlineData(StoreOptions.SqlServer, "Connect Timeout=" + Password)]
    [InlineData(StoreOptions.PostgreSql, Password)]
    [InlineData(StoreOptions.SqlServer, Password)]
    public async Task Migrate_ConnectionStringWrong_IsAProblemOfTheConfigurationWithoutTheSecret(string provider, string connectionString)
    {
        var migrate = await HubCommand.RunAsync(new HubOptions { Store = new StoreOptions { Provider = provider, ConnectionString = connectionString } }, "migrate");

        Assert.Equal((1, ""), (migrate.ExitCode, migrate.Output));
        Assert.Contains("Store.ConnectionString: is not understood", migrate.Errors);
        Assert.DoesNotContain(Password, migrate.Errors);
    }

    private static async Task<PostgreSqlServer> ServerAsync()
    {
        Skip.If(TestDatabase.Missing(StoreOptions.PostgreSql) is not null, TestDatabase.Missing(StoreOptions.PostgreSql));
        return await PostgreSqlServer.Shared;
    }

    private static async Task<(int, string)> ListAsync(HubOptions options)
    {
        var list = await HubCommand.RunAsync(options, "migrate", "--list");
        return (list.ExitCode, list.Output);
    }

    /// <summary>Columns, indexes and triggers of a database, as text.</summary>
    private static async Task<string> SchemaAsync(TestDatabase database)
    {
        await using var connection = await database.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT string_agg(part, E'\n' ORDER BY part) FROM (
                SELECT table_name || '.' || column_name || ' ' || data_type || coalesce('(' || character_maximum_length || ')', '') || coalesce(' ' || collation_name, '') || ' ' || is_nullable AS part FROM information_schema.columns WHERE table_schema = 'public'
                UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
                UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal) AS parts
            """;
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
