using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Exchanges.Sharing;
using ExchangeHub.Hub.Sharing;
using ExchangeHub.Hub.Tests.Cases;
using ExchangeHub.Hub.Validation;
using Google.Protobuf;
using Google.Type;

namespace ExchangeHub.Hub.Tests.Exchanges.Sharing;

/// <summary>A valid content of each data set, and what the rules find in it once it was changed.</summary>
internal static class RecordSamples
{
    public const string ForensicUscc = "34519999MD9900045D";
    public const string NotaryUscc = "32519999MD99000101";

    /// <summary>The day on which all is judged.</summary>
    public static readonly DateOnly Today = new(2026, 6, 1);

    private static readonly Dictionary<DataSet, DataSetDefinition> Sets = new SharingDataSets(CaseSamples.State()).All.ToDictionary(set => set.Set);

    public static DataSetDefinition Set(DataSet set) => Sets[set];

    public static List<string> Found(DataSet set, RecordContent content)
    {
        var violations = new Violations(Today);
        Sets[set].Check(content, "content", violations);
        return [.. violations.Found.Select(violation => $"{violation.Field} {violation.Rule.Reason}")];
    }

    /// <summary>What is found in a valid content after a change.</summary>
    public static Func<List<string>> Changed<T>(DataSet set, T valid, Action<T> change)
        where T : class, IMessage<T>, IDeepCloneable<T> => () =>
    {
        var item = valid.Clone();
        change(item);
        return Found(set, Content(item));
    };

    public static RecordContent Content(IMessage item)
    {
        var content = new RecordContent();
        RecordContent.Descriptor.Fields.InFieldNumberOrder().Single(field => field.MessageType == item.Descriptor).Accessor.SetValue(content, item);
        return content;
    }

    public static Date Day(string text) => CalendarDates.ToProto(CaseSamples.Day(text));

    public static Institution GoodInstitution { get; } = new()
    {
        Kind = InstitutionKind.ForensicInstitution,
        Uscc = ForensicUscc,
        LicenceNumber = "519999001",
        Names = { new DatedName { Name = "四川测试司法鉴定所" }, new DatedName { Name = "四川测试𠮷司法鉴定中心", SinceDate = Day("2018-03-01") } },
        DivisionCode = "510104",
        Head = "测试张䶮",
        Scopes = { "FM02", "FM0201" },
        FirstLicensedDate = Day("2010-05-01"),
        LicenceEndDate = Day("2030-04-30"),
        Status = PracticeStatus.Active,
        Accreditations = { new Accreditation { Scheme = "CNAS", Number = "测试L0001", Scope = "法医临床", EndDate = Day("2027-12-31") } },
        Successions = { new Succession { Kind = SuccessionKind.Merge, Date = Day("2018-03-01"), OtherUscc = "34509999MD99000534", OtherName = "测试鉴定所", CustodianUscc = ForensicUscc } },
    };

    public static Practitioner GoodPractitioner { get; } = new()
    {
        Kind = PractitionerKind.Appraiser,
        CertificateNumber = "519999001001",
        Name = "测试王𬭎",
        InstitutionUscc = ForensicUscc,
        InstitutionName = "四川测试司法鉴定中心",
        Scopes = { "FM0201" },
        Status = PracticeStatus.Active,
        FirstPracticeDate = Day("2012-01-01"),
        CertificateEndDate = Day("2027-01-01"),
    };

    public static SpecialListEntry GoodSpecialListEntry { get; } = new()
    {
        ListVersion = "2026",
        MemberKey = "测试519900001",
        MemberKind = ListMemberKind.Person,
        Name = "测试李𠮷",
        InstitutionUscc = NotaryUscc,
        Languages = { "英语" },
        Fields = { "涉外继承" },
    };

    public static Sanction Administrative { get; } = new()
    {
        DecisionNumber = "川测司罚〔2026〕1号",
        Subject = new SubjectReference { Kind = SubjectKind.Institution, Key = ForensicUscc, Name = "四川测试司法鉴定中心" },
        Kind = SanctionKind.Warning,
        LegalBasis = { "《司法鉴定机构登记管理办法》第三十九条" },
        Facts = "测试：超出登记的业务范围执业。",
        Authority = "四川省测试司法局",
        DecisionDate = Day("2026-04-28"),
        PublishStartDate = Day("2026-05-08"),
        PublishEndDate = Day("2027-05-08"),
        RepairStatus = CreditRepairStatus.None,
    };

    public static Sanction Industry { get; } = new(Administrative)
    {
        DecisionNumber = "川测鉴协〔2026〕1号",
        Subject = new SubjectReference { Kind = SubjectKind.Person, Key = "519999001001", Name = "测试王𬭎" },
        Kind = SanctionKind.PublicCondemnation,
        PublishStartDate = null,
        PublishEndDate = null,
    };

    public static Sanction Suspension { get; } = new(Administrative)
    {
        Kind = SanctionKind.Suspension,
        SuspensionStartDate = Day("2026-05-01"),
        SuspensionEndDate = Day("2026-07-31"),
    };

    public static WatchListEntry GoodWatchListEntry { get; } = new()
    {
        List = "重点关注",
        Subject = new SubjectReference { Kind = SubjectKind.Person, Key = "519999001001", Name = "测试王𬭎" },
        Reason = "测试：两年内两次受到惩戒。",
        BasisNumber = "川测鉴协〔2026〕1号",
        ListedDate = Day("2026-05-01"),
        ExpiryDate = Day("2027-05-01"),
        AppealChannel = "收到之日起 60 日内向四川省测试司法局申诉",
        AppealStatus = AppealStatus.None,
    };

    public static RevokedCertificate GoodRevokedCertificate { get; } = new()
    {
        OfficeUscc = NotaryUscc,
        IssuingOfficeName = "四川省成都市测试公证处",
        CertificateNumber = new CertificateNumber { Raw = "（2017）川测证執字第００242號" },
        Status = CertificateStatus.Revoked,
        DecisionDate = Day("2026-05-20"),
        DecisionNumber = "川测证撤〔2026〕1号",
        ReplacementNumber = new CertificateNumber { Raw = "（2026）川测证字第1号" },
    };

    public static Course GoodCourse { get; } = new()
    {
        CourseId = "CQSC-2026-001",
        Title = "测试课程",
        Organiser = "四川省测试公证协会",
        StartDate = Day("2026-05-11"),
        EndDate = Day("2026-05-12"),
        CreditTenths = 160,
        Documents = { Document() },
    };

    public static CreditHours GoodCreditHours { get; } = new() { CertificateNumber = "519999001001", CourseId = "CQSC-2026-001", CreditTenths = 80, EarnedDate = Day("2026-05-12") };

    public static TechnicalGuide GoodTechnicalGuide { get; } = new()
    {
        DocumentNumber = "测试 SF/T 0001-2026",
        Edition = "2026",
        Title = "测试指南",
        Scopes = { "FM02" },
        ImplementationDate = Day("2026-07-01"),
        AbolitionDate = Day("2030-07-01"),
        Documents = { Document() },
    };

    public static Notice GoodNotice { get; } = new()
    {
        NoticeNumber = "川测司通〔2026〕1号",
        Title = "测试通报",
        Text = "第一段\n第二段",
        Issuer = "四川省测试司法厅",
        IssueDate = Day("2026-05-20"),
        Documents = { Document() },
    };

    public static ProjectProgress GoodProjectProgress { get; } = new()
    {
        ProjectId = "CY-001",
        Period = "2026-Q1",
        Name = "测试合作项目",
        Lead = "四川省测试司法厅",
        State = ProjectState.UnderWay,
        PercentDone = 40,
        Progress = "测试进展",
        NextSteps = "测试下一步",
        TargetDate = Day("2026-12-31"),
        Documents = { Document() },
    };

    private static AttachedDocument Document() => new()
    {
        AttachmentId = "0197a3c5-7b00-7000-8000-000000000001",
        Name = "测试附件.pdf",
        MediaType = "application/pdf",
        Size = 1_000,
        Sha256 = ByteString.CopyFrom(new byte[32]),
    };
}
