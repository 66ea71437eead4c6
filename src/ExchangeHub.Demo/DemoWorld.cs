using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Client.Calls;
using ExchangeHub.Client.Sharing;
using ExchangeHub.Domain.Trust;
using ExchangeHub.Hub;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using ExchangeHub.SampleRegion;
using ExchangeHub.SampleRegion.Register;
using ExchangeHub.Server;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Demo;

/// <summary>
/// A hub and two regions in one process, over real mutual TLS on loopback, each with databases of its own. The hub calls
/// Chongqing (dial-out); Sichuan opens a link to the hub.
/// </summary>
internal sealed class DemoWorld : IAsyncDisposable
{
    /// <summary>Name of the certificate of who operates the hub.</summary>
    public const string Operator = "operator";

    /// <summary>Name of the certificate of who may look at everything that is not personal.</summary>
    public const string Auditor = "auditor";

    private readonly WebApplication _hub;
    private readonly Dictionary<string, SampleBackOffice> _regions;
    private readonly StoreOptions _store;

    private DemoWorld(WebApplication hub, DemoClock clock, Dictionary<string, SampleBackOffice> regions, StoreOptions store)
        => (_hub, Clock, _regions, _store) = (hub, clock, regions, store);

    public static IReadOnlyList<string> RegionCodes { get; } = [SampleOffices.Chongqing, SampleOffices.Sichuan];

    public Uri HubAddress => new($"https://localhost:{new Uri(_hub.Urls.First()).Port}");

    /// <summary>The hub's clock; the regions' is the real one.</summary>
    public DemoClock Clock { get; }

    /// <summary>What both sides did on the day before; null where the demo has none.</summary>
    public LedgerHistory? History { get; private init; }

    public SampleBackOffice Region(string code) => _regions[code];

    /// <summary>The office of a region that asks in the demo.</summary>
    public static SampleOffice AskingOffice(string region) => SampleOffices.For(region)[0];

    /// <summary>Starts all of it.</summary>
    /// <param name="options">What the command line says.</param>
    /// <param name="withHistory">Whether hub and regions have done something on the day before.</param>
    /// <param name="dealsWithCases">Whether the regions deal with requests for assistance by themselves.</param>
    /// <param name="configureHub">Whatever else the hub is to have.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<DemoWorld> StartAsync(DemoOptions options, bool withHistory, bool dealsWithCases, Action<WebApplicationBuilder> configureHub, CancellationToken cancellationToken)
    {
        // First who is called, so that the hub knows its port; then the hub; then who opens a link to it.
        DemoWorld? world = null;
        Uri Address() => world?.HubAddress ?? throw new InvalidOperationException("There is no hub yet.");
        var chongqing = CreateRegion(options, SampleOffices.Chongqing, [], Address, dealsWithCases);
        await chongqing.StartAsync(cancellationToken);
        var clock = new DemoClock();
        var hubOptions = DemoHub.Options(options, chongqing.Port, clock);
        var hub = HubApplication.Build(() => hubOptions, Stores.Add, builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
            configureHub(builder);
        });
        await HubSchema.MigrateAsync(hub.Services, cancellationToken);
        var history = withHistory ? await LedgerHistory.WriteAsync(hub.Services, clock, cancellationToken) : null;
        // Each half is there before the hub can ask for it: it asks of its own accord, and what a region does not know counts as not answered.
        await (history?.LoadAsync(SampleOffices.Chongqing, chongqing.Ledger, cancellationToken) ?? Task.CompletedTask);
        await hub.StartAsync(cancellationToken);
        var regions = new Dictionary<string, SampleBackOffice> { [SampleOffices.Chongqing] = chongqing };
        world = new DemoWorld(hub, clock, regions, options.Store) { History = history };
        var sichuan = CreateRegion(options, SampleOffices.Sichuan, [world.HubAddress], Address, dealsWithCases);
        regions.Add(SampleOffices.Sichuan, sichuan);
        await (history?.LoadAsync(SampleOffices.Sichuan, sichuan.Ledger, cancellationToken) ?? Task.CompletedTask);
        await sichuan.StartAsync(cancellationToken);
        await sichuan.Link!.WaitUntilConnectedAsync(cancellationToken);
        return world;
    }

    private static SampleBackOffice CreateRegion(DemoOptions options, string code, IReadOnlyList<Uri> links, Func<Uri> hub, bool dealsWithCases)
        => SampleBackOffice.Create(new SampleBackOfficeOptions
        {
            RegionCode = code,
            Hubs = links,
            Hub = hub,
            DealsWithCases = dealsWithCases,
            CopiedFeeds = [.. RegionCodes.Where(other => other != code).SelectMany(other => SharingScenario.Open.Select(set => new FeedName(set, other))), SharingScenario.Marks],
            CertificateFolder = DemoOptions.CertificateFolder,
            DataFolder = Path.Combine(options.Folder, code),
        });

    /// <summary>Connects as the holder of a sample certificate. One attempt, so that the table shows what the hub said first.</summary>
    public HubChannel Connect(string certificate, string language)
    {
        var authority = new X509Certificate2Collection();
        authority.ImportFromPemFile(DemoOptions.Certificate("hub-ca.pem"));
        return new HubChannel(new HubClientOptions
        {
            Address = HubAddress,
            Certificate = X509Certificate2.CreateFromPemFile(DemoOptions.Certificate($"{certificate}.pem"), DemoOptions.Certificate($"{certificate}.key")),
            HubTrustAnchors = new TrustAnchors([.. authority], [], TimeSpan.Zero),
            Attempts = 1,
            Language = language,
        });
    }

    public async Task<IReadOnlyList<LedgerEntry>> HubLedgerAsync(CancellationToken cancellationToken)
    {
        await using var context = await _hub.Services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync(cancellationToken);
        return await context.LedgerEntries.AsNoTracking().OrderBy(entry => entry.Id).ToListAsync(cancellationToken);
    }

    /// <summary>Lets the hub look which dates of cases have come.</summary>
    public Task CheckDueDatesAsync(CancellationToken cancellationToken) => HubApplication.CheckDueDatesAsync(_hub, cancellationToken);

    /// <summary>Lets the hub mark entries of rosters.</summary>
    public Task MarkRostersAsync(CancellationToken cancellationToken) => HubApplication.MarkRostersAsync(_hub, cancellationToken);

    /// <summary>Lets the hub tell those who were told that a certificate is authentic what has become of it since.</summary>
    public Task SendAddendaAsync(CancellationToken cancellationToken) => HubApplication.SendAddendaAsync(_hub, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _hub.StopAsync();
        if (_store.Provider != StoreOptions.Sqlite)
        {
            await using var context = await _hub.Services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();
            await context.Database.EnsureDeletedAsync();
        }
        await _hub.DisposeAsync();
        foreach (var region in _regions.Values)
        {
            await region.StopAsync(CancellationToken.None);
            await region.DisposeAsync();
        }
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }

    /// <summary>Name of the certificate of the notary office that asks.</summary>
    public static string NotaryOffice(string region) => SampleBackOffice.CertificateName(region).Replace("back-office", "notary-office", StringComparison.Ordinal);
}
