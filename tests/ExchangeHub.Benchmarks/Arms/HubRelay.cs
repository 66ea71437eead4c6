using ExchangeHub.Benchmarks.Site;
using ExchangeHub.Hub;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Server;
using Microsoft.Extensions.Logging;

namespace ExchangeHub.Benchmarks.Arms;

/// <summary>The hub as <c>exchangehub serve</c> runs it, with its log on the console.</summary>
internal static class HubRelay
{
    public static async Task RunAsync(BenchmarkSite site, Arm arm)
    {
        var app = HubApplication.Build(
            () => Options(site, arm),
            Stores.Add,
            builder => builder.Logging.AddHubConsole().AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning));
        await HubSchema.MigrateAsync(app.Services, CancellationToken.None);
        await RoleHost.ServeAsync(app);
    }

    private static HubOptions Options(BenchmarkSite site, Arm arm)
    {
        var options = site.HubOptions with { Store = site.Store(arm) };
        return !arm.IsLinked ? options : options with
        {
            Participants = [.. options.Participants.Select(participant => participant.Endpoint is null ? participant : participant with { Endpoint = new EndpointOptions { Link = true } })],
        };
    }
}
