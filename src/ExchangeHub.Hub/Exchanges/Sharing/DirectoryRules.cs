using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Validation;
using static ExchangeHub.Hub.Exchanges.Sharing.RecordRules;

namespace ExchangeHub.Hub.Exchanges.Sharing;

/// <summary>What entries of the directories must look like (名录).</summary>
internal static class DirectoryRules
{
    private const int MaxNames = 20;
    private const int MaxInstitutionScopes = 200;
    private const int MaxAppraiserScopes = 100;
    private const int MaxAccreditations = 10;
    private const int MaxSuccessions = 20;
    private const int MaxListItems = 20;
    private const int ResidentIdLength = 18;

    private static readonly Rule NameCount = Count(1, MaxNames);
    private static readonly Rule InstitutionScopeCount = Count(0, MaxInstitutionScopes);
    private static readonly Rule AppraiserScopeCount = Count(0, MaxAppraiserScopes);
    private static readonly Rule AccreditationCount = Count(0, MaxAccreditations);
    private static readonly Rule SuccessionCount = Count(0, MaxSuccessions);
    private static readonly Rule ListItemCount = Count(0, MaxListItems);

    private static readonly Rule LicenceNumber = new("LICENCE_NUMBER", "does not follow the rules of licences of this kind of institution", "不符合该类机构执业许可证号的编号规则");
    private static readonly Rule PracticeNumber = new("PRACTICE_NUMBER", "does not follow the rules of practice certificates of this kind of practitioner", "不符合该类执业人员执业证号的编号规则");
    private static readonly Rule PersonalNumber = new("PERSONAL_NUMBER", "looks like the number of an identity card, which is never shared", "疑为居民身份证号码，不得共享");
    private static readonly Rule NamesInOrder = new("NAMES_IN_ORDER", "must be after the day of the name before it", "必须晚于前一名称的启用日期");
    private static readonly Rule OnlyForensic = new("ONLY_FORENSIC", "must be empty: only forensic institutions and appraisers have business categories", "应留空：仅司法鉴定机构和司法鉴定人有业务类别");
    private static readonly Rule OnlyOfPerson = new("ONLY_OF_PERSON", "must be empty: only a person has an institution", "应留空：仅人员填写所在机构");

    public static void Institution(Institution institution, string path, Violations violations)
    {
        var isForensic = institution.Kind == InstitutionKind.ForensicInstitution;
        CommonRules.Given(violations, path, "kind", institution.Kind);
        Uscc(violations, path, "uscc", institution.Uscc);
        violations.Require(IsLicence(institution.LicenceNumber, isForensic), path, "licence_number", institution.LicenceNumber.Length == 0 ? CommonRules.Required : LicenceNumber);
        Names(institution, path, violations);
        violations.Require(PracticeNumbers.IsDivisionCode(institution.DivisionCode), path, "division_code", CommonRules.DivisionCode);
        UpTo200.Check(violations, path, "head", institution.Head);
        if (violations.Require(isForensic || institution.Scopes.Count == 0, path, "scopes", OnlyForensic))
            Scopes(violations, path, institution.Scopes, MaxInstitutionScopes, InstitutionScopeCount);
        var first = OptionalDate(violations, path, "first_licensed_date", institution.FirstLicensedDate);
        InOrder(violations, path, "licence_end_date", first, OptionalDate(violations, path, "licence_end_date", institution.LicenceEndDate));
        CommonRules.Given(violations, path, "status", institution.Status);
        Accreditations(institution, path, violations);
        Successions(institution, path, violations);
    }

    public static void Practitioner(Practitioner practitioner, string path, Violations violations)
    {
        CommonRules.Given(violations, path, "kind", practitioner.Kind);
        CertificateNumber(practitioner, path, violations);
        Text200.Check(violations, path, "name", practitioner.Name);
        Uscc(violations, path, "institution_uscc", practitioner.InstitutionUscc);
        UpTo200.Check(violations, path, "institution_name", practitioner.InstitutionName);
        if (violations.Require(practitioner.Kind == PractitionerKind.Appraiser || practitioner.Scopes.Count == 0, path, "scopes", OnlyForensic))
            Scopes(violations, path, practitioner.Scopes, MaxAppraiserScopes, AppraiserScopeCount);
        CommonRules.Given(violations, path, "status", practitioner.Status);
        var first = OptionalDate(violations, path, "first_practice_date", practitioner.FirstPracticeDate);
        InOrder(violations, path, "certificate_end_date", first, OptionalDate(violations, path, "certificate_end_date", practitioner.CertificateEndDate));
    }

    public static void SpecialListEntry(SpecialListEntry entry, string path, Violations violations)
    {
        Text50.Check(violations, path, "list_version", entry.ListVersion);
        CommonRules.Given(violations, path, "member_kind", entry.MemberKind);
        MemberKey(violations, path, "member_key", entry.MemberKey, entry.MemberKind == ListMemberKind.Institution);
        Text200.Check(violations, path, "name", entry.Name);
        if (violations.Require(entry.MemberKind != ListMemberKind.Institution || entry.InstitutionUscc.Length == 0, path, "institution_uscc", OnlyOfPerson))
            OptionalUscc(violations, path, "institution_uscc", entry.InstitutionUscc);
        if (violations.Require(entry.Languages.Count <= MaxListItems, path, "languages", ListItemCount))
            Text50.CheckEach(violations, path, "languages", entry.Languages);
        if (violations.Require(entry.Fields.Count <= MaxListItems, path, "fields", ListItemCount))
            Text100.CheckEach(violations, path, "fields", entry.Fields);
    }

    private static bool IsLicence(string number, bool isForensic)
        => isForensic ? PracticeNumbers.IsForensicLicence(number) : number.Length == 0 || PracticeNumbers.IsNotaryLicence(number);

    private static void CertificateNumber(Practitioner practitioner, string path, Violations violations)
    {
        const string Name = "certificate_number";
        var number = practitioner.CertificateNumber;
        var holds = practitioner.Kind switch
        {
            PractitionerKind.Notary => PracticeNumbers.IsNotaryLicence(number),
            PractitionerKind.Appraiser => PracticeNumbers.IsForensicPractitioner(number),
            PractitionerKind.Lawyer => PracticeNumbers.IsLawyerCertificate(number),
            _ => number.Length > 0,
        };
        if (violations.Require(holds, path, Name, number.Length == 0 ? CommonRules.Required : PracticeNumber))
            violations.Require(number.Length != ResidentIdLength || !ResidentId.TryNormalize(number, violations.Today, out _, out _), path, Name, PersonalNumber);
    }

    private static void Names(Institution institution, string path, Violations violations)
    {
        if (!violations.Require(institution.Names.Count is >= 1 and <= MaxNames, path, "names", NameCount))
            return;
        var before = default(DateOnly?);
        for (var i = 0; i < institution.Names.Count; i++)
        {
            var (name, item) = (institution.Names[i], $"{path}.names[{i}]");
            Text200.Check(violations, item, "name", name.Name);
            var since = i == 0 ? OptionalDate(violations, item, "since_date", name.SinceDate) : Date(violations, item, "since_date", name.SinceDate);
            violations.Require(before is null || since is null || since > before, item, "since_date", NamesInOrder);
            before = since ?? before;
        }
    }

    private static void Accreditations(Institution institution, string path, Violations violations)
    {
        if (!violations.Require(institution.Accreditations.Count <= MaxAccreditations, path, "accreditations", AccreditationCount))
            return;
        for (var i = 0; i < institution.Accreditations.Count; i++)
        {
            var (accreditation, item) = (institution.Accreditations[i], $"{path}.accreditations[{i}]");
            Text50.Check(violations, item, "scheme", accreditation.Scheme);
            UpTo100.Check(violations, item, "number", accreditation.Number);
            UpTo500.Check(violations, item, "scope", accreditation.Scope);
            OptionalDate(violations, item, "end_date", accreditation.EndDate);
        }
    }

    private static void Successions(Institution institution, string path, Violations violations)
    {
        if (!violations.Require(institution.Successions.Count <= MaxSuccessions, path, "successions", SuccessionCount))
            return;
        for (var i = 0; i < institution.Successions.Count; i++)
        {
            var (step, item) = (institution.Successions[i], $"{path}.successions[{i}]");
            CommonRules.Given(violations, item, "kind", step.Kind);
            Date(violations, item, "date", step.Date);
            OptionalUscc(violations, item, "other_uscc", step.OtherUscc);
            UpTo200.Check(violations, item, "other_name", step.OtherName);
            OptionalUscc(violations, item, "custodian_uscc", step.CustodianUscc);
            // Offices that were merged before there were codes have a name only.
            var hasOther = step.OtherUscc.Length > 0 || step.OtherName.Length > 0;
            violations.Require(hasOther || step.Kind is not (SuccessionKind.Merge or SuccessionKind.Split), item, "other_name", CommonRules.Required);
        }
    }
}
