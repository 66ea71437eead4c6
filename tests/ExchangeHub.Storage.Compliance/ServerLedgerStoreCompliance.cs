using System.Data;
using System.Data.Common;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Server;
using ExchangeHub.TestKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeHub.Storage.Compliance;

/// <summary>What is common to databases that are reached over a network: sessions that get in each other's way, and a proxy between that breaks the connection.</summary>
/// <param name="provider">The store, as the configuration names it.</param>
public abstract class ServerLedgerStoreCompliance(string provider) : LedgerStoreCompliance
{
    /// <summary>Bytes between two places at which a connection is cut; a prime, so that it falls within messages too.</summary>
    private const int Step = 211;

    private TestDatabase? _database;

    protected string ConnectionString => _database!.Store.ConnectionString;

    /// <summary>The server's port.</summary>
    protected abstract int Port { get; }

    /// <summary>Ends the connections of all others to this database.</summary>
    protected abstract string EndOthersSql { get; }

    /// <summary>The connection string by way of another port.</summary>
    protected abstract string Via(int port);

    protected override async Task PrepareAsync()
    {
        Skip.If(TestDatabase.Missing(provider) is not null, TestDatabase.Missing(provider));
        _database = await TestDatabase.CreateAsync(provider);
    }

    protected override void AddStore(IServiceCollection services) => AddStore(services, ConnectionString);

    protected override async Task RemoveAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
    }

    /// <summary>Each of two transactions reads a table and then adds to it, as if it were alone.</summary>
    protected override async Task<Exception> ConflictAsync()
    {
        await using var first = await OpenAsync();
        await using var second = await OpenAsync();
        await ExecuteAsync(first, "CREATE TABLE contended (number int NOT NULL)");
        DbTransaction[] transactions = [await first.BeginTransactionAsync(IsolationLevel.Serializable), await second.BeginTransactionAsync(IsolationLevel.Serializable)];
        await ExecuteAsync(first, "SELECT COUNT(*) FROM contended", transactions[0]);
        await ExecuteAsync(second, "SELECT COUNT(*) FROM contended", transactions[1]);
        // On one database an insert waits for the other until one is chosen to fail; on another it is the commit that fails.
        var ends = await Task.WhenAll(transactions.Select(transaction => Record.ExceptionAsync(async () =>
        {
            await ExecuteAsync(transaction.Connection!, "INSERT INTO contended VALUES (1)", transaction);
            await transaction.CommitAsync();
        })));
        await using var last = await OpenAsync();
        await ExecuteAsync(last, "DROP TABLE contended");
        return Assert.Single(ends.OfType<DbException>());
    }

    protected override Task<IAsyncDisposable> LockLedgerAsync() => _database!.LockLedgerAsync();

    protected override async Task<Exception> LoseConnectionAsync()
    {
        await using (var other = await OpenAsync())
            await ExecuteAsync(other, EndOthersSql);
        return (await Record.ExceptionAsync(() => AppendAsync(Full())))!;
    }

    protected override async Task<IReadOnlyList<IReadOnlySet<Guid>>> CrashAnywhereAsync(LedgerEntry[] before, LedgerEntry[] batch)
    {
        await AppendAsync(before);
        await using var proxy = new TcpProxy(Port);
        await AppendViaAsync(proxy, Copies(batch)); // Whole, to see how much passes.
        var whole = proxy.Passed;

        var ledgers = new List<IReadOnlySet<Guid>>();
        foreach (var (toServer, toClient) in Cuts(whole.ToServer, whole.ToClient))
        {
            proxy.CutAfter(toServer, toClient);
            var copies = Copies(batch);
            await Record.ExceptionAsync(() => AppendViaAsync(proxy, copies));
            var present = (await ReadAsync()).Select(entry => entry.Id).ToHashSet();
            ledgers.Add(before.Concat(batch.Where((_, i) => present.Contains(copies[i].Id))).Select(entry => entry.Id).ToHashSet());
        }
        return ledgers;
    }

    protected Task<DbConnection> OpenAsync() => _database!.OpenAsync();

    protected static async Task ExecuteAsync(DbConnection connection, string sql, DbTransaction? transaction = null)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>On the way there at any byte; on the way back too, at the very last one above all: then all is done, and nobody hears of it.</summary>
    private static IEnumerable<(long ToServer, long ToClient)> Cuts(long toServer, long toClient)
    {
        for (long cut = 0; cut < toServer; cut += Step)
            yield return (cut, long.MaxValue);
        for (long cut = 0; cut < toClient; cut += Step)
            yield return (long.MaxValue, cut);
        yield return (long.MaxValue, toClient - 1);
    }

    /// <summary>The same entries under new ids: what an earlier crash left can't be taken away again.</summary>
    private static LedgerEntry[] Copies(LedgerEntry[] batch) => [.. batch.Select(entry => (entry with { Id = Guid.CreateVersion7(), Settles = Guid.CreateVersion7() }).Sealed())];

    private async Task AppendViaAsync(TcpProxy proxy, LedgerEntry[] entries)
    {
        var services = new ServiceCollection();
        AddStore(services, Via(proxy.Port));
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<ILedgerStore>().AppendAsync(entries, CancellationToken.None);
    }

    private void AddStore(IServiceCollection services, string connectionString)
        => Stores.Add(services, new HubOptions { Store = new StoreOptions { Provider = provider, ConnectionString = connectionString } });
}
