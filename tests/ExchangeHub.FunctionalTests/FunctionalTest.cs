using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;
using ExchangeHub.TestKit.Storage;
using Microsoft.AspNetCore.Builder;

namespace ExchangeHub.FunctionalTests;

/// <summary>Tests of a real hub, each run on every store that can be had here.</summary>
/// <param name="store">The store, as the configuration names it.</param>
/// <param name="way">How the hub reaches the back office in Chongqing.</param>
public abstract class FunctionalTest(string store, BackOfficeWay way = BackOfficeWay.DialOut) : IAsyncLifetime
{
    /// <summary>How the hub reaches the back office in Chongqing.</summary>
    protected BackOfficeWay Way => way;

    public virtual Task InitializeAsync()
    {
        Skip.If(TestDatabase.Missing(store) is not null, TestDatabase.Missing(store));
        return Task.CompletedTask;
    }

    public virtual Task DisposeAsync() => Task.CompletedTask;

    /// <inheritdoc cref="TestHub.StartAsync"/>
    protected Task<TestHub> StartHubAsync(Func<TestHub, HubOptions, HubOptions>? change = null, Action<WebApplicationBuilder>? configure = null, bool withSichuan = false)
        => TestHub.StartAsync(store, change, configure, way, withSichuan);

    protected Task<HubSetup> CreateSetupAsync() => HubSetup.CreateAsync(store, way: way);
}
