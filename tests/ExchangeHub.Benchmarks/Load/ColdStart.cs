using System.Diagnostics;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.TestKit;
using ExchangeHub.TestKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeHub.Benchmarks.Load;

/// <summary>How long the real executable takes from its start until it listens, on a database that holds a ledger.</summary>
internal static class ColdStart
{
    private const int Entries = 200_000;
    private const int Batch = 1_000;

    /// <summary>The seconds of each start.</summary>
    public static async Task<IReadOnlyList<double>> MeasureAsync(string store, int times)
    {
        await using var setup = await HubSetup.CreateAsync(store);
        await FillAsync(setup);
        var seconds = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await using var hub = await HubProcess.StartAsync(setup);
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return seconds;
    }

    /// <summary>The stores that can be had here.</summary>
    public static IEnumerable<string> Stores => StoreOptions.Providers.Where(store => TestDatabase.Missing(store) is null);

    private static async Task FillAsync(HubSetup setup)
    {
        await using var services = setup.Database.Services();
        var ledger = services.GetRequiredService<ILedgerStore>();
        for (var i = 0; i < Entries; i += Batch)
            await ledger.AppendAsync([.. Enumerable.Range(0, Batch).Select(_ => Entry())], CancellationToken.None);
    }

    private static LedgerEntry Entry()
    {
        var id = Guid.CreateVersion7();
        return new LedgerEntry
        {
            Id = id,
            ExchangeId = id,
            Method = "/exchangehub.notary.v1.NotaryVerificationService/VerifyCertificate",
            Outcome = ExchangeOutcome.Answered,
            CallerId = "sc-notary-office",
            CallerRegion = "CN-SC",
            CallerCertificate = new byte[32],
            AcceptTime = DateTimeOffset.UtcNow,
            CompleteTime = DateTimeOffset.UtcNow,
            RequestDigest = new byte[32],
            ResponseDigest = new byte[32],
        }.Sealed();
    }
}
