using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Sharing;

namespace ExchangeHub.Hub.Exchanges.Sharing;

/// <summary>The data sets that departments share with each other, but for inspections (信息共享).</summary>
/// <param name="state">Has the working-day calendars.</param>
internal sealed class SharingDataSets(HubStateHolder state)
{
    /// <summary>Working days in which a producer decides on an application, where what is asked for is not published.</summary>
    private const int DecisionWorkingDays = 10;

    /// <summary>What has a name or a decision behind it, and may be needed as long as somebody may complain.</summary>
    private const int PersonalYears = 5;
    private const int AdministrativeYears = 10;

    private const string OnChange = "变更时 on each change";
    private const string OnPublication = "发布时 on publication";

    public IReadOnlyList<DataSetDefinition> All => [.. Directory, .. Supervision, .. Knowledge];

    private static IEnumerable<DataSetDefinition> Directory =>
    [
        DataSetDefinition.Of<Institution>(DataSet.Institutions, content => content.Institution, item => $"{item.Uscc}/{item.LicenceNumber}", DirectoryRules.Institution, set => Open(set) with
        {
            NameZh = "机构名录",
            NameEn = "Institutions",
            KeyDescription = "uscc/licence_number, or uscc/ without licence",
            Cadence = "每日及变更时 daily, and on each change",
            Traits = content => InstitutionTraits(content.Institution),
        }),
        DataSetDefinition.Of<Practitioner>(DataSet.Practitioners, content => content.Practitioner, item => item.CertificateNumber, DirectoryRules.Practitioner, set => Open(set) with
        {
            NameZh = "执业人员名录",
            NameEn = "Practitioners",
            KeyDescription = "certificate_number",
            Cadence = OnChange,
            Traits = content => PractitionerTraits(content.Practitioner),
        }),
        SpecialList(DataSet.ForeignRelatedList, "涉外公证机构及公证员名录", "Foreign-related notary offices and notaries"),
        SpecialList(DataSet.IntellectualPropertyList, "知识产权保护法律服务机构及公证员名录", "Legal services and notaries for intellectual property"),
        DataSetDefinition.Of<RosterMarks>(DataSet.RosterMarks, content => content.RosterMarks, MarksKey, static (_, _, _) => { }, set => Open(set) with
        {
            IsOfHub = true,
            NameZh = "名录标注",
            NameEn = "Marks of the rosters",
            KeyDescription = "region/roster/key of the entry, roster being INSTITUTIONS or PRACTITIONERS",
            Cadence = "由交换中心生成，处罚发布后及起止之日 made by the hub, after a sanction is published, and on the days on which marks begin and end",
            Traits = content => content.RosterMarks is { } item ? new([item.Subject?.Name ?? "", item.Subject?.Key ?? ""], "", Subjects(item.Subject?.Key)) : RecordTraits.None,
        }),
    ];

    private IEnumerable<DataSetDefinition> Supervision =>
    [
        DataSetDefinition.Of<Sanction>(DataSet.AdministrativeSanctions, content => content.Sanction, item => item.DecisionNumber,
            (item, path, violations) => SupervisionRules.AdministrativeSanction(item, path, violations, state.Current.Calendars.For("")), set => Sanctions(Open(set)) with
            {
                NameZh = "行政处罚",
                NameEn = "Administrative sanctions",
                Cadence = "决定之日起 7 个工作日内 within 7 working days of the decision",
            }),
        DataSetDefinition.Of<Sanction>(DataSet.IndustrySanctions, content => content.Sanction, item => item.DecisionNumber, SupervisionRules.IndustrySanction, set => Sanctions(UponApplication(set)) with
        {
            NameZh = "行业惩戒",
            NameEn = "Sanctions of the professional associations",
            Cadence = OnChange,
        }),
        DataSetDefinition.Of<WatchListEntry>(DataSet.WatchList, content => content.WatchListEntry, item => $"{item.List}/{item.Subject?.Key}", SupervisionRules.WatchListEntry, set => UponApplication(set) with
        {
            NameZh = "重点关注名单",
            NameEn = "Watch list",
            KeyDescription = "list/subject_key",
            Cadence = OnChange,
            RetentionYears = PersonalYears,
            Traits = content => content.WatchListEntry is { } item ? new([item.List, item.BasisNumber, item.Subject?.Name ?? ""], "", Subjects(item.Subject?.Key)) : RecordTraits.None,
        }),
        DataSetDefinition.Of<RevokedCertificate>(DataSet.RevokedCertificates, content => content.RevokedCertificate,
            item => $"{item.OfficeUscc}/{(item.CertificateNumber is { } number ? CertificateNumbers.RecordKey(number) : "")}", SupervisionRules.RevokedCertificate, set => UponApplication(set) with
            {
                NameZh = "作废公证书",
                NameEn = "Certificates that were revoked or replaced",
                KeyDescription = "office_uscc/certificate: the canonical number as (year)issuer kind serial suffix without blanks, or else the raw number",
                Cadence = "决定之日起 1 个工作日内 within 1 working day of the decision",
                Traits = content => RevokedTraits(content.RevokedCertificate),
            }),
    ];

    private static IEnumerable<DataSetDefinition> Knowledge =>
    [
        DataSetDefinition.Of<Course>(DataSet.Courses, content => content.Course, item => item.CourseId, KnowledgeRules.Course, set => Open(set) with
        {
            NameZh = "培训课程",
            NameEn = "Courses",
            KeyDescription = "course_id",
            Cadence = "每周 weekly",
            Traits = content => content.Course is { } item ? new([item.CourseId, item.Title, item.Organiser], "", []) : RecordTraits.None,
            Documents = content => content.Course?.Documents ?? [],
        }),
        DataSetDefinition.Of<CreditHours>(DataSet.CreditHours, content => content.CreditHours, item => $"{item.CertificateNumber}/{item.CourseId}", KnowledgeRules.CreditHours, set => UponApplication(set) with
        {
            NameZh = "学时记录",
            NameEn = "Credit hours",
            KeyDescription = "certificate_number/course_id",
            Cadence = "每周 weekly",
            RetentionYears = PersonalYears,
            Traits = content => content.CreditHours is { } item ? new([item.CertificateNumber, item.CourseId], "", Subjects(item.CertificateNumber)) : RecordTraits.None,
        }),
        DataSetDefinition.Of<TechnicalGuide>(DataSet.TechnicalGuides, content => content.TechnicalGuide, item => $"{item.DocumentNumber}/{item.Edition}", KnowledgeRules.TechnicalGuide, set => Open(set) with
        {
            NameZh = "技术规范、适用指南",
            NameEn = "Technical guides",
            KeyDescription = "document_number/edition",
            Cadence = OnPublication,
            Traits = content => content.TechnicalGuide is { } item ? new([item.DocumentNumber, item.Title], "", []) : RecordTraits.None,
            Documents = content => content.TechnicalGuide?.Documents ?? [],
        }),
        DataSetDefinition.Of<Notice>(DataSet.Notices, content => content.Notice, item => item.NoticeNumber, KnowledgeRules.Notice, set => Open(set) with
        {
            NameZh = "通报、公告",
            NameEn = "Notices",
            KeyDescription = "notice_number",
            Cadence = OnPublication,
            RetentionYears = AdministrativeYears,
            Traits = content => content.Notice is { } item ? new([item.NoticeNumber, item.Title, item.Issuer], "", []) : RecordTraits.None,
            Documents = content => content.Notice?.Documents ?? [],
            IsInternal = content => content.Notice is { IsInternal: true },
        }),
        DataSetDefinition.Of<ProjectProgress>(DataSet.ProjectProgress, content => content.ProjectProgress, item => $"{item.ProjectId}/{item.Period}", KnowledgeRules.ProjectProgress, set => set with
        {
            NameZh = "合作项目进展",
            NameEn = "Projects and how far they are",
            SharingClass = SharingClass.Internal,
            KeyDescription = "project_id/period",
            Cadence = "每月，季度汇总 monthly, with a bulletin each quarter",
            RetentionYears = AdministrativeYears,
            Traits = content => content.ProjectProgress is { } item ? new([item.ProjectId, item.Name, item.Lead], "", []) : RecordTraits.None,
            Documents = content => content.ProjectProgress?.Documents ?? [],
        }),
    ];

    private static DataSetDefinition Open(DataSetDefinition set) => set with { SharingClass = SharingClass.Unconditional };

    private static DataSetDefinition UponApplication(DataSetDefinition set) => set with { SharingClass = SharingClass.Conditional, DecisionWorkingDays = DecisionWorkingDays };

    private static DataSetDefinition SpecialList(DataSet list, string nameZh, string nameEn)
        => DataSetDefinition.Of<SpecialListEntry>(list, content => content.SpecialListEntry, item => $"{item.ListVersion}/{item.MemberKey}", DirectoryRules.SpecialListEntry, set => Open(set) with
        {
            NameZh = nameZh,
            NameEn = nameEn,
            KeyDescription = "list_version/member_key",
            Cadence = OnPublication,
            Traits = content => content.SpecialListEntry is { } item ? new([item.Name, item.ListVersion, item.MemberKey], "", Subjects(item.MemberKey, item.InstitutionUscc)) : RecordTraits.None,
        });

    private static DataSetDefinition Sanctions(DataSetDefinition set) => set with
    {
        KeyDescription = "decision_number",
        RetentionYears = PersonalYears,
        CheckChange = SupervisionRules.SanctionChange,
        Traits = content => content.Sanction is { } item ? new([item.DecisionNumber, item.Subject?.Name ?? "", item.Authority], "", Subjects(item.Subject?.Key)) : RecordTraits.None,
    };

    private static string MarksKey(RosterMarks item) => item.Entry is { } entry ? RosterMarking.KeyOf(entry.DataSet, entry.ProducerRegion, entry.Key) : "";

    private static RecordTraits InstitutionTraits(Institution? item) => item is null
        ? RecordTraits.None
        : new([.. item.Names.Select(name => name.Name), item.Uscc, item.LicenceNumber], item.DivisionCode, Subjects(item.Uscc));

    private static RecordTraits PractitionerTraits(Practitioner? item) => item is null
        ? RecordTraits.None
        : new([item.Name, item.CertificateNumber, item.InstitutionName], "", Subjects(item.CertificateNumber, item.InstitutionUscc));

    private static RecordTraits RevokedTraits(RevokedCertificate? item) => item is null
        ? RecordTraits.None
        : new([item.CertificateNumber?.Raw ?? "", item.IssuingOfficeName, item.DecisionNumber, item.ReplacementNumber?.Raw ?? ""], "", Subjects(item.OfficeUscc));

    private static string[] Subjects(params string?[] keys) => [.. keys.Where(key => !string.IsNullOrEmpty(key)).Cast<string>()];
}
