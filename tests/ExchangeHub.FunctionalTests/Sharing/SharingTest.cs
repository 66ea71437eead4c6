using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Client.Calls;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Grpc.Core;
using Quartz;
using static ExchangeHub.Contracts.Sharing.V1.RecordSharingService;
using static ExchangeHub.Contracts.Sharing.V1.SharingGrantService;

namespace ExchangeHub.FunctionalTests.Sharing;

/// <summary>Tests of information sharing: Chongqing publishes, Sichuan and others read.</summary>
public abstract class SharingTest(string store) : FunctionalTest(store)
{
    protected const string Chongqing = "CN-CQ";

    private readonly List<HubChannel> _channels = [];

    protected TestHub Hub { get; private set; } = null!;

    /// <summary>The clock of the hub.</summary>
    protected ShiftedClock Clock { get; } = new();

    protected RecordSharingServiceClient Producer => new(ChannelOf(Hub.ChongqingCertificate).Invoker);

    protected RecordSharingServiceClient Reader => new(ChannelOf(Hub.SichuanCertificate!).Invoker);

    protected RecordSharingServiceClient Office => new(ChannelOf(Hub.Office).Invoker);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Hub = await StartHubAsync((hub, options) => Change(hub, options with { Sharing = options.Sharing with { PollMs = 100 } }), Configure, withSichuan: true);
    }

    public override async Task DisposeAsync()
    {
        foreach (var channel in _channels)
            channel.Dispose();
        if (Hub is not null)
            await Hub.DisposeAsync();
        await base.DisposeAsync();
    }

    protected virtual HubOptions Change(TestHub hub, HubOptions options) => options;

    protected virtual void Configure(WebApplicationBuilder builder) => builder.Services.AddSingleton<TimeProvider>(Clock);

    protected HubChannel ChannelOf(X509Certificate2 certificate)
    {
        var channel = Hub.Connect(certificate);
        _channels.Add(channel);
        return channel;
    }

    protected SharingGrantServiceClient GrantsOf(X509Certificate2 certificate) => new(ChannelOf(certificate).Invoker);

    /// <summary>Waits until a job's run at the hub's start is over: it would do what the test wants to see done.</summary>
    protected async Task StartedAsync(string job)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var scheduler = await Hub.Services.GetRequiredService<ISchedulerFactory>().GetScheduler(patience.Token);
        while (await scheduler.GetTrigger(new TriggerKey($"{job}-at-start", "sharing"), patience.Token) is not null)
            await Task.Yield();
    }

    /// <summary>What the hub said of a call that it refused.</summary>
    protected static async Task<HubError> RefusedAsync(Func<Task> call) => HubError.From(await Assert.ThrowsAsync<RpcException>(call));
}
