using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Client.Calls;
using ExchangeHub.Hub;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Storage.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ExchangeHub.TestKit;

/// <summary>
/// A hub between Sichuan and Chongqing on real Kestrel with real mutual TLS, and a stub back office in Chongqing. It fails
/// the test, when it is disposed of, on errors in its log that were not expected.
/// </summary>
public sealed class TestHub : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private WebApplication _app = null!;
    private HubOptions _options = null!;

    private TestHub()
    {
    }

    public TestPki Pki { get; } = new();

    public LogSink Log { get; } = new();

    public StubBackOffice Chongqing { get; private set; } = null!;

    public X509Certificate2 ChongqingCertificate { get; private set; } = null!;

    /// <summary>The Sichuan notary office's certificate: the usual caller.</summary>
    public X509Certificate2 Office { get; private set; } = null!;

    public Uri Address => new($"https://127.0.0.1:{new Uri(_app.Urls.First()).Port}");

    public string DatabasePath => _folder.File("ledger.db");

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts the hub.</summary>
    /// <param name="change">Changes the options before the start.</param>
    /// <param name="configure">Changes the host before the start.</param>
    public static async Task<TestHub> StartAsync(Func<TestHub, HubOptions, HubOptions>? change = null, Action<WebApplicationBuilder>? configure = null)
    {
        var hub = new TestHub();
        hub.ChongqingCertificate = TestPki.Both(hub.Pki.Chongqing, "cq-back-office");
        hub.Chongqing = await StubBackOffice.StartAsync(hub.Pki, hub.ChongqingCertificate);
        hub.Office = TestPki.Client(hub.Pki.Sichuan, "sc-notary-office");
        var options = hub.WriteFiles();
        hub._options = change?.Invoke(hub, options) ?? options;
        hub._app = HubApplication.Build(() => hub._options, (services, o) => services.AddSqliteStore(o.Store.Path), builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Debug).AddProvider(hub.Log);
            configure?.Invoke(builder);
        });
        await using (var context = await hub.DatabaseAsync())
            await context.Database.MigrateAsync();
        await hub._app.StartAsync();
        return hub;
    }

    /// <summary>A generated client's way to the hub, as the Sichuan notary office unless another certificate is given. One attempt only.</summary>
    public HubChannel Connect(X509Certificate2? certificate = null, string language = "zh-CN") => new(new HubClientOptions
    {
        Address = Address,
        ServerName = TestPki.HubName,
        Certificate = certificate ?? Office,
        HubTrustAnchors = TestPki.Anchors(Pki.Hub),
        Attempts = 1,
        Language = language,
    });

    /// <summary>Changes the options that the next reload reads.</summary>
    public void Change(Func<HubOptions, HubOptions> change) => _options = change(_options);

    public async Task<HubDbContext> DatabaseAsync()
        => await _app.Services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();

    public async Task<List<LedgerEntry>> LedgerAsync()
    {
        await using var context = await DatabaseAsync();
        return await context.LedgerEntries.AsNoTracking().OrderBy(entry => entry.Id).ToListAsync();
    }

    /// <summary>Reads the options and files again now, as the hub does from time to time.</summary>
    public void Reload() => HubApplication.Reload(_app);

    /// <summary>Restarts the Chongqing back office on its old port.</summary>
    public async Task RestartChongqingAsync() => Chongqing = await StubBackOffice.StartAsync(Pki, ChongqingCertificate, Chongqing.Port);

    public string FileName(string name) => _folder.File(name);

    public string WriteAnchor(string name, X509Certificate2 certificate)
    {
        var path = _folder.File(name);
        TestPki.WritePem(path, certificate);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Chongqing.DisposeAsync();
        Pki.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
        Log.AssertNoUnexpectedErrors();
    }

    private HubOptions WriteFiles()
    {
        var certificate = TestPki.Both(Pki.Hub, "hub");
        TestPki.WritePem(_folder.File("hub.pem"), certificate);
        TestPki.WriteKey(_folder.File("hub.key"), certificate);
        File.WriteAllText(_folder.File("person-index.key"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        return new HubOptions
        {
            Listen = ["127.0.0.1:0"],
            CertificateFile = _folder.File("hub.pem"),
            CertificateKeyFile = _folder.File("hub.key"),
            PersonIndexKeyFile = _folder.File("person-index.key"),
            Store = new StoreOptions { Path = DatabasePath },
            Regions =
            [
                new RegionOptions { Code = "HUB", Name = "测试中心", TrustAnchorFiles = [WriteAnchor("hub-ca.pem", Pki.Hub.Certificate)] },
                Region("CN-CQ", "重庆", Pki.Chongqing.Certificate, new OfficeOptions { Uscc = Questions.ChongqingOffice, Name = "重庆市测试公证处" }) with { BackOffice = "cq-back-office" },
                Region("CN-SC", "四川", Pki.Sichuan.Certificate, new OfficeOptions { Uscc = Questions.SichuanOffice, Name = "四川省成都市测试公证处" }),
            ],
            Participants =
            [
                Participant("cq-back-office", "CN-CQ", "back-office", ChongqingCertificate) with
                {
                    Endpoint = new EndpointOptions { Address = $"https://127.0.0.1:{Chongqing.Port}", ServerName = "cq-back-office.test" },
                },
                Participant("sc-notary-office", "CN-SC", "notary-office", Office) with { Offices = [Questions.SichuanOffice], Grants = ["sealed-files"] },
            ],
        };
    }

    public static ParticipantOptions Participant(string id, string region, string role, params X509Certificate2[] certificates) => new()
    {
        Id = id,
        Name = $"{id} 测试",
        Region = region,
        Roles = [role],
        Certificates = [.. certificates.Select(certificate => new CertificateOptions { Sha256 = certificate.GetCertHashString(HashAlgorithmName.SHA256) })],
    };

    private RegionOptions Region(string code, string name, X509Certificate2 anchor, OfficeOptions office)
        => new() { Code = code, Name = name, TrustAnchorFiles = [WriteAnchor($"{code}-ca.pem", anchor)], Offices = [office] };
}
