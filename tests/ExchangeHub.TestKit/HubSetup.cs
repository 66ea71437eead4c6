using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Client.Calls;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using ExchangeHub.TestKit.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeHub.TestKit;

/// <summary>What a hub between Sichuan and Chongqing needs: certificates, files, options, and a stub back office in Chongqing.</summary>
public sealed class HubSetup : IAsyncDisposable
{
    /// <summary>Never, within the tests' lives: ledgers are compared when a test says so.</summary>
    private const string NoCron = "0 0 0 1 1 ? 2098";

    private readonly TestFolder _folder = new();

    private HubSetup(TestDatabase database, BackOfficeWay way) => (Database, Way) = (database, way);

    /// <summary>How the hub reaches the back office in Chongqing.</summary>
    public BackOfficeWay Way { get; }

    public TestDatabase Database { get; }

    public TestPki Pki { get; } = new();

    public StubBackOffice Chongqing { get; private set; } = null!;

    public X509Certificate2 ChongqingCertificate { get; private set; } = null!;

    /// <summary>The Sichuan back office; null unless the test has one.</summary>
    public StubBackOffice? Sichuan { get; private set; }

    public X509Certificate2? SichuanCertificate { get; private set; }

    /// <summary>The Sichuan notary office's certificate: the usual caller.</summary>
    public X509Certificate2 Office { get; private set; } = null!;

    /// <summary>The hub's options; a test changes them before it starts the hub.</summary>
    public HubOptions Options { get; set; } = null!;

    /// <summary>What it needs, with a database on the store of this kind, or the one given.</summary>
    public static async Task<HubSetup> CreateAsync(string provider = StoreOptions.Sqlite, TestDatabase? database = null, BackOfficeWay way = BackOfficeWay.DialOut)
    {
        var setup = new HubSetup(database ?? await TestDatabase.CreateAsync(provider), way);
        setup.ChongqingCertificate = TestPki.Both(setup.Pki.Chongqing, "cq-back-office");
        setup.Chongqing = way == BackOfficeWay.Link ? new StubBackOffice() : await StubBackOffice.StartAsync(setup.Pki, setup.ChongqingCertificate);
        setup.Office = TestPki.Client(setup.Pki.Sichuan, "sc-notary-office");
        setup.Options = setup.WriteFiles();
        return setup;
    }

    /// <summary>Gives Sichuan a back office too, which listens.</summary>
    public async Task AddSichuanAsync()
    {
        SichuanCertificate = TestPki.Both(Pki.Sichuan, "sc-back-office");
        Sichuan = await StubBackOffice.StartAsync(Pki, SichuanCertificate);
        Options = Options with
        {
            Regions = [.. Options.Regions.Select(region => region.Code == "CN-SC" ? region with { BackOffice = "sc-back-office" } : region)],
            Participants =
            [
                .. Options.Participants,
                Participant("sc-back-office", "CN-SC", "back-office", SichuanCertificate) with
                {
                    Endpoint = new EndpointOptions { Address = $"https://127.0.0.1:{Sichuan.Port}", ServerName = "sc-back-office.test" },
                },
            ],
        };
    }

    /// <summary>A generated client's way to the hub, as the Sichuan notary office unless another certificate is given. One attempt unless more are asked for.</summary>
    public HubChannel Connect(Uri hub, X509Certificate2? certificate = null, string language = "zh-CN", int attempts = 1) => new(new HubClientOptions
    {
        Address = hub,
        ServerName = TestPki.HubName,
        Certificate = certificate ?? Office,
        HubTrustAnchors = TestPki.Anchors(Pki.Hub),
        Attempts = attempts,
        Language = language,
    });

    /// <summary>Has the Chongqing back office open its link to a hub that has started, where that is its way.</summary>
    public Task OpenLinkAsync(Uri hub) => Way == BackOfficeWay.Link ? Chongqing.OpenLinkAsync(Pki, ChongqingCertificate, hub) : Task.CompletedTask;

    /// <summary>Restarts the Chongqing back office on its old port, or has it open its link anew.</summary>
    public async Task RestartChongqingAsync(Uri? hub = null)
    {
        if (Way == BackOfficeWay.DialOut)
        {
            Chongqing = await StubBackOffice.StartAsync(Pki, ChongqingCertificate, Chongqing.Port, Chongqing.Inbox, Chongqing.Shown);
            return;
        }
        Chongqing = new StubBackOffice { Inbox = Chongqing.Inbox, Shown = Chongqing.Shown };
        await OpenLinkAsync(hub!);
    }

    /// <summary>All of the ledger, in the order of its ids.</summary>
    public async Task<List<LedgerEntry>> LedgerAsync()
    {
        await using var services = Database.Services();
        await using var context = await services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();
        return await context.LedgerEntries.AsNoTracking().OrderBy(entry => entry.Id).ToListAsync();
    }

    public string FileName(string name) => _folder.File(name);

    public static ParticipantOptions Participant(string id, string region, string role, params X509Certificate2[] certificates) => new()
    {
        Id = id,
        Name = $"{id} 测试",
        Region = region,
        Roles = [role],
        Certificates = [.. certificates.Select(certificate => new CertificateOptions { Sha256 = certificate.GetCertHashString(HashAlgorithmName.SHA256) })],
    };

    public async ValueTask DisposeAsync()
    {
        await Chongqing.DisposeAsync();
        if (Sichuan is not null)
            await Sichuan.DisposeAsync();
        Pki.Dispose();
        await Database.DisposeAsync();
        _folder.Dispose();
    }

    private HubOptions WriteFiles()
    {
        var certificate = TestPki.Both(Pki.Hub, "hub");
        TestPki.WritePem(FileName("hub.pem"), certificate);
        TestPki.WriteKey(FileName("hub.key"), certificate);
        File.WriteAllText(FileName("person-index.key"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        File.WriteAllText(FileName("payload.key"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        return new HubOptions
        {
            Listen = ["127.0.0.1:0"],
            CertificateFile = FileName("hub.pem"),
            CertificateKeyFile = FileName("hub.key"),
            PersonIndexKeyFile = FileName("person-index.key"),
            PayloadKeyFile = FileName("payload.key"),
            Store = Database.Store,
            Cases = new CaseOptions { CalendarFolder = TestCalendars.Write(FileName("calendars")) },
            Reconciliation = new ReconciliationOptions { NightlyCron = NoCron, HourlyCron = NoCron, CasesCron = NoCron, AttachmentCron = NoCron, FeedsCron = NoCron },
            Sharing = new SharingOptions { AddendumCron = NoCron, RosterMarkCron = NoCron },
            Deliveries = new DeliveryOptions { FirstPauseMs = 20, LongestPauseMs = 200, PollMs = 100 },
            Regions =
            [
                Region("HUB", "测试中心", Pki.Hub.Certificate),
                Region("CN-CQ", "重庆", Pki.Chongqing.Certificate, new OfficeOptions { Uscc = Questions.ChongqingOffice, Name = "重庆市测试公证处" }) with { BackOffice = "cq-back-office" },
                Region("CN-SC", "四川", Pki.Sichuan.Certificate, new OfficeOptions { Uscc = Questions.SichuanOffice, Name = "四川省成都市测试公证处" }),
            ],
            Participants =
            [
                Participant("cq-back-office", "CN-CQ", "back-office", ChongqingCertificate) with
                {
                    Endpoint = Way == BackOfficeWay.Link
                        ? new EndpointOptions { Link = true }
                        : new EndpointOptions { Address = $"https://127.0.0.1:{Chongqing.Port}", ServerName = "cq-back-office.test" },
                },
                Participant("sc-notary-office", "CN-SC", "notary-office", Office) with { Offices = [Questions.SichuanOffice], Grants = ["sealed-files"] },
            ],
        };
    }

    private RegionOptions Region(string code, string name, X509Certificate2 anchor, params OfficeOptions[] offices)
    {
        var file = FileName($"{code}-ca.pem");
        TestPki.WritePem(file, anchor);
        return new RegionOptions { Code = code, Name = name, TrustAnchorFiles = [file], Offices = offices };
    }
}
