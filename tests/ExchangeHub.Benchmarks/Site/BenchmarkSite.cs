using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using ExchangeHub.Benchmarks.Arms;
using ExchangeHub.Domain.Trust;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.TestKit;

namespace ExchangeHub.Benchmarks.Site;

/// <summary>The folder of one run: certificates, configurations and databases. The load program makes it, its children read it.</summary>
internal sealed class BenchmarkSite(string folder)
{
    public const string BackOfficeName = "cq-back-office.test";

    private const string HubOptionsFile = "hub-options.json";
    private const string PersonIndexKeyFile = "person-index.key";
    private const string PayloadKeyFile = "payload.key";
    private const string HubAnchorFile = "hub-ca.pem";
    private const string OfficeAnchorFile = "sc-ca.pem";
    private const string BackOfficeAnchorFile = "cq-ca.pem";
    private const string HubFile = "hub";
    private const string OfficeFile = "sc-notary-office";
    private const string BackOfficeFile = "cq-back-office";

    public string Folder => folder;

    /// <summary>The relays' certificate: they are called with it, and call the back office with it.</summary>
    public X509Certificate2 Relay => Load(HubFile);

    /// <summary>The caller's certificate.</summary>
    public X509Certificate2 Office => Load(OfficeFile);

    public X509Certificate2 BackOffice => Load(BackOfficeFile);

    public TrustAnchors RelayAnchors => Anchors(HubAnchorFile);

    public TrustAnchors OfficeAnchors => Anchors(OfficeAnchorFile);

    public TrustAnchors BackOfficeAnchors => Anchors(BackOfficeAnchorFile);

    /// <summary>The hub's configuration.</summary>
    public HubOptions HubOptions => JsonSerializer.Deserialize<HubOptions>(System.IO.File.ReadAllText(File(HubOptionsFile)))!;

    public string File(string name) => Path.Combine(folder, name);

    public static string CertificateFile(string name) => $"{name}.pem";

    public static string KeyFile(string name) => $"{name}.key";

    /// <summary>The store of an arm that keeps a ledger.</summary>
    public StoreOptions Store(Arm arm)
        => arm.Store == StoreOptions.Sqlite ? new StoreOptions { Path = File($"{arm.Name}.db") } : JsonSerializer.Deserialize<StoreOptions>(System.IO.File.ReadAllText(File(StoreFile(arm))))!;

    /// <summary>Says where the database of an arm is that lies on a server.</summary>
    public void WriteStore(Arm arm, StoreOptions store) => System.IO.File.WriteAllText(File(StoreFile(arm)), JsonSerializer.Serialize(store));

    /// <summary>Makes authorities and certificates.</summary>
    public static BenchmarkSite Create(string folder)
    {
        var site = new BenchmarkSite(folder);
        using var pki = new TestPki();
        site.Write(HubFile, TestPki.Both(pki.Hub, "hub"));
        site.Write(OfficeFile, TestPki.Client(pki.Sichuan, "sc-notary-office"));
        site.Write(BackOfficeFile, TestPki.Both(pki.Chongqing, "cq-back-office"));
        TestPki.WritePem(site.File(HubAnchorFile), pki.Hub.Certificate);
        TestPki.WritePem(site.File(BackOfficeAnchorFile), pki.Chongqing.Certificate);
        TestPki.WritePem(site.File(OfficeAnchorFile), pki.Sichuan.Certificate);
        System.IO.File.WriteAllText(site.File(PersonIndexKeyFile), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        System.IO.File.WriteAllText(site.File(PayloadKeyFile), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        return site;
    }

    /// <summary>Writes the hub's configuration, for a back office on <paramref name="backOfficePort"/>; limits stay at their defaults.</summary>
    public void WriteHubOptions(int backOfficePort)
    {
        var options = new HubOptions
        {
            Listen = ["127.0.0.1:0"],
            CertificateFile = File(CertificateFile(HubFile)),
            CertificateKeyFile = File(KeyFile(HubFile)),
            PersonIndexKeyFile = File(PersonIndexKeyFile),
            PayloadKeyFile = File(PayloadKeyFile),
            Regions =
            [
                new RegionOptions { Code = "HUB", Name = "测试中心", TrustAnchorFiles = [File(HubAnchorFile)] },
                Region("CN-CQ", "重庆", BackOfficeAnchorFile, Questions.ChongqingOffice) with { BackOffice = BackOfficeFile },
                Region("CN-SC", "四川", OfficeAnchorFile, Questions.SichuanOffice),
            ],
            Participants =
            [
                TestHub.Participant(BackOfficeFile, "CN-CQ", "back-office", BackOffice) with
                {
                    Endpoint = new EndpointOptions { Address = $"https://127.0.0.1:{backOfficePort}", ServerName = BackOfficeName },
                },
                TestHub.Participant(OfficeFile, "CN-SC", "notary-office", Office) with { Offices = [Questions.SichuanOffice] },
            ],
        };
        System.IO.File.WriteAllText(File(HubOptionsFile), JsonSerializer.Serialize(options));
    }

    private static string StoreFile(Arm arm) => $"{arm.Name}-store.json";

    private RegionOptions Region(string code, string name, string anchors, string office)
        => new() { Code = code, Name = name, TrustAnchorFiles = [File(anchors)], Offices = [new OfficeOptions { Uscc = office, Name = $"{name}测试公证处" }] };

    private void Write(string name, X509Certificate2 certificate)
    {
        TestPki.WritePem(File(CertificateFile(name)), certificate);
        TestPki.WriteKey(File(KeyFile(name)), certificate);
    }

    private X509Certificate2 Load(string name) => X509Certificate2.CreateFromPemFile(File(CertificateFile(name)), File(KeyFile(name)));

    private TrustAnchors Anchors(string name) => new([X509CertificateLoader.LoadCertificateFromFile(File(name))], [], TimeSpan.Zero);
}
