namespace ExchangeHub.SampleRegion.Register;

/// <summary>Invents certificate numbers (公证书编号) in the many ways in which they were written.</summary>
internal sealed class NumberFactory(SplitMix64 random)
{
    private readonly Dictionary<(string Uscc, int Year), int> _lastSerials = [];

    public string Next(SampleOffice office, DateOnly date, CertificateKind kind)
    {
        var serial = NextSerial(office, date.Year);
        // Numbers with two digits of the year can't be parsed: a register has to find them as they are.
        if (date.Year < 1997 && random.Chance(20))
            return $"（{date.Year % 100:00}）{office.IssuerCode}证字第{serial}号";

        var marker = Marker(kind);
        var number = random.Below(100) switch
        {
            < 3 => $"{serial:00000}",
            3 => $"{serial}-{random.Between(1, 3)}",
            _ => $"{serial}",
        };
        return random.Below(100) switch
        {
            < 70 => $"（{date.Year}）{office.IssuerCode}{marker}字第{number}号",
            < 80 => $"({date.Year}){office.IssuerCode}{marker}字第{number}号",
            < 90 => $"{date.Year}{office.IssuerCode}{marker}字第{number}号",
            < 97 => $"〔{date.Year}〕{office.IssuerCode}{marker}字第{number}号",
            _ => $"（{date.Year}）{office.IssuerCode}{marker.Replace('证', '證')}字第{number}號",
        };
    }

    private string Marker(CertificateKind kind) => kind switch
    {
        CertificateKind.EnforcementCertificate => "证执",
        CertificateKind.EnforceableDeed => random.Chance(40) ? "证经" : "证",
        CertificateKind.General => random.Below(10) switch { 0 => "证内民", 1 => "证外", 2 => "证台", 3 => "公证", _ => "证" },
        _ => "证",
    };

    private int NextSerial(SampleOffice office, int year)
    {
        // Offices that share a short form count from one, one by one: the same numbers occur at both.
        var shares = office.IssuerCode.Length == 2;
        if (!_lastSerials.TryGetValue((office.Uscc, year), out var last))
            last = shares ? 0 : random.Below(4_000);
        return _lastSerials[(office.Uscc, year)] = last + (shares ? 1 : random.Between(1, 30));
    }
}
