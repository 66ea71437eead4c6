using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain;

namespace ExchangeHub.SampleRegion.Register;

/// <summary>What a certificate says, apart from its number, office and date.</summary>
internal sealed record CertificateContent(CertificateKind Kind, string Title, IReadOnlyList<CertificateParty> Parties)
{
    public PowerOfAttorneyTerms? PowerOfAttorney { get; init; }
    public Amount? Amount { get; init; }
}

/// <summary>Invents what certificates say.</summary>
internal sealed class ContentFactory(RegionProfile region, SplitMix64 random, PersonFactory people)
{
    private static readonly (PowerKind Kind, string Description)[] Powers =
    [
        (PowerKind.Sell, "代为出售位于测试路{0}号的房屋，签订买卖合同"),
        (PowerKind.Buy, "代为购买位于测试路{0}号的房屋"),
        (PowerKind.Mortgage, "代为办理测试路{0}号房屋的抵押手续"),
        (PowerKind.ReceivePayment, "代为收取测试路{0}号房屋的售房款"),
        (PowerKind.RegisterTitle, "代为办理测试路{0}号房屋的不动产权属登记"),
        (PowerKind.Litigate, "代为参加测试第{0}号案件的诉讼，承认、放弃、变更诉讼请求"),
        (PowerKind.Inherit, "代为办理测试第{0}号遗产的继承手续"),
        (PowerKind.Bank, "代为办理尾号{0}的测试银行账户的业务"),
        (PowerKind.Other, "代为办理测试第{0}号车辆的过户手续"),
    ];

    private readonly List<RegisteredPerson> _decedents = [];

    /// <summary>The places that the offices' names begin with: 重庆市, 四川省成都市.</summary>
    private readonly IReadOnlyList<string> _places =
        [.. region.Offices.Select(office => office.Name.Split("测试")[0]).Distinct()];

    public CertificateContent Invent(PlannedCertificate planned, DateOnly date) => planned.Kind switch
    {
        CertificateKind.PowerOfAttorney => PowerOfAttorney(planned, date),
        CertificateKind.EnforceableDeed => Deed(date),
        CertificateKind.Will => new CertificateContent(planned.Kind, "遗嘱", [Natural(PartyRole.Testator, Testator(planned, date))]),
        CertificateKind.Inheritance => Inheritance(planned, date),
        _ => General(planned, date),
    };

    /// <summary>An enforcement certificate (执行证书) on a deed: the same parties, and what is still owed.</summary>
    public CertificateContent Enforcement(CertificateContent deed) =>
        new(CertificateKind.EnforcementCertificate, "执行证书", deed.Parties)
        {
            Amount = deed.Amount! with { Units = deed.Amount.Units * random.Between(60, 115) / 100 },
        };

    private CertificateContent General(PlannedCertificate planned, DateOnly date)
    {
        var title = random.Pick(SampleNames.GeneralTitles);
        List<CertificateParty> parties = [Natural(PartyRole.Applicant, MainPerson(planned, date))];
        if (title == "公司章程")
            parties.Add(Legal(PartyRole.Applicant, Company(SampleNames.Companies, date)));
        else if (random.Chance(30))
            parties.Add(Natural(PartyRole.Applicant, people.Somebody(date)));
        return new CertificateContent(CertificateKind.General, title, parties);
    }

    private CertificateContent PowerOfAttorney(PlannedCertificate planned, DateOnly date)
    {
        var agent = random.Chance(10)
            ? Legal(PartyRole.Agent, Company(SampleNames.Companies, date))
            : Natural(PartyRole.Agent, people.Somebody(date));
        var first = random.Below(Powers.Length);
        var reference = random.Between(1, 999).ToString();
        var powers = Enumerable.Range(first, random.Between(1, 4))
            .Select(index => Powers[index % Powers.Length])
            .Select(power => new GrantedPower(power.Kind, power.Description.Replace("{0}", reference, StringComparison.Ordinal)));
        DateOnly? validFrom = random.Chance(80) ? date : null;
        DateOnly? validTo = random.Chance(70) ? date.AddYears(random.Between(1, 3)) : null;
        DateOnly? revoked = random.Chance(8) ? Earlier(date.AddDays(random.Between(10, 360)), SampleData.LastDate) : null;
        return new CertificateContent(CertificateKind.PowerOfAttorney, "委托", [Natural(PartyRole.Principal, MainPerson(planned, date)), agent])
        {
            PowerOfAttorney = new PowerOfAttorneyTerms([.. powers], (SubDelegation)random.Below(3), validFrom, validTo, revoked),
        };
    }

    private CertificateContent Deed(DateOnly date)
    {
        var creditor = random.Chance(85)
            ? Legal(PartyRole.Creditor, Company(SampleNames.Banks, date))
            : Natural(PartyRole.Creditor, people.Somebody(date));
        var debtor = random.Chance(25)
            ? Legal(PartyRole.Debtor, Company(SampleNames.Companies, date))
            : Natural(PartyRole.Debtor, people.Somebody(date));
        return new CertificateContent(CertificateKind.EnforceableDeed, random.Pick(SampleNames.DeedTitles), [creditor, debtor])
        {
            Amount = new Amount("CNY", random.Between(10, 5_000) * 1_000L, random.Chance(20) ? random.Between(1, 99) * 10_000_000 : 0),
        };
    }

    private CertificateContent Inheritance(PlannedCertificate planned, DateOnly date)
    {
        // The death lies before the acceptance, and that at most three weeks before the certificate.
        var decedent = people.Decedent(date.AddDays(-21), planned.Specimen?.Name);
        _decedents.Add(decedent);
        var heirs = Enumerable.Range(0, random.Between(1, 3)).Select(_ => Natural(PartyRole.Heir, people.Somebody(date)));
        return new CertificateContent(CertificateKind.Inheritance, "继承权", [Natural(PartyRole.Decedent, decedent), .. heirs]);
    }

    private RegisteredPerson Testator(PlannedCertificate planned, DateOnly date)
    {
        if (planned.Specimen is null && _decedents.Count > 0 && random.Chance(40))
        {
            var decedent = random.Pick(_decedents);
            var wroteBeforeDeath = decedent.DeathDate > date && decedent.BirthDate?.Year + 20 < date.Year;
            if (wroteBeforeDeath && decedent.Document?.RawNumber.Length == 18 && date.Year >= 2000)
                return decedent;
        }
        return MainPerson(planned, date);
    }

    private RegisteredPerson MainPerson(PlannedCertificate planned, DateOnly date) => planned.Specimen switch
    {
        null => people.Somebody(date),
        { UndocumentedBirthDate: { } birthDate } specimen => people.Undocumented(specimen.Name, birthDate, date),
        var specimen => people.Create(date, new PersonWish { Name = specimen.Name, Sex = specimen.Sex, BirthDate = specimen.BirthDate }),
    };

    private RegisteredOrganization Company(IReadOnlyList<string> names, DateOnly date)
    {
        var place = random.Below(_places.Count);
        var name = random.Below(names.Count);
        // Department 9 (市场监管), class 1; unified codes exist since October 2015.
        var code = $"MA9{(names == SampleNames.Banks ? 'B' : 'C')}{place:00}{name:00}";
        return new RegisteredOrganization(
            _places[place] + names[name],
            date >= new DateOnly(2015, 10, 1) ? UnifiedSocialCreditCode.Complete($"91{region.Area}", code) : null);
    }

    private static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;

    private static CertificateParty Natural(PartyRole role, RegisteredPerson person) => new(role, person, null);

    private static CertificateParty Legal(PartyRole role, RegisteredOrganization organization) => new(role, null, organization);
}
