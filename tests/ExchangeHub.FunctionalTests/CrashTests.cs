using System.Collections.Concurrent;
using ExchangeHub.Client.Calls;
using ExchangeHub.TestKit;
using Grpc.Core;
using Microsoft.Data.Sqlite;

namespace ExchangeHub.FunctionalTests;

/// <summary>The real executable, killed and starved: every reply that a client got is in the ledger.</summary>
public class CrashTests
{
    private const int Kills = 20;
    private const int Callers = 32;

    [Fact]
    public async Task Hub_KilledUnderLoad_HasEveryReplyInItsLedger()
    {
        await using var setup = await HubSetup.CreateAsync();
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
        var ledger = ReadLedger(setup.DatabasePath);
        Assert.Empty(replied.Except(ledger));
        Assert.Equal(replied.Count, replied.Distinct().Count());
        Assert.Empty(ledger.Except(setup.Chongqing.Ledger.Select(entry => entry.Id)));
    }

    [Fact]
    public async Task Hub_DiskFull_RefusesAndKeepsEveryReplyThatItGave()
    {
        await using var setup = await HubSetup.CreateAsync();
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
        Assert.Empty(replied.Except(ReadLedger(setup.DatabasePath)));
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

    private static HashSet<Guid> ReadLedger(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id FROM ledger_entries WHERE outcome = 1";
        using var reader = command.ExecuteReader();
        var ids = new HashSet<Guid>();
        while (reader.Read())
            ids.Add(new Guid(reader.GetFieldValue<byte[]>(0), bigEndian: true));
        return ids;
    }
}
