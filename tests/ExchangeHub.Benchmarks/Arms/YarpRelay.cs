using System.Net;
using ExchangeHub.Benchmarks.Site;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace ExchangeHub.Benchmarks.Arms;

/// <summary>A reverse proxy with nothing on it: no log, no checks, no record.</summary>
internal static class YarpRelay
{
    public static Task RunAsync(BenchmarkSite site, int backOfficePort)
    {
        const string Cluster = "back-office";
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.ListenAsRelay(site);
        builder.Services.AddRouting();
        builder.Services.AddReverseProxy()
            .LoadFromMemory(
                [new RouteConfig { RouteId = "all", ClusterId = Cluster, Match = new RouteMatch { Path = "{**path}" } }],
                [
                    new ClusterConfig
                    {
                        ClusterId = Cluster,
                        Destinations = new Dictionary<string, DestinationConfig> { ["only"] = new() { Address = $"https://127.0.0.1:{backOfficePort}" } },
                        HttpRequest = new ForwarderRequestConfig { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact },
                    },
                ])
            .ConfigureHttpClient((_, handler) => handler.SslOptions = MutualTls.ToBackOffice(site));
        var app = builder.Build();
        app.UseRouting();
        app.MapReverseProxy();
        return RoleHost.ServeAsync(app);
    }
}
