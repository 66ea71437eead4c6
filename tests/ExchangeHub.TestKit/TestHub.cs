using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Client.Calls;
using ExchangeHub.Hub;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Server;
using ExchangeHub.TestKit.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ExchangeHub.TestKit;

/// <summary>
/// A hub in this process, on real Kestrel with real mutual TLS. It fails the test, when it is disposed of, on errors in its
/// log that were not expected.
/// </summary>
public sealed class TestHub : IAsyncDisposable
{
    private readonly HubSetup _setup;
    private HubOptions _options;
    private readonly Action<WebApplicationBuilder>? _configure;
    private WebApplication _app = null!;

    private TestHub(HubSetup setup, Action<WebApplicationBuilder>? configure) => (_setup, _options, _configure) = (setup, setup.Options, configure);

    public LogSink Log { get; } = new();

    public TestPki Pki => _setup.Pki;

    public StubBackOffice Chongqing => _setup.Chongqing;

    public X509Certificate2 ChongqingCertificate => _setup.ChongqingCertificate;

    public X509Certificate2 Office => _setup.Office;

    /// <summary>The Sichuan back office, where the test has one.</summary>
    public StubBackOffice Sichuan => _setup.Sichuan!;

    public X509Certificate2 SichuanCertificate => _setup.SichuanCertificate!;

    public TestDatabase Database => _setup.Database;

    public IServiceProvider Services => _app.Services;

    public Uri Address => new($"https://127.0.0.1:{new Uri(_app.Urls.First()).Port}");

    /// <summary>Starts the hub.</summary>
    /// <param name="store">The kind of store.</param>
    /// <param name="change">Changes the options before the start.</param>
    /// <param name="configure">Changes the host before the start.</param>
    /// <param name="way">How it reaches the back office in Chongqing; a link is up when this returns.</param>
    /// <param name="withSichuan">Whether Sichuan has a back office too.</param>
    public static async Task<TestHub> StartAsync(
        string store = StoreOptions.Sqlite, Func<TestHub, HubOptions, HubOptions>? change = null, Action<WebApplicationBuilder>? configure = null, BackOfficeWay way = BackOfficeWay.DialOut, bool withSichuan = false)
    {
        var setup = await HubSetup.CreateAsync(store, way: way);
        if (withSichuan)
            await setup.AddSichuanAsync();
        var hub = new TestHub(setup, configure);
        hub._options = change?.Invoke(hub, hub._options) ?? hub._options;
        await hub.StartAppAsync();
        await hub._setup.OpenLinkAsync(hub.Address);
        return hub;
    }

    /// <summary>Stops the hub and starts it again on the same port.</summary>
    public async Task RestartAsync()
    {
        _options = _options with { Listen = [$"127.0.0.1:{Address.Port}"] };
        await _app.StopAsync();
        await _app.DisposeAsync();
        await StartAppAsync();
    }

    /// <inheritdoc cref="HubSetup.Connect"/>
    public HubChannel Connect(X509Certificate2? certificate = null, string language = "zh-CN", int attempts = 1) => _setup.Connect(Address, certificate, language, attempts);

    /// <summary>The same by way of another port, such as a proxy's.</summary>
    public HubChannel ConnectVia(int port, X509Certificate2? certificate = null) => _setup.Connect(new Uri($"https://127.0.0.1:{port}"), certificate);

    /// <summary>Changes the options that the next reload reads.</summary>
    public void Change(Func<HubOptions, HubOptions> change) => _options = change(_options);

    /// <summary>Reads the options and files again now, as the hub does from time to time.</summary>
    public void Reload() => HubApplication.Reload(_app);

    /// <inheritdoc cref="HubApplication.SendAddendaAsync"/>
    public Task<int> SendAddendaAsync() => HubApplication.SendAddendaAsync(_app, CancellationToken.None);

    /// <inheritdoc cref="HubApplication.MarkRostersAsync"/>
    public Task<int> MarkRostersAsync() => HubApplication.MarkRostersAsync(_app, CancellationToken.None);

    public async Task<HubDbContext> DatabaseAsync()
        => await _app.Services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();

    public async Task<List<LedgerEntry>> LedgerAsync()
    {
        await using var context = await DatabaseAsync();
        return await context.LedgerEntries.AsNoTracking().OrderBy(entry => entry.Id).ToListAsync();
    }

    /// <inheritdoc cref="HubSetup.RestartChongqingAsync"/>
    public Task RestartChongqingAsync() => _setup.RestartChongqingAsync(Address);

    public string FileName(string name) => _setup.FileName(name);

    /// <inheritdoc cref="HubSetup.Participant"/>
    public static ParticipantOptions Participant(string id, string region, string role, params X509Certificate2[] certificates) => HubSetup.Participant(id, region, role, certificates);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _setup.DisposeAsync();
        Log.AssertNoUnexpectedErrors();
    }

    private Task StartAppAsync()
    {
        _app = HubApplication.Build(() => _options, Stores.Add, builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Debug).AddProvider(Log);
            _configure?.Invoke(builder);
        });
        return _app.StartAsync();
    }
}
