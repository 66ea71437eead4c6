using System.Data.Common;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.TestKit;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeHub.FunctionalTests;

/// <summary>No answer without a record.</summary>
public abstract class LedgerFaultTests(string store) : FunctionalTest(store)
{
    private const int NotWritten = 1301;
    private const int HealthCheckEnd = 103;
    private const int CommandError = 20102;

    [SkippableFact]
    public async Task VerifyCertificate_LedgerLocked_IsUnavailableThenRecovers()
    {
        await using var hub = await StartHubAsync();
        hub.Log.Allow(NotWritten, HealthCheckEnd);
        using var channel = hub.Connect();
        await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());

        await using (await hub.Database.LockLedgerAsync())
        {
            var error = await channel.FailAsync(Questions.VerifyCertificate(), DateTime.UtcNow.AddSeconds(30));

            Assert.Equal((StatusCode.Unavailable, "LEDGER_UNAVAILABLE", "hub"), (error.Code, error.Reason, error.Side));
            var health = await new Health.HealthClient(channel.Invoker).CheckAsync(new HealthCheckRequest());
            Assert.Equal(HealthCheckResponse.Types.ServingStatus.NotServing, health.Status);
        }

        var answer = await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
        Assert.Contains(await hub.LedgerAsync(), entry => entry.Id.ToString() == answer.Receipt.ExchangeId);
        Assert.Equal(2, (await hub.LedgerAsync()).Count);
    }

    [SkippableFact]
    public async Task VerifyCertificate_CommitPending_IsNotAnsweredUntilItIsDurable()
    {
        var store = new GatedStore();
        await using var hub = await StartHubAsync(configure: builder => builder.Services.AddSingleton<ILedgerStore>(store));
        using var channel = hub.Connect();

        var call = channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate()).ResponseAsync;
        await store.Reached.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.False(call.IsCompleted);
        Assert.Single(hub.Chongqing.Ledger);

        store.Release();
        var answer = await call;
        Assert.Equal(Assert.Single(store.Entries).Id.ToString(), answer.Receipt.ExchangeId);
    }

    [SkippableFact]
    public async Task VerifyCertificate_LedgerQueueFull_IsRefused()
    {
        var store = new GatedStore();
        await using var hub = await StartHubAsync(
            (_, options) => options with { Limits = new LimitOptions { LedgerQueue = 1 } },
            builder => builder.Services.AddSingleton<ILedgerStore>(store));
        using var channel = hub.Connect();
        var waiting = channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate()).ResponseAsync;
        await store.Reached.WaitAsync(TimeSpan.FromSeconds(20));

        var error = await channel.FailAsync(Questions.VerifyCertificate());

        Assert.Equal((StatusCode.ResourceExhausted, "LEDGER_BUSY"), (error.Code, error.Reason));
        store.Release();
        await waiting;
    }

    [SkippableFact]
    public async Task Ledger_UpdateOrDelete_IsRefusedByTheDatabase()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();
        await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
        await using var context = await hub.DatabaseAsync();
        hub.Log.Allow(CommandError);

        await Assert.ThrowsAnyAsync<DbException>(() => context.Database.ExecuteSqlRawAsync("UPDATE ledger_entries SET purpose = ''"));
        await Assert.ThrowsAnyAsync<DbException>(() => context.Database.ExecuteSqlRawAsync("DELETE FROM ledger_entries"));
        Assert.Single(await hub.LedgerAsync());
    }

    [SkippableFact]
    public async Task Ledger_ManyCallsAtOnce_ShareCommitsAndLoseNothing()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();

        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(async _ => await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate())));

        Assert.Equal(
            answers.Select(answer => answer.Receipt.ExchangeId).Order(StringComparer.Ordinal),
            (await hub.LedgerAsync()).Select(entry => entry.Id.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(500, hub.Chongqing.Ledger.Count);
    }

    /// <summary>A store that commits when the test says so.</summary>
    private sealed class GatedStore : ILedgerStore
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<LedgerEntry> Entries { get; } = [];

        public Task Reached => _reached.Task;

        public void Release() => _released.SetResult();

        public async Task AppendAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken)
        {
            _reached.TrySetResult();
            await _released.Task;
            Entries.AddRange(entries);
        }

        public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

public sealed class LedgerFaultTestsOnSqlite() : LedgerFaultTests(StoreOptions.Sqlite);

public sealed class LedgerFaultTestsOnPostgreSql() : LedgerFaultTests(StoreOptions.PostgreSql);
