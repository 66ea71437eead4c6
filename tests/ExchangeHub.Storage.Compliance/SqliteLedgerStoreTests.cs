using System.Reflection;
using ExchangeHub.Hub.Ledger;
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
    public async Task CheckAsync_TableMissing_Fails()
    {
        var services = new ServiceCollection().AddSqliteStore(_folder.File("empty.db")).BuildServiceProvider();
        await using (services)
            await Assert.ThrowsAsync<SqliteException>(() => services.GetRequiredService<ILedgerStore>().CheckAsync(CancellationToken.None));
    }

    protected override async Task<Exception> ConflictAsync()
    {
        await AppendAsync(Full());
        await using var reader = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = DatabasePath, Pooling = false, DefaultTimeout = 1 }.ConnectionString);
        await reader.OpenAsync();
        await using var transaction = reader.BeginTransaction(deferred: true);
        Execute(reader, "SELECT count(*) FROM ledger_entries");
        await AppendAsync(Full()); // Now what was read is no longer the newest.
        return (await Record.ExceptionAsync(() => Task.Run(() => Execute(reader, "CREATE TABLE another (id)"))))!;
    }

    protected override async Task<IAsyncDisposable> LockLedgerAsync()
    {
        var other = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = DatabasePath, Pooling = false }.ConnectionString);
        await other.OpenAsync();
        other.BeginTransaction(deferred: false);
        return other; // Rolls back when it is closed.
    }

    /// <summary>An embedded database has no connection to lose, but its folder may be gone: a disk that is not mounted.</summary>
    protected override async Task<Exception> LoseConnectionAsync()
    {
        var folder = _folder.File("gone");
        await using var services = new ServiceCollection().AddSqliteStore(Path.Combine(folder, "ledger.db")).BuildServiceProvider();
        Directory.Delete(folder);
        return (await Record.ExceptionAsync(() => services.GetRequiredService<ILedgerStore>().AppendAsync([Full()], CancellationToken.None)))!;
    }

    /// <summary>A crash leaves of the write-ahead log what had reached the disk: any part of it, from its beginning.</summary>
    protected override async Task<IReadOnlyList<IReadOnlySet<Guid>>> CrashAnywhereAsync(LedgerEntry[] before, LedgerEntry[] batch)
    {
        const int Step = 512; // A sector of a disk.
        await AppendAsync(before);
        var log = new FileInfo(DatabasePath + "-wal");
        var firstByte = log.Length;
        await AppendAsync(batch);
        log.Refresh();
        var ledgers = new List<IReadOnlySet<Guid>>();
        for (var length = firstByte; length < log.Length + Step; length += Step)
        {
            using var folder = new TestFolder();
            var copy = folder.File("ledger.db");
            File.Copy(DatabasePath, copy);
            File.Copy(log.FullName, copy + "-wal");
            await using (var file = File.OpenWrite(copy + "-wal"))
                file.SetLength(Math.Min(length, log.Length));
            await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = copy, Pooling = false }.ConnectionString);
            await connection.OpenAsync();
            ledgers.Add(Ids(connection));
        }
        return ledgers;
    }

    private static HashSet<Guid> Ids(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id FROM ledger_entries";
        using var reader = command.ExecuteReader();
        var ids = new HashSet<Guid>();
        while (reader.Read())
            ids.Add(new Guid(reader.GetFieldValue<byte[]>(0), bigEndian: true));
        return ids;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static object Pragma(SqliteConnection connection, string name)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA {name}";
        return command.ExecuteScalar()!;
    }
}
