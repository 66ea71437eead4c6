using System.Collections.Concurrent;
using ExchangeHub.Client.Calls;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.TestKit;
using Grpc.Core;

namespace ExchangeHub.FunctionalTests;

/// <summary>The real executable, killed and starved: every reply that a client got is in the ledger.</summary>
public abstract class CrashTests(string store) : FunctionalTest(store)
{
    private const int Kills = 20;
    private const int Callers = 32;

    [SkippableFact]
    public async Task Hub_KilledUnderLoad_HasEveryReplyInItsLedger()
    {
        await using var setup = await CreateSetupAsync();
        var random = new Random(20261122);
        var replied = new ConcurrentBag<Guid>();

        for (var kill = 0; kill < Kills; kill++)
        {
            await using var hub = await HubProcess.StartAsync(setup);
            var before = replied.Count;
            await LoadAsync(setup, hub, replied, until: random.Next(20, 400));
            Assert.True(replied.Count > before, hub.Output);
        }

        await using (await HubProcess.StartAsync(setup))
        {
            // Started once more, so that it recovers what the last kill left.
        }
        var ledger = await AnsweredAsync(setup);
        Assert.Empty(replied.Except(ledger));
        Assert.Equal(replied.Count, replied.Distinct().Count());
        Assert.Empty(ledger.Except(setup.Chongqing.Ledger.Select(entry => entry.Id)));
    }

    /// <summary>Calls from many callers, and kills the hub in their midst once there are so many replies.</summary>
    private static async Task LoadAsync(HubSetup setup, HubProcess hub, ConcurrentBag<Guid> replied, int until)
    {
        using var channel = setup.Connect(hub.Address);
        var replies = 0;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var callers = Enumerable.Range(0, Callers).Select(async _ =>
        {
            try
            {
                while (true)
                {
                    var answer = await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
                    replied.Add(Guid.Parse(answer.Receipt.ExchangeId));
                    if (Interlocked.Increment(ref replies) == until)
                        enough.SetResult();
                }
            }
            catch (RpcException)
            {
                return; // The hub was killed; what this caller had got is in the bag.
            }
        }).ToList();
        await enough.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await hub.KillAsync();
        await Task.WhenAll(callers);
    }

    protected static async Task<HashSet<Guid>> AnsweredAsync(HubSetup setup)
        => [.. (await setup.LedgerAsync()).Where(entry => entry.Outcome == ExchangeOutcome.Answered).Select(entry => entry.Id)];
}

public sealed class CrashTestsOnSqlite() : CrashTests(StoreOptions.Sqlite)
{
    [SkippableFact]
    public async Task Hub_DiskFull_RefusesAndKeepsEveryReplyThatItGave()
    {
        await using var setup = await CreateSetupAsync();
        await using var hub = await HubProcess.StartAsync(setup, largestFileKiB: 1024);
        var replied = new List<Guid>();
        using var channel = setup.Connect(hub.Address);

        HubError? refusal = null;
        while (refusal is null && replied.Count < 20_000)
        {
            try
            {
                var answer = await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
                replied.Add(Guid.Parse(answer.Receipt.ExchangeId));
            }
            catch (RpcException error)
            {
                refusal = HubError.From(error);
            }
        }

        Assert.Equal((StatusCode.Unavailable, "LEDGER_UNAVAILABLE"), (refusal?.Code, refusal?.Reason));
        Assert.False(hub.HasExited, hub.Output);
        Assert.NotEmpty(replied);
        await hub.KillAsync();
        Assert.Empty(replied.Except(await AnsweredAsync(setup)));
    }
}

public sealed class CrashTestsOnPostgreSql() : CrashTests(StoreOptions.PostgreSql);
