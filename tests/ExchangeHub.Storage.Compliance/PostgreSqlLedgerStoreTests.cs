using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Operations;
using ExchangeHub.Hub.Storage;
using ExchangeHub.TestKit.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ExchangeHub.Storage.Compliance;

public sealed class PostgreSqlLedgerStoreTests() : ServerLedgerStoreCompliance(StoreOptions.PostgreSql)
{
    protected override int Port => new NpgsqlConnectionStringBuilder(ConnectionString).Port;

    protected override string EndOthersSql => "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

    protected override string Via(int port) => new NpgsqlConnectionStringBuilder(ConnectionString) { Port = port, Timeout = 2 }.ConnectionString;

    [SkippableFact]
    public async Task Ledger_Truncated_IsRefusedByTheDatabase()
    {
        await AppendAsync(Full());
        await using var context = Context();

        await Assert.ThrowsAsync<PostgresException>(() => context.Database.ExecuteSqlRawAsync("TRUNCATE ledger_entries"));

        Assert.Single(await ReadAsync());
    }

    [SkippableFact]
    public async Task Writing_ServerCommitsAsynchronouslyByDefault_CommitsDurably()
    {
        await using (var connection = await OpenAsync())
            await ExecuteAsync(connection, $"ALTER DATABASE {connection.Database} SET synchronous_commit = off");
        await using var others = Another();
        await using var watcher = (NpgsqlConnection)await OpenAsync();
        await ExecuteAsync(watcher, """
            CREATE TABLE seen (setting text);
            CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO seen VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$;
            CREATE TRIGGER see AFTER INSERT ON ledger_entries FOR EACH ROW EXECUTE FUNCTION see();
            """);

        await others.GetRequiredService<Hub.Ledger.ILedgerStore>().AppendAsync([Full()], CancellationToken.None);
        await using (var context = await others.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync())
        {
            // As the events of cases are written.
            context.LedgerEntries.Add(Full());
            await context.SaveChangesAsync();
        }

        await using var command = new NpgsqlCommand("SELECT string_agg(setting, ' ') FROM seen", watcher);
        Assert.Equal("on on", await command.ExecuteScalarAsync());
    }

    [SkippableFact]
    public async Task CheckAsync_RoleMayNotInsert_Fails()
    {
        await using var reader = await ReaderAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => reader.GetRequiredService<Hub.Ledger.ILedgerStore>().CheckAsync(CancellationToken.None));
    }

    [SkippableFact]
    public async Task ExamineAsync_RoleMayNotInsert_IsAnError()
    {
        await using var reader = await ReaderAsync();

        var findings = await reader.GetRequiredService<IHubDatabase>().ExamineAsync(TimeProvider.System, CancellationToken.None);

        Assert.Equal(Severity.Error, findings.Single(finding => finding.Topic == "rights").Severity);
    }

    [SkippableFact]
    public async Task ExamineAsync_OwnerOfTheLedger_IsWarnedOf()
        => Assert.Equal(Severity.Warning, (await Database.ExamineAsync(TimeProvider.System, CancellationToken.None)).Single(finding => finding.Topic == "rights").Severity);

    [SkippableFact]
    public async Task ExamineAsync_ServerClockDiffers_IsWarnedOf()
    {
        var findings = await Database.ExamineAsync(new TestKit.ShiftedClock { Shift = TimeSpan.FromMinutes(1) }, CancellationToken.None);

        Assert.Equal(Severity.Warning, findings.Single(finding => finding.Topic == "clock").Severity);
    }

    [SkippableFact]
    public async Task CheckAsync_TableMissing_Fails()
    {
        await using var empty = await TestDatabase.EmptyAsync(await PostgreSqlServer.Shared);
        await using var services = empty.Services();

        await Assert.ThrowsAsync<PostgresException>(() => services.GetRequiredService<Hub.Ledger.ILedgerStore>().CheckAsync(CancellationToken.None));
    }

    [SkippableFact]
    public async Task MigrateAsync_SeveralAtOnceOnAnEmptyOrAbsentDatabase_AllSucceed()
    {
        for (var i = 0; i < 5; i++)
        {
            await using var empty = i % 2 == 0 ? await TestDatabase.EmptyAsync(await PostgreSqlServer.Shared) : TestDatabase.Absent(await PostgreSqlServer.Shared);

            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(empty.MigrateAsync)));

            await using var services = empty.Services();
            Assert.Empty(await HubSchema.PendingAsync(services, CancellationToken.None));
        }
    }

    /// <summary>A role that may read and nothing else.</summary>
    private async Task<ServiceProvider> ReaderAsync()
    {
        var role = $"reader_{Guid.NewGuid():N}";
        await using (var connection = await OpenAsync())
            await ExecuteAsync(connection, $"CREATE ROLE {role} LOGIN; GRANT SELECT ON ledger_entries TO {role}");
        var services = new ServiceCollection();
        ExchangeHub.Server.Stores.Add(services, new HubOptions { Store = new StoreOptions { Provider = StoreOptions.PostgreSql, ConnectionString = new NpgsqlConnectionStringBuilder(ConnectionString) { Username = role }.ConnectionString } });
        return services.BuildServiceProvider();
    }
}
