using System.Collections.Concurrent;
using System.Diagnostics;
using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.FunctionalTests.Reconciliation;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Validation;
using ExchangeHub.TestKit;
using ExchangeHub.TestKit.Storage;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static ExchangeHub.Contracts.Operations.V1.ReconciliationOperationsService;
using static ExchangeHub.Contracts.Sharing.V1.RecordSharingService;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace ExchangeHub.FunctionalTests;

/// <summary>The real executable on a real PostgreSQL server that fails it: no reply without a record, a clear refusal, and recovery by itself.</summary>
public sealed class PostgreSqlFaultTests() : FunctionalTest(StoreOptions.PostgreSql)
{
    private const int Callers = 16;
    private const string Password = "geheim-not-for-logs";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public async Task Hub_DatabaseKilledAndRestartedUnderLoad_HasEveryReplyInItsLedgerAndRecovers()
    {
        await using var server = await PostgreSqlServer.StartAsync();
        await using var setup = await SetupAsync(server);
        await using var hub = await HubProcess.StartAsync(setup);
        using var channel = setup.Connect(hub.Address);
        await using var load = new Load(channel);

        for (var kill = 0; kill < 3; kill++)
        {
            await load.UntilAnsweredAsync(200);
            await server.KillAsync();
            await load.UntilRefusedAsync();
            await server.StartAgainAsync();
        }
        await load.UntilAnsweredAsync(200);
        await load.StopAsync();

        Assert.Equal(["LEDGER_UNAVAILABLE"], load.Refusals.Distinct());
        var ledger = (await setup.LedgerAsync()).Select(entry => entry.Id).ToHashSet();
        Assert.Empty(load.Answered.Except(ledger));
        Assert.Equal(load.Answered.Count, load.Answered.Distinct().Count());
        Assert.False(hub.HasExited, hub.Output);
    }

    [SkippableFact]
    public async Task Hub_CutOffFromTheDatabase_RefusesWithoutAskingTheRegionAndRecovers()
    {
        await using var proxy = new TcpProxy((await PostgreSqlServer.Shared).Port);
        await using var setup = await CreateSetupAsync();
        setup.Options = setup.Options with { Store = Via(setup.Options.Store, builder => builder.Port = proxy.Port) };
        await using var hub = await HubProcess.StartAsync(setup);
        using var channel = setup.Connect(hub.Address);
        await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
        Assert.Equal(ServingStatus.Serving, await HealthAsync(channel));

        proxy.Freeze();
        var first = await channel.FailAsync(Questions.VerifyCertificate(), DateTime.UtcNow + Patience);
        var asked = setup.Chongqing.Received.Count;
        var second = await channel.FailAsync(Questions.VerifyCertificate(), DateTime.UtcNow + Patience);

        Assert.All([first, second], error => Assert.Equal((StatusCode.Unavailable, "LEDGER_UNAVAILABLE", "hub"), (error.Code, error.Reason, error.Side)));
        Assert.Equal(2, asked);
        Assert.Equal(asked, setup.Chongqing.Received.Count);
        Assert.Equal(ServingStatus.NotServing, await HealthAsync(channel));

        proxy.Thaw();
        proxy.Cut(); // As TCP does in the end with what was sent in vain.
        var answered = await AnsweredInTheEndAsync(channel);
        Assert.Contains(await setup.LedgerAsync(), entry => entry.Id == answered);
    }

    /// <summary>Each region's dispatcher asks once in a while, not as fast as it is refused.</summary>
    [SkippableFact]
    public async Task Hub_DatabaseGone_AsksForItOnceInAWhile()
    {
        var pause = TimeSpan.FromSeconds(2);
        await using var server = await PostgreSqlServer.StartAsync();
        await using var setup = await SetupAsync(server);
        setup.Options = setup.Options with { Deliveries = setup.Options.Deliveries with { PollMs = (int)pause.TotalMilliseconds } };
        var regions = setup.Options.Regions.Count;
        await using var hub = await HubProcess.StartAsync(setup);

        var gone = Stopwatch.StartNew();
        await server.KillAsync();
        var asked = 0;
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (asked < 3 * regions && await tick.WaitForNextTickAsync())
        {
            Assert.True(gone.Elapsed < Patience, hub.Output);
            asked = hub.Output.Split('\n').Count(line => line.Contains("\"event\":1701", StringComparison.Ordinal));
        }

        Assert.InRange(asked, 3 * regions, regions * ((int)(gone.Elapsed / pause) + 1));
        await server.StartAgainAsync(); // For the database to be dropped.
    }

    [SkippableFact]
    public async Task Hub_ConnectionsExhausted_RefusesAndRecovers()
    {
        await using var server = await PostgreSqlServer.StartAsync();
        await using var setup = await SetupAsync(server);
        var role = await AsOrdinaryRoleAsync(server, setup);
        await using var hub = await HubProcess.StartAsync(setup);
        using var channel = setup.Connect(hub.Address);
        await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());

        await server.ExecuteAsync($"ALTER ROLE {role} CONNECTION LIMIT 0");
        await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate()); // On the connection that it has.
        await server.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{role}'");
        var refusals = new[] { await channel.FailAsync(Questions.VerifyCertificate()), await channel.FailAsync(Questions.VerifyCertificate()) };

        Assert.All(refusals, error => Assert.Equal((StatusCode.Unavailable, "LEDGER_UNAVAILABLE"), (error.Code, error.Reason)));
        Assert.Equal(ServingStatus.NotServing, await HealthAsync(channel));
        await server.ExecuteAsync($"ALTER ROLE {role} CONNECTION LIMIT -1");
        await AnsweredInTheEndAsync(channel);
        Assert.False(hub.HasExited, hub.Output);
        Assert.DoesNotContain(Password, hub.Output);
    }

    [SkippableFact]
    public async Task Hub_RoleWithTheRightsOfTheGuide_ServesAndCannotEditTheLedger()
    {
        await using var server = await PostgreSqlServer.StartAsync();
        await using var setup = await SetupAsync(server);
        await AsOrdinaryRoleAsync(server, setup);
        await using var hub = await HubProcess.StartAsync(setup);
        using var channel = setup.Connect(hub.Address);

        await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());

        await AssertMayNotAsync(setup, "TRUNCATE ledger_entries", "DELETE FROM ledger_entries", "UPDATE ledger_entries SET purpose = ''", "DROP TABLE ledger_entries", "ALTER TABLE ledger_entries DISABLE TRIGGER ALL");
    }

    [SkippableFact]
    public async Task Hub_RoleWithTheRightsOfTheGuide_SharesRecordsAndCannotRemoveThem()
    {
        await using var server = await PostgreSqlServer.StartAsync();
        await using var setup = await SetupAsync(server);
        await AsOrdinaryRoleAsync(server, setup);
        await using var hub = await HubProcess.StartAsync(setup);
        using var producer = setup.Connect(hub.Address, setup.ChongqingCertificate);
        using var reader = setup.Connect(hub.Address);

        await new RecordSharingServiceClient(producer.Invoker).PublishAsync(DataSet.Notices, [Feeds.Notice("测1")], [Feeds.Notice("测1", 2, "改"), Feeds.Notice("测2")]);
        var (records, _) = await new RecordSharingServiceClient(reader.Invoker).SnapshotAsync(new ReadSnapshotRequest { DataSet = DataSet.Notices, ProducerRegion = "CN-CQ" });

        Assert.Equal([("测1", 2), ("测2", 1)], records.Select(record => (record.Key, record.Version)));
        await AssertMayNotAsync(setup, "DELETE FROM records", "DELETE FROM grant_uses", "UPDATE grant_uses SET purpose = ''", "TRUNCATE feeds");
    }

    [SkippableFact]
    public async Task Serve_MigrationsPending_EndsAndNamesThem()
    {
        await using var database = await TestDatabase.EmptyAsync(await PostgreSqlServer.Shared);
        await using var setup = await HubSetup.CreateAsync(database: database);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => HubProcess.StartAsync(setup));

        Assert.Contains("_Ledger", error.Message);
        Assert.Contains("_Scheduler", error.Message);
        Assert.Contains("exchangehub migrate", error.Message);
        Assert.DoesNotContain("   at ", error.Message);
    }

    [SkippableFact]
    public async Task Hub_RoleWithTheRightsOfTheGuide_ReconcilesAndCannotEditWhatHappened()
    {
        await using var server = await PostgreSqlServer.StartAsync();
        await using var setup = await SetupAsync(server);
        var certificate = TestPki.Client(setup.Pki.Hub, "operator-1");
        setup.Options = setup.Options with { Participants = [.. setup.Options.Participants, HubSetup.Participant("operator-1", "HUB", "operator", certificate)] };
        var yesterday = ChinaTime.DateOf(TimeProvider.System.GetUtcNow()).AddDays(-1);
        await using (var services = setup.Database.Services())
            await services.GetRequiredService<ILedgerStore>().AppendAsync([.. LedgerSeed.Day(yesterday, 3).Select(entry => entry.Sealed())], CancellationToken.None);
        await AsOrdinaryRoleAsync(server, setup);
        await using var hub = await HubProcess.StartAsync(setup);
        using var channel = setup.Connect(hub.Address, certificate);
        var operations = new ReconciliationOperationsServiceClient(channel.Invoker);

        var start = OperatorSite.Start(yesterday);
        start.Repair = true;
        var run = (await operations.StartReconciliationRunAsync(start)).Run;
        using (var watch = operations.WatchReconciliationRun(new WatchReconciliationRunRequest { RunId = run.RunId }, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(2)))
            run = (await watch.ResponseStream.ReadAllAsync().ToListAsync())[^1].Run;

        Assert.Equal((ReconciliationRunState.Differences, 3L, 3L), (run.State, run.DifferenceCount, run.RepairCount));
        var difference = (await operations.ListDifferencesAsync(new ListDifferencesRequest { RunId = run.RunId })).Differences[0];
        await operations.ResolveDifferenceAsync(new ResolveDifferenceRequest { RequestId = Guid.NewGuid().ToString(), DifferenceId = difference.DifferenceId, Text = "已处理", OperatorName = "王芳" });
        await AssertMayNotAsync(setup, "DELETE FROM difference_events", "UPDATE difference_events SET text = ''", "DELETE FROM differences", "DELETE FROM reconciliation_runs", "DELETE FROM reconciled_windows");
    }

    [SkippableFact]
    public async Task Serve_DatabaseUnreachable_EndsAndSaysSo()
    {
        await using var proxy = new TcpProxy(1); // Nobody listens there.
        await using var setup = await CreateSetupAsync();
        setup.Options = setup.Options with { Store = Via(setup.Options.Store, builder => (builder.Port, builder.Password) = (proxy.Port, Password)) };

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => HubProcess.StartAsync(setup));

        Assert.Contains("数据库", error.Message);
        Assert.DoesNotContain("   at ", error.Message);
        Assert.DoesNotContain(Password, error.Message);
    }

    [SkippableFact]
    public async Task Serve_TwoHubsAtOnceOnAnEmptyDatabase_BothServe()
    {
        await using var database = await TestDatabase.EmptyAsync(await PostgreSqlServer.Shared);
        await using var setup = await HubSetup.CreateAsync(database: database);

        var hubs = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => HubProcess.StartAsync(setup, migrate: true)));
        await using var first = hubs[0];
        await using var second = hubs[1];
        var answered = await Task.WhenAll(hubs.SelectMany(hub => Enumerable.Range(0, 50).Select(async _ =>
        {
            using var channel = setup.Connect(hub.Address);
            return Guid.Parse((await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate())).Receipt.ExchangeId);
        })));

        Assert.Equal(answered.Order(), (await setup.LedgerAsync()).Select(entry => entry.Id));
    }

    /// <summary>A hub on a database of a server of its own.</summary>
    private static async Task<HubSetup> SetupAsync(PostgreSqlServer server)
    {
        var database = await TestDatabase.EmptyAsync(server);
        await database.MigrateAsync();
        return await HubSetup.CreateAsync(database: database);
    }

    private static async Task AssertMayNotAsync(HubSetup setup, params string[] statements)
    {
        await using var connection = new NpgsqlConnection(setup.Options.Store.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        foreach (var sql in statements)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState);
        }
    }

    /// <summary>Has the hub connect as a role with the rights that the operators' guide names, and no others.</summary>
    private static async Task<string> AsOrdinaryRoleAsync(PostgreSqlServer server, HubSetup setup)
    {
        const string Role = "hub";
        await server.ExecuteAsync($"""
            CREATE ROLE {Role} LOGIN PASSWORD '{Password}';
            {Grants()}
            DO $$ DECLARE name text; BEGIN
                FOR name IN SELECT tablename FROM pg_tables WHERE tablename LIKE 'qrtz\_%' LOOP EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO {Role}', name); END LOOP;
            END $$;
            """, new NpgsqlConnectionStringBuilder(setup.Options.Store.ConnectionString).Database!);
        setup.Options = setup.Options with { Store = Via(setup.Options.Store, builder => (builder.Username, builder.Password) = (Role, Password)) };
        return Role;
    }

    /// <summary>The guide's own lines, for the role that they name: what it forgets fails here.</summary>
    private static string Grants() => string.Join('\n', File.ReadLines(RepositoryFolder.File("src/ExchangeHub.Server/README.md")).Where(line => line.StartsWith("GRANT ", StringComparison.Ordinal) && line.EndsWith(';')));

    private static StoreOptions Via(StoreOptions store, Action<NpgsqlConnectionStringBuilder> change)
    {
        var builder = new NpgsqlConnectionStringBuilder(store.ConnectionString);
        builder.Remove(nameof(builder.Timeout)); // The hub's own.
        change(builder);
        return store with { ConnectionString = builder.ConnectionString };
    }

    private static async Task<ServingStatus> HealthAsync(HubChannel channel)
        => (await new Health.HealthClient(channel.Invoker).CheckAsync(new HealthCheckRequest(), deadline: DateTime.UtcNow + Patience)).Status;

    /// <summary>Asks until there is an answer.</summary>
    private static async Task<Guid> AnsweredInTheEndAsync(HubChannel channel)
    {
        var end = DateTime.UtcNow + Patience;
        while (true)
        {
            try
            {
                return Guid.Parse((await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate())).Receipt.ExchangeId);
            }
            catch (RpcException error) when (error.StatusCode == StatusCode.Unavailable && DateTime.UtcNow < end)
            {
                Assert.Equal("LEDGER_UNAVAILABLE", HubError.From(error).Reason);
            }
        }
    }

    /// <summary>Callers that ask on and on, whatever they are told.</summary>
    private sealed class Load : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly List<Task> _callers;
        private readonly SemaphoreSlim _answers = new(0);
        private readonly SemaphoreSlim _refusals = new(0);

        public Load(HubChannel channel) => _callers = [.. Enumerable.Range(0, Callers).Select(_ => Task.Run(() => CallAsync(channel)))];

        public ConcurrentBag<Guid> Answered { get; } = [];

        public ConcurrentBag<string> Refusals { get; } = [];

        public async Task UntilAnsweredAsync(int times)
        {
            for (var i = 0; i < times; i++)
                Assert.True(await _answers.WaitAsync(Patience), "no answers");
        }

        public async Task UntilRefusedAsync()
        {
            while (await _refusals.WaitAsync(0))
            {
                // What was refused before does not count.
            }
            Assert.True(await _refusals.WaitAsync(Patience), "no refusal");
            while (await _answers.WaitAsync(0))
            {
                // Nor does what was answered before.
            }
        }

        public async Task StopAsync()
        {
            await _stop.CancelAsync();
            await Task.WhenAll(_callers);
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            _stop.Dispose();
            _answers.Dispose();
            _refusals.Dispose();
        }

        private async Task CallAsync(HubChannel channel)
        {
            while (!_stop.IsCancellationRequested)
            {
                try
                {
                    var answer = await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate(), deadline: DateTime.UtcNow + Patience);
                    Answered.Add(Guid.Parse(answer.Receipt.ExchangeId));
                    _answers.Release();
                }
                catch (RpcException error)
                {
                    Refusals.Add(HubError.From(error).Reason);
                    _refusals.Release();
                }
            }
        }
    }
}
