using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Client.Calls;
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
    private readonly WebApplication _hub;
    private readonly Dictionary<string, SampleBackOffice> _regions;
    private readonly StoreOptions _store;

    private DemoWorld(WebApplication hub, Dictionary<string, SampleBackOffice> regions, StoreOptions store) => (_hub, _regions, _store) = (hub, regions, store);

    public static IReadOnlyList<string> RegionCodes { get; } = [SampleOffices.Chongqing, SampleOffices.Sichuan];

    public Uri HubAddress => new($"https://localhost:{new Uri(_hub.Urls.First()).Port}");

    public SampleBackOffice Region(string code) => _regions[code];

    /// <summary>The office of a region that asks in the demo.</summary>
    public static SampleOffice AskingOffice(string region) => SampleOffices.For(region)[0];

    public static async Task<DemoWorld> StartAsync(DemoOptions options, Action<WebApplicationBuilder> configureHub, CancellationToken cancellationToken)
    {
        // First who is called, so that the hub knows its port; then the hub; then who opens a link to it.
        var chongqing = await StartRegionAsync(options, SampleOffices.Chongqing, [], cancellationToken);
        var hubOptions = HubOptions(options, chongqing);
        var hub = HubApplication.Build(() => hubOptions, Stores.Add, configureHub);
        await HubSchema.MigrateAsync(hub.Services, cancellationToken);
        await hub.StartAsync(cancellationToken);
        var regions = new Dictionary<string, SampleBackOffice> { [SampleOffices.Chongqing] = chongqing };
        var world = new DemoWorld(hub, regions, options.Store);
        var sichuan = await StartRegionAsync(options, SampleOffices.Sichuan, [world.HubAddress], cancellationToken);
        regions.Add(SampleOffices.Sichuan, sichuan);
        await sichuan.Link!.WaitUntilConnectedAsync(cancellationToken);
        return world;
    }

    private static async Task<SampleBackOffice> StartRegionAsync(DemoOptions options, string code, IReadOnlyList<Uri> hubs, CancellationToken cancellationToken)
    {
        var region = SampleBackOffice.Create(new SampleBackOfficeOptions
        {
            RegionCode = code,
            Hubs = hubs,
            CertificateFolder = DemoOptions.CertificateFolder,
            DataFolder = Path.Combine(options.Folder, code),
        });
        await region.StartAsync(cancellationToken);
        return region;
    }

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

    private static HubOptions HubOptions(DemoOptions options, SampleBackOffice chongqing)
    {
        var key = Path.Combine(options.Folder, "person-index.key");
        File.Copy(DemoOptions.Certificate("person-index.key"), key, overwrite: true);
        return new HubOptions
        {
            Listen = [$"127.0.0.1:{options.HubPort}"],
            Development = true,
            CertificateFile = DemoOptions.Certificate("hub.pem"),
            CertificateKeyFile = DemoOptions.Certificate("hub.key"),
            PersonIndexKeyFile = key,
            PayloadKeyFile = DemoOptions.Certificate("payload.key"),
            Store = options.Store,
            Regions =
            [
                Authority("HUB", "交换中心（测试）"),
                .. RegionCodes.Select(code => Authority(code, code == SampleOffices.Chongqing ? "重庆" : "四川") with
                {
                    BackOffice = SampleBackOffice.CertificateName(code),
                    Offices = [.. SampleOffices.For(code).Select(office => new OfficeOptions { Uscc = office.Uscc, Name = office.Name })],
                }),
            ],
            Participants =
            [
                Participant("operator", "HUB", "operator"),
                Participant("auditor", "HUB", "auditor"),
                .. Participants(SampleOffices.Chongqing, new EndpointOptions { Address = $"https://localhost:{chongqing.Port}", ServerName = "cq-back-office.exchangehub.test" }),
                .. Participants(SampleOffices.Sichuan, new EndpointOptions { Link = true }),
            ],
        };
    }

    private static IEnumerable<ParticipantOptions> Participants(string region, EndpointOptions endpoint)
    {
        var name = SampleBackOffice.CertificateName(region);
        yield return Participant(name, region, "back-office") with
        {
            Grants = ["sealed-files"],
            Endpoint = endpoint,
        };
        yield return Participant(NotaryOffice(region), region, "notary-office") with { Grants = ["sealed-files"], Offices = [AskingOffice(region).Uscc] };
    }

    /// <summary>Name of the certificate of the notary office that asks.</summary>
    public static string NotaryOffice(string region) => SampleBackOffice.CertificateName(region).Replace("back-office", "notary-office", StringComparison.Ordinal);

    private static RegionOptions Authority(string code, string name)
    {
        var file = code == "HUB" ? "hub" : code[^2..].ToLowerInvariant();
        return new RegionOptions
        {
            Code = code,
            Name = name,
            TrustAnchorFiles = [DemoOptions.Certificate($"{file}-ca.pem")],
            RevocationListFiles = [DemoOptions.Certificate($"{file}.crl")],
        };
    }

    private static ParticipantOptions Participant(string name, string region, string role)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(DemoOptions.Certificate($"{name}.pem"));
        return new ParticipantOptions { Id = name, Name = $"{name}（测试）", Region = region, Roles = [role], Certificates = [new CertificateOptions { Subject = certificate.Subject }] };
    }
}
