using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.Domain.Forensic;
using ExchangeHub.SampleRegion.Register;

namespace ExchangeHub.SampleRegion.Sharing;

/// <summary>Invents the directories: institutions, practitioners and the two special lists.</summary>
internal sealed class SampleDirectory
{
    public const int ForensicCount = 40;
    public const int LawFirmCount = 12;
    public const int NotaryCount = 200;
    public const int AppraiserCount = 300;
    public const int LawyerCount = 24;

    /// <summary>The last two institutions have licences of the old form with 7 digits, of which no appraiser's number can be made.</summary>
    private const int WithAppraisers = ForensicCount - 2;

    /// <summary>Since when the region publishes.</summary>
    public static readonly DateOnly Beginning = new(2025, 1, 1);

    private static readonly IReadOnlyList<string> Categories = [.. BusinessCategories.BuiltIn.All.Where(category => category.Code.Length == BusinessCategory.ClassLength + 2).Select(category => category.Code)];

    private readonly RegionProfile _region;
    private readonly SplitMix64 _random;
    private readonly RecordVersions _versions;

    public SampleDirectory(RegionProfile region)
    {
        _region = region;
        _random = new SplitMix64(region.Seed + 1);
        _versions = new RecordVersions(region.Code);
        NotaryOffices = [.. region.Offices.Select(NotaryOffice)];
        Forensic = [.. Enumerable.Range(1, ForensicCount).Select(ForensicInstitution)];
        LawFirms = [.. Enumerable.Range(1, LawFirmCount).Select(LawFirm)];
        Notaries = [.. Enumerable.Range(0, NotaryCount).Select(Notary)];
        Appraisers = [.. Enumerable.Range(0, AppraiserCount).Select(Appraiser)];
        Lawyers = [.. Enumerable.Range(0, LawyerCount).Select(Lawyer)];
    }

    public IReadOnlyList<Institution> NotaryOffices { get; }

    public IReadOnlyList<Institution> Forensic { get; }

    public IReadOnlyList<Institution> LawFirms { get; }

    public IReadOnlyList<Practitioner> Notaries { get; }

    public IReadOnlyList<Practitioner> Appraisers { get; }

    public IReadOnlyList<Practitioner> Lawyers { get; }

    public static string NameOf(Institution institution) => institution.Names[^1].Name;

    public IEnumerable<Record> All() => [.. Institutions(), .. Practitioners(), .. ForeignRelated(), .. IntellectualProperty()];

    private IEnumerable<Record> Institutions()
    {
        Record First(Institution item) => _versions.First(DataSet.Institutions, $"{item.Uscc}/{item.LicenceNumber}", Beginning, new RecordContent { Institution = item });

        foreach (var institution in NotaryOffices.Concat(Forensic).Concat(LawFirms))
            yield return First(institution);
        var renamed = new DateOnly(2025, 4, 1);
        yield return RecordVersions.Changed(First(Forensic[0]), renamed, content =>
        {
            content.Institution.Names.Add(new DatedName { Name = NameOf(Forensic[0]).Replace("鉴定所", "鉴定中心", StringComparison.Ordinal), SinceDate = CalendarDates.ToProto(renamed) });
            content.Institution.Successions.Add(new Succession { Kind = SuccessionKind.Rename, Date = CalendarDates.ToProto(renamed) });
        });
        yield return RecordVersions.Corrected(First(Forensic[1]), "测试：负责人姓名录入有误", content => content.Institution.Head = "测试负责人𬭎");
        yield return RecordVersions.Deleted(First(LawFirms[^1]), new DateOnly(2025, 5, 1), "测试：律师事务所注销");
    }

    private IEnumerable<Record> Practitioners()
    {
        Record First(Practitioner item) => _versions.First(DataSet.Practitioners, item.CertificateNumber, Beginning, new RecordContent { Practitioner = item });

        foreach (var practitioner in Notaries.Concat(Appraisers).Concat(Lawyers))
            yield return First(practitioner);
        yield return RecordVersions.Changed(First(Appraisers[0]), new DateOnly(2025, 4, 1), content =>
            content.Practitioner.InstitutionName = NameOf(Forensic[0]).Replace("鉴定所", "鉴定中心", StringComparison.Ordinal));
        yield return RecordVersions.Corrected(First(Appraisers[1]), "测试：姓名用字录入有误", content => content.Practitioner.Name = "测试邓䶮");
        yield return RecordVersions.Deleted(First(Notaries[^1]), new DateOnly(2025, 5, 1), "测试：公证员免职");
    }

    private IEnumerable<Record> ForeignRelated() =>
    [
        .. NotaryOffices.Take(10).Select(office => Listed(DataSet.ForeignRelatedList, office, [], ["涉外公证"])),
        .. Notaries.Take(20).Select((notary, i) => Listed(DataSet.ForeignRelatedList, notary, i % 2 == 0 ? ["英语"] : ["英语", "西班牙语"], ["涉外公证"])),
    ];

    private IEnumerable<Record> IntellectualProperty() =>
    [
        .. NotaryOffices.Skip(10).Take(5).Concat(LawFirms.Take(5)).Select(institution => Listed(DataSet.IntellectualPropertyList, institution, [], ["知识产权保护"])),
        .. Notaries.Skip(20).Take(10).Select(notary => Listed(DataSet.IntellectualPropertyList, notary, [], ["保全证据", "著作权"])),
    ];

    private Record Listed(DataSet list, Institution institution, string[] languages, string[] fields)
        => Listed(list, institution.Uscc, ListMemberKind.Institution, NameOf(institution), "", languages, fields);

    private Record Listed(DataSet list, Practitioner person, string[] languages, string[] fields)
        => Listed(list, person.CertificateNumber, ListMemberKind.Person, person.Name, person.InstitutionUscc, languages, fields);

    private Record Listed(DataSet list, string key, ListMemberKind kind, string name, string institution, string[] languages, string[] fields)
        => _versions.First(list, $"2025/{key}", Beginning, new RecordContent
        {
            SpecialListEntry = new SpecialListEntry
            {
                ListVersion = "2025", MemberKey = key, MemberKind = kind, Name = name, InstitutionUscc = institution, Languages = { languages }, Fields = { fields },
            },
        });

    private Institution NotaryOffice(SampleOffice office, int index)
    {
        // Whatever ended on another day than the office's own name was merged into it.
        var own = office.EarlierNames.Where(earlier => earlier.Until == office.NameSince).ToList();
        var merged = office.EarlierNames.Where(earlier => earlier.Until != office.NameSince);
        return new Institution
        {
            Kind = InstitutionKind.NotaryOffice,
            Uscc = office.Uscc,
            LicenceNumber = $"2{_region.Area}{index + 1:000}",
            Names = { own.Select(earlier => new DatedName { Name = earlier.Name, SinceDate = CalendarDates.ToProto(earlier.From) }), new DatedName { Name = office.Name, SinceDate = CalendarDates.ToProto(office.NameSince) } },
            DivisionCode = office.DivisionCode,
            Head = Name(index),
            Status = PracticeStatus.Active,
            Successions =
            {
                own.Select(earlier => new Succession { Kind = SuccessionKind.Rename, Date = CalendarDates.ToProto(earlier.Until) }),
                merged.Select(earlier => new Succession { Kind = SuccessionKind.Merge, Date = CalendarDates.ToProto(earlier.Until), OtherName = earlier.Name, CustodianUscc = office.Uscc }),
            },
        };
    }

    private Institution ForensicInstitution(int number)
    {
        // One of five belongs to a hospital and has the code of a public institution.
        var isHospital = number % 5 == 0;
        var place = _random.Pick(_region.Offices);
        var first = new DateOnly(_random.Between(2006, 2022), _random.Between(1, 12), _random.Between(1, 28));
        var licence = number <= WithAppraisers ? $"{_region.Area}{number:000}" : $"{_region.Area}{number % 10}";
        var institution = new Institution
        {
            Kind = InstitutionKind.ForensicInstitution,
            Uscc = UnifiedSocialCreditCode.Complete($"{(isHospital ? "12" : "34")}{_region.Area}", $"MB9903{number:00}"),
            LicenceNumber = licence,
            Names = { new DatedName { Name = isHospital ? $"测试第{number}医院司法鉴定所" : $"测试{ShortName(place)}第{number}司法鉴定所", SinceDate = CalendarDates.ToProto(first) } },
            DivisionCode = place.DivisionCode,
            Head = Name(number),
            FirstLicensedDate = CalendarDates.ToProto(first),
            LicenceEndDate = CalendarDates.ToProto(new DateOnly(2029, 12, 31)),
            Status = number == ForensicCount ? PracticeStatus.Cancelled : PracticeStatus.Active,
        };
        var from = _random.Below(Categories.Count);
        institution.Scopes.Add(Enumerable.Range(from, _random.Between(1, 4)).Select(i => Categories[i % Categories.Count]));
        if (number % 4 == 0)
            institution.Accreditations.Add(new Accreditation { Scheme = "CNAS", Number = $"测试L{number:0000}", Scope = "测试", EndDate = CalendarDates.ToProto(new DateOnly(2027, 6, 30)) });
        return institution;
    }

    private Institution LawFirm(int number)
    {
        var place = _random.Pick(_region.Offices);
        return new Institution
        {
            Kind = InstitutionKind.LawFirm,
            Uscc = UnifiedSocialCreditCode.Complete($"31{_region.Area}", $"MD9904{number:00}"),
            LicenceNumber = $"3{_region.Area}{number:0000000000}",
            Names = { new DatedName { Name = $"测试{ShortName(place)}第{number}律师事务所" } },
            DivisionCode = place.DivisionCode,
            Head = Name(number),
            Status = PracticeStatus.Active,
        };
    }

    private Practitioner Notary(int index)
    {
        var office = NotaryOffices[index % NotaryOffices.Count];
        return Person(PractitionerKind.Notary, index, $"测公{_region.Area}{index + 1:0000}", office);
    }

    private Practitioner Appraiser(int index)
    {
        var institution = Forensic[index % WithAppraisers];
        var appraiser = Person(PractitionerKind.Appraiser, index, $"{institution.LicenceNumber}{index / WithAppraisers + 1:000}", institution);
        appraiser.Scopes.Add(_random.Pick(institution.Scopes));
        appraiser.CertificateEndDate = CalendarDates.ToProto(new DateOnly(2028, 12, 31));
        return appraiser;
    }

    private Practitioner Lawyer(int index)
        => Person(PractitionerKind.Lawyer, index, $"1{_region.Area}20101{index + 1:00000}", LawFirms[index % LawFirms.Count]);

    private Practitioner Person(PractitionerKind kind, int index, string number, Institution institution) => new()
    {
        Kind = kind,
        CertificateNumber = number,
        Name = Name(index),
        InstitutionUscc = institution.Uscc,
        InstitutionName = NameOf(institution),
        Status = index % 50 == 49 ? PracticeStatus.Suspended : PracticeStatus.Active,
        FirstPracticeDate = CalendarDates.ToProto(new DateOnly(_random.Between(1998, 2023), _random.Between(1, 12), _random.Between(1, 28))),
    };

    /// <summary>The first have rare characters, or long names.</summary>
    private string Name(int index)
    {
        if (index < SampleNames.Rare.Count)
            return SampleNames.Rare[index];
        var other = index - SampleNames.Rare.Count;
        return other < SampleNames.Long.Count
            ? SampleNames.Long[other]
            : $"测试{_random.Pick(SampleNames.Surnames)}{_random.Pick(_random.Chance(50) ? SampleNames.MaleGivenNames : SampleNames.FemaleGivenNames)}";
    }

    /// <summary>The office's district, as it stands in its name.</summary>
    private static string ShortName(SampleOffice office) => office.Name[(office.Name.IndexOf("测试", StringComparison.Ordinal) + 2)..^3];
}
