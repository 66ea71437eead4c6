using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Server.Certificates;
using ExchangeHub.TestKit;

namespace ExchangeHub.FunctionalTests.Cases;

/// <summary>Whom some tests need beside the two sides: a second office in Chongqing and in Sichuan, a third region, an operator and an auditor.</summary>
internal sealed class CaseCast : IAsyncDisposable
{
    private readonly CertificateAuthority _authority = TestPki.NewAuthority("gz");

    public static OfficeReference SecondChongqing => new() { Uscc = UnifiedSocialCreditCode.Complete("32509999", "MD990003"), Name = "重庆市第二测试公证处" };

    public static OfficeReference OtherSichuan => new() { Uscc = "12519999MB990003XT", Name = "四川省绵阳市测试公证处" };

    public static OfficeReference Guizhou => new() { Uscc = UnifiedSocialCreditCode.Complete("32529999", "MD990005"), Name = "贵州省测试公证处" };

    public X509Certificate2 Operator { get; private set; } = null!;

    public X509Certificate2 Auditor { get; private set; } = null!;

    /// <summary>The second office in Sichuan, which has no grant.</summary>
    public X509Certificate2 Other { get; private set; } = null!;

    public X509Certificate2 GuizhouCertificate { get; private set; } = null!;

    /// <summary>The third region's back office; it opens a link.</summary>
    public StubBackOffice GuizhouBackOffice { get; } = new();

    /// <summary>Adds all of them.</summary>
    public HubOptions AddTo(TestHub hub, HubOptions options)
    {
        Operator = TestPki.Client(hub.Pki.Hub, "hub-operator");
        Auditor = TestPki.Client(hub.Pki.Hub, "hub-auditor");
        Other = TestPki.Client(hub.Pki.Sichuan, "sc-other");
        GuizhouCertificate = TestPki.Both(_authority, "gz-back-office");
        TestPki.WritePem(hub.FileName("CN-GZ-ca.pem"), _authority.Certificate);
        return options with
        {
            Regions =
            [
                .. options.Regions.Select(region => region.Code switch
                {
                    "CN-CQ" => region with { Offices = [.. region.Offices, Office(SecondChongqing)] },
                    "CN-SC" => region with { Offices = [.. region.Offices, Office(OtherSichuan)] },
                    _ => region,
                }),
                new RegionOptions { Code = "CN-GZ", Name = "贵州", TrustAnchorFiles = [hub.FileName("CN-GZ-ca.pem")], Offices = [Office(Guizhou)], BackOffice = "gz-back-office" },
            ],
            Participants =
            [
                .. options.Participants,
                TestHub.Participant("hub-operator", "HUB", "operator", Operator),
                TestHub.Participant("hub-auditor", "HUB", "auditor", Auditor),
                TestHub.Participant("sc-other", "CN-SC", "notary-office", Other) with { Offices = [OtherSichuan.Uscc] },
                TestHub.Participant("gz-back-office", "CN-GZ", "back-office", GuizhouCertificate) with { Endpoint = new EndpointOptions { Link = true } },
            ],
        };
    }

    /// <summary>Connects the third region.</summary>
    public Task OpenLinkAsync(TestHub hub) => GuizhouBackOffice.OpenLinkAsync(hub.Pki, GuizhouCertificate, hub.Address);

    public async ValueTask DisposeAsync()
    {
        await GuizhouBackOffice.DisposeAsync();
        _authority.Dispose();
    }

    private static OfficeOptions Office(OfficeReference office) => new() { Uscc = office.Uscc, Name = office.Name };
}
