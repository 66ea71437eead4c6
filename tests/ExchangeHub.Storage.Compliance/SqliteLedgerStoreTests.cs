using System.Reflection;
using ExchangeHub.Storage.Sqlite;
using ExchangeHub.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeHub.Storage.Compliance;

public sealed class SqliteLedgerStoreTests : LedgerStoreCompliance, IDisposable
{
    private const long SyncFull = 2;

    private readonly TestFolder _folder = new();

    private string DatabasePath => _folder.File("data/ledger.db");

    protected override void AddStore(IServiceCollection services) => services.AddSqliteStore(DatabasePath);

    protected override Task RemoveAsync()
    {
        using (var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = DatabasePath }.ConnectionString))
            SqliteConnection.ClearPool(connection);
        return Task.CompletedTask;
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AppendAsync_ItsConnection_SyncsFullyIntoAWriteAheadLog()
    {
        await AppendAsync(Full());

        // The setting is the connection's own, and nothing outside the store shows it.
        var field = Store.GetType().GetField("_connection", BindingFlags.NonPublic | BindingFlags.Instance);
        var connection = Assert.IsType<SqliteConnection>(field?.GetValue(Store));
        Assert.Equal((SyncFull, "wal"), ((long)Pragma(connection, "synchronous"), (string)Pragma(connection, "journal_mode")));
    }

    [Fact]
    public async Task Ledger_ReplacedByHand_IsRefusedByTheDatabase()
    {
        var entry = Full();
        await AppendAsync(entry);
        await using var context = Context();

        await Assert.ThrowsAsync<SqliteException>(() => context.Database.ExecuteSqlRawAsync("INSERT OR REPLACE INTO ledger_entries SELECT * FROM ledger_entries"));
    }

    [Fact]
    public async Task Context_ItsConnection_IsSetAlike()
    {
        await using var context = Context();
        await context.Database.OpenConnectionAsync();

        var connection = (SqliteConnection)context.Database.GetDbConnection();

        Assert.Equal((SyncFull, "wal", 1L), ((long)Pragma(connection, "synchronous"), (string)Pragma(connection, "journal_mode"), (long)Pragma(connection, "foreign_keys")));
    }

    [Fact]
    public async Task AppendAsync_AnotherHoldsTheWriteLock_FailsInBoundedTimeAndWorksAfterwards()
    {
        await using var other = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = DatabasePath, Pooling = false }.ConnectionString);
        await other.OpenAsync();
        await using (other.BeginTransaction(deferred: false))
            await Assert.ThrowsAsync<SqliteException>(() => AppendAsync(Full()).WaitAsync(TimeSpan.FromSeconds(20)));

        await AppendAsync(Full());

        Assert.Single(await ReadAsync());
    }

    [Fact]
    public async Task CheckAsync_TableMissing_Fails()
    {
        var services = new ServiceCollection().AddSqliteStore(_folder.File("empty.db")).BuildServiceProvider();
        await using (services)
            await Assert.ThrowsAsync<SqliteException>(() => services.GetRequiredService<Hub.Ledger.ILedgerStore>().CheckAsync(CancellationToken.None));
    }

    private static object Pragma(SqliteConnection connection, string name)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA {name}";
        return command.ExecuteScalar()!;
    }
}
