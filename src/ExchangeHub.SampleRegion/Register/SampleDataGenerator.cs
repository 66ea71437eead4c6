using ExchangeHub.Contracts.Notary.V1;

namespace ExchangeHub.SampleRegion.Register;

/// <summary>Invents a region's register from the region's seed.</summary>
internal sealed class SampleDataGenerator
{
    private readonly RegionProfile _region;
    private readonly SplitMix64 _random;
    private readonly PersonFactory _people;
    private readonly ContentFactory _contents;
    private readonly NumberFactory _numbers;
    private readonly IReadOnlyList<SampleOffice> _digitalOffices;
    private readonly List<RegisteredCertificate> _certificates = new(CertificatePlan.CertificateCount);
    private readonly List<RegisteredInheritance> _inheritances = [];

    public SampleDataGenerator(RegionProfile region)
    {
        _region = region;
        _random = new SplitMix64(region.Seed);
        _people = new PersonFactory(region, _random);
        _contents = new ContentFactory(region, _random, _people);
        _numbers = new NumberFactory(_random);
        _digitalOffices = [.. region.Offices.Where(office => office.IsDigital)];
    }

    public SampleData Generate()
    {
        foreach (var planned in CertificatePlan.Create(_random))
            Issue(planned);
        for (var count = 0; count < CertificatePlan.PendingInheritanceCount; count++)
            AcceptInheritance();
        return new SampleData(_region.Code, _region.Offices, OfficesElsewhere(), _people.People, _certificates, _inheritances);
    }

    /// <summary>Files of 四川省重庆市…公证处 are with Chongqing's offices since 1997; Sichuan's register knows to whom they went.</summary>
    private IReadOnlyList<(string Name, string KeeperUscc)> OfficesElsewhere() =>
        _region.Code != SampleOffices.Sichuan
            ? []
            : [.. SampleOffices.For(SampleOffices.Chongqing).SelectMany(office => office.EarlierNames
                .Where(earlier => earlier.Until == SampleOffices.ChongqingSeparation)
                .Select(earlier => (earlier.Name, office.Uscc)))];

    private void Issue(PlannedCertificate planned)
    {
        var date = planned.Specimen?.IssueDate ?? IssueDate(planned.HasSuccessor);
        var office = _random.Pick(_digitalOffices);
        var content = _contents.Invent(planned, date);
        var issued = Add(office, date, content, planned.Status, _numbers.Next(office, date, content.Kind)) with
        {
            IsArchiveClosed = planned.IsArchiveClosed,
            IsUnderInvestigation = planned.IsUnderInvestigation,
        };
        _certificates[^1] = issued;
        if (planned.Kind == CertificateKind.Inheritance)
            AddInheritance(office, issued);
        if (planned.HasSuccessor)
            AddSuccessor(office, issued, content);
    }

    private void AddSuccessor(SampleOffice office, RegisteredCertificate original, CertificateContent content)
    {
        var date = original.IssueDate.AddDays(_random.Between(20, 900));
        if (original.Status == CertificateStatus.Corrected)
            // 补正公证书: the same number, and 补正 behind it.
            Add(office, date, content, CertificateStatus.Effective, original.RawNumber + "（补正）");
        else if (original.Status == CertificateStatus.Reissued)
            Add(office, date, content, CertificateStatus.Effective, _numbers.Next(office, date, original.Kind));
        else
            Add(office, date, _contents.Enforcement(content), CertificateStatus.Effective,
                _numbers.Next(office, date, CertificateKind.EnforcementCertificate));
        _certificates[^1] = _certificates[^1] with { OriginalId = original.Id };
    }

    private RegisteredCertificate Add(
        SampleOffice office, DateOnly date, CertificateContent content, CertificateStatus status, string number)
    {
        var certificate = new RegisteredCertificate(
            _certificates.Count + 1, number, office.Uscc, _random.Pick(office.NamesAt(date)), content.Kind, content.Title, date,
            status, content.Parties)
        {
            PowerOfAttorney = content.PowerOfAttorney,
            Amount = content.Amount,
        };
        _certificates.Add(certificate);
        return certificate;
    }

    private void AddInheritance(SampleOffice office, RegisteredCertificate certificate) =>
        _inheritances.Add(new RegisteredInheritance(
            _inheritances.Count + 1,
            office.Uscc,
            Decedent(certificate.Parties),
            // Fifteen working days at most from acceptance (公证程序规则 Art. 35), without the time of verification.
            certificate.IssueDate.AddDays(-_random.Between(5, 21)),
            certificate.Id,
            Heirs(certificate.Parties)));

    private void AcceptInheritance()
    {
        var accepted = SampleData.LastDate.AddDays(-_random.Between(3, 60));
        var content = _contents.Invent(new PlannedCertificate(CertificateKind.Inheritance), accepted);
        _inheritances.Add(new RegisteredInheritance(
            _inheritances.Count + 1, _random.Pick(_digitalOffices).Uscc, Decedent(content.Parties), accepted, null, Heirs(content.Parties)));
    }

    private static RegisteredPerson Decedent(IReadOnlyList<CertificateParty> parties) =>
        parties.First(party => party.Role == PartyRole.Decedent).Person!;

    private static IReadOnlyList<RegisteredPerson> Heirs(IReadOnlyList<CertificateParty> parties) =>
        [.. parties.Where(party => party.Role == PartyRole.Heir).Select(party => party.Person!)];

    private DateOnly IssueDate(bool hasSuccessor)
    {
        var year = _random.Below(100) switch
        {
            < 8 => _random.Between(1986, 1996),
            < 20 => _random.Between(1997, 2005),
            < 50 => _random.Between(2006, 2015),
            // A successor comes up to 900 days later, and has to come before the last date.
            _ => _random.Between(2016, hasSuccessor ? 2022 : 2024),
        };
        return new DateOnly(year, 1, 1).AddDays(_random.Below(365));
    }
}
