using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.SampleRegion;
using ExchangeHub.SampleRegion.Register;

namespace ExchangeHub.Demo;

/// <summary>The configuration of the demo's hub: both regions with the offices, old names and certificates of the sample.</summary>
internal static class DemoHub
{
    /// <param name="options">What the command line says.</param>
    /// <param name="chongqingPort">Where Chongqing's back office listens; Sichuan's opens a link.</param>
    /// <param name="clock">The hub's clock.</param>
    public static HubOptions Options(DemoOptions options, int chongqingPort, TimeProvider clock)
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
            Cases = new CaseOptions { CalendarFolder = DemoCalendars.Write(Path.Combine(options.Folder, "calendars"), clock) },
            Successions = [.. Successions()],
            Regions =
            [
                Authority("HUB", "交换中心（测试）"),
                .. DemoWorld.RegionCodes.Select(code => Authority(code, code == SampleOffices.Chongqing ? "重庆" : "四川") with
                {
                    BackOffice = SampleBackOffice.CertificateName(code),
                    Offices = [.. SampleOffices.For(code).Select(Office)],
                }),
            ],
            Participants =
            [
                Participant(DemoWorld.Operator, "HUB", "operator"),
                Participant(DemoWorld.Auditor, "HUB", "auditor"),
                .. Participants(SampleOffices.Chongqing, new EndpointOptions { Address = $"https://localhost:{chongqingPort}", ServerName = "cq-back-office.exchangehub.test" }),
                .. Participants(SampleOffices.Sichuan, new EndpointOptions { Link = true }),
            ],
        };
    }

    private static OfficeOptions Office(SampleOffice office) => new() { Uscc = office.Uscc, Name = office.Name, DivisionCode = office.DivisionCode };

    /// <summary>What became of each old name.</summary>
    private static IEnumerable<SuccessionOptions> Successions()
        => DemoWorld.RegionCodes.SelectMany(SampleOffices.For).SelectMany(office => office.EarlierNames.Select(earlier => Succession(office, earlier)));

    private static SuccessionOptions Succession(SampleOffice office, EarlierOfficeName earlier)
    {
        // A name that ended when today's began was the office's own; any other was that of an office which came to it, and had no code.
        var isOwn = earlier.Until == office.NameSince;
        return new SuccessionOptions
        {
            Kind = isOwn ? "Rename" : "Merge",
            Date = earlier.Until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            From = new OfficeOptions { Uscc = isOwn ? office.Uscc : "", Name = earlier.Name },
            To = new OfficeOptions { Uscc = office.Uscc, Name = office.Name },
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
        yield return Participant(DemoWorld.NotaryOffice(region), region, "notary-office") with { Grants = ["sealed-files"], Offices = [DemoWorld.AskingOffice(region).Uscc] };
    }

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
