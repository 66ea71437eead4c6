using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;

namespace ExchangeHub.TestKit;

/// <summary>Entries of rosters for tests (测试数据), and sanctions against whom they name.</summary>
public static class Rosters
{
    public const string Uscc = "34519999MD9900045D";
    public const string InstitutionKey = $"{Uscc}/519999001";
    public const string PersonKey = "519999001001";

    public static SubjectReference InstitutionSubject { get; } = new() { Kind = SubjectKind.Institution, Key = Uscc, Name = "四川测试司法鉴定中心" };

    public static SubjectReference PersonSubject { get; } = new() { Kind = SubjectKind.Person, Key = PersonKey, Name = "测试王𬭎" };

    /// <summary>A forensic institution; the same one may have several licences.</summary>
    public static Record Institution(string licence = "519999001", DateOnly? licenceEnd = null, int version = 1) => Version(DataSet.Institutions, $"{Uscc}/{licence}", version, new RecordContent
    {
        Institution = new Institution
        {
            Kind = InstitutionKind.ForensicInstitution,
            Uscc = Uscc,
            LicenceNumber = licence,
            Names = { new DatedName { Name = InstitutionSubject.Name } },
            DivisionCode = "510104",
            LicenceEndDate = licenceEnd is { } end ? CalendarDates.ToProto(end) : null,
            Status = PracticeStatus.Active,
        },
    });

    /// <summary>An appraiser.</summary>
    public static Record Person(DateOnly? certificateEnd = null, int version = 1, string key = PersonKey) => Version(DataSet.Practitioners, key, version, new RecordContent
    {
        Practitioner = new Practitioner
        {
            Kind = PractitionerKind.Appraiser,
            CertificateNumber = key,
            Name = PersonSubject.Name,
            InstitutionUscc = Uscc,
            CertificateEndDate = certificateEnd is { } end ? CalendarDates.ToProto(end) : null,
            Status = PracticeStatus.Active,
        },
    });

    /// <summary>A warning, decided and published on a day, for a year.</summary>
    public static Record Sanction(string number, SubjectReference subject, DateOnly decided, Action<Sanction>? change = null, DataSet set = DataSet.AdministrativeSanctions)
    {
        var sanction = new Sanction
        {
            DecisionNumber = number,
            Subject = subject.Clone(),
            Kind = SanctionKind.Warning,
            LegalBasis = { "《司法鉴定机构登记管理办法》第三十九条" },
            Facts = "测试：超出登记的业务范围执业。",
            Authority = "重庆市司法局（测试）",
            DecisionDate = CalendarDates.ToProto(decided),
            PublishStartDate = CalendarDates.ToProto(decided),
            PublishEndDate = CalendarDates.ToProto(decided.AddYears(1)),
            RepairStatus = CreditRepairStatus.None,
        };
        change?.Invoke(sanction);
        return Version(set, number, 1, new RecordContent { Sanction = sanction });
    }

    private static Record Version(DataSet set, string key, int version, RecordContent content) => new()
    {
        DataSet = set,
        Operation = RecordOperation.Upsert,
        Key = key,
        Version = version,
        EffectiveDate = CalendarDates.ToProto(new DateOnly(2026, 1, 1)),
        Content = content,
    };
}
