using System.Collections.Concurrent;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Hub.Storage.Writing;

namespace ExchangeHub.Hub.Deliveries;

/// <summary>Brings deliveries (送达) to all regions, each by a dispatcher of its own, so that one dead region does not slow another.</summary>
internal sealed partial class DeliveryDispatcher(
    HubStateHolder state, DeliveryStore store, Leases<DispatchLease> leases, DeliveryBringer bringer, HubWriter writer, DeliveryOptions options, TimeProvider clock, ILogger<DeliveryDispatcher> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<string, (RegionDispatcher Dispatcher, Task Running)> _regions = new(StringComparer.Ordinal);

    /// <summary>Why a region could not be reached at this hub's last attempt; empty while it can, or was not tried.</summary>
    public string ProblemOf(string region) => _regions.TryGetValue(region, out var running) ? running.Dispatcher.Problem : "";

    /// <summary>Looks at once at what waits for a region.</summary>
    public void Signal(string region)
    {
        if (_regions.TryGetValue(region, out var running))
            running.Dispatcher.Signal();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        writer.Committed += Look;
        try
        {
            while (true)
            {
                foreach (var region in state.Current.Regions.Values.Where(region => region.BackOffice is not null && !_regions.ContainsKey(region.Code)))
                    Start(region.Code, stoppingToken);
                await Task.Delay(TimeSpan.FromMilliseconds(options.PollMs), clock, stoppingToken); // Then a reload may have brought new ones.
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopping(logger, _regions.Count);
        }
        writer.Committed -= Look;
        await Task.WhenAll(_regions.Values.Select(running => running.Running));
    }

    private void Start(string region, CancellationToken stoppingToken)
    {
        var dispatcher = new RegionDispatcher(region, store, leases, bringer, options, clock, logger);
        _regions[region] = (dispatcher, Task.Run(() => dispatcher.RunAsync(stoppingToken), CancellationToken.None));
    }

    private void Look(WriteBatch batch)
    {
        foreach (var region in batch.Addressees)
            Signal(region);
    }

    [LoggerMessage(1721, LogLevel.Debug, "Deliveries to {Count} regions stop")]
    private static partial void LogStopping(ILogger logger, int count);
}
