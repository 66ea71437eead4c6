using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Validation;

namespace ExchangeHub.Hub.Exchanges.Notary.Assistance;

/// <summary>What each matter (事项) needs at least.</summary>
internal static class MatterRules
{
    private const string Path = "request";

    private static readonly Rule RoleMissing = new("ROLE_MISSING", "must name the parties that the matter is about: principal and agent, creditor and debtor, testator, decedent, or both related persons", "缺少该事项必需的当事人：委托人与受托人、债权人与债务人、立遗嘱人、被继承人或双方关系人");
    private static readonly Rule YearNeeded = new("YEAR", "must be 1900 to 2200 where no certificate number is given", "没有公证书编号时必须填写 1900 至 2200 之间的年度");
    private static readonly Rule DeathProofNeeded = new("DEATH_NOT_PROVEN", "is required: will files are sealed while the testator lives (公证程序规则 Art. 60)", "必填：立遗嘱人在世时遗嘱档案为密卷（公证程序规则第六十条）");
    private static readonly Rule Order = new("ORDER", "must not end before it begins", "结束不得早于开始");

    private static readonly TextRule Title = new(1, 200);
    private static readonly TextRule IssuingOffice = new(1, 200);
    private static readonly TextRule PropertyNumber = new(1, 100);
    private static readonly TextRule PropertyAddress = new(2, 300);
    private static readonly TextRule Address = new(2, 300);
    private static readonly TextRule OptionalAddress = new(0, 300);
    private static readonly TextRule DocumentNumber = new(1, 100);
    private static readonly TextRule OptionalNumber = new(0, 100);
    private static readonly TextRule Institution = new(1, 200);
    private static readonly TextRule OptionalInstitution = new(0, 200);

    public static void Check(Violations violations, AssistanceRequest request)
    {
        switch (request.Matter)
        {
            case MatterCode.CertVerify:
                Certificate(violations, request, numberNeeded: true);
                break;
            case MatterCode.PoaVerify:
                Certificate(violations, request, numberNeeded: true);
                Roles(violations, request, SubjectRole.Principal, SubjectRole.Agent);
                break;
            case MatterCode.EnforceVerify:
                Certificate(violations, request, numberNeeded: true);
                Roles(violations, request, SubjectRole.Creditor, SubjectRole.Debtor);
                CommonRules.Amount(violations, $"{Path}.amount", request.Amount);
                break;
            case MatterCode.ArchiveRead or MatterCode.ArchiveCopy:
                Archive(violations, request);
                break;
            case MatterCode.WillQuery:
                Will(violations, request);
                break;
            case MatterCode.InheritDup:
                Roles(violations, request, SubjectRole.Decedent);
                NotaryRules.Death(violations, $"{Path}.death_date", request.DeathDate, Person(request, SubjectRole.Decedent));
                break;
            case MatterCode.FactKinship:
                violations.Require(request.Subjects.Count >= 2, Path, "subjects", RoleMissing);
                break;
            case MatterCode.FactProperty:
                Property(violations, request.Property);
                break;
            default:
                break; // Below.
        }
        Common(violations, request);
        NotNeeded(violations, request);
    }

    /// <summary>What a matter does not need is looked at all the same where it is given: no character may be lost on the way.</summary>
    private static void NotNeeded(Violations violations, AssistanceRequest request)
    {
        var matter = request.Matter;
        var isChecked = matter is MatterCode.CertVerify or MatterCode.PoaVerify or MatterCode.EnforceVerify
            || (matter is MatterCode.ArchiveRead or MatterCode.ArchiveCopy && request.TargetCertificate?.Number is not null);
        if (request.TargetCertificate is not null && !isChecked)
            Certificate(violations, request, numberNeeded: false);
        if (request.Amount is not null && matter != MatterCode.EnforceVerify)
            CommonRules.Amount(violations, $"{Path}.amount", request.Amount);
        if (request.DeathProof is not null && matter != MatterCode.WillQuery)
            NotaryRules.Proof(violations, $"{Path}.death_proof", request.DeathProof, person: null);
        if (request.DeathDate is not null && matter != MatterCode.InheritDup)
            NotaryRules.Death(violations, $"{Path}.death_date", request.DeathDate, person: null);
        if (request.Property is not null && matter != MatterCode.FactProperty)
            Property(violations, request.Property);
    }

    /// <summary>What several matters need, and what the others may have.</summary>
    private static void Common(Violations violations, AssistanceRequest request)
    {
        var needsPeriod = request.Matter is MatterCode.FactMarriage or MatterCode.FactBirth or MatterCode.FactDeath;
        if (violations.Require(!needsPeriod || request.Period is not null, Path, "period", CommonRules.Required) && request.Period is not null)
            Period(violations, request.Period);
        (request.Matter == MatterCode.FactNocrime ? DocumentNumber : OptionalNumber).Check(violations, Path, "document_number", request.DocumentNumber);
        (request.Matter is MatterCode.FactEdu or MatterCode.FactEmploy ? Institution : OptionalInstitution).Check(violations, Path, "institution_name", request.InstitutionName);
        (request.Matter == MatterCode.SiteVerify ? Address : OptionalAddress).Check(violations, Path, "address", request.Address);
    }

    private static void Certificate(Violations violations, AssistanceRequest request, bool numberNeeded)
    {
        const string In = $"{Path}.target_certificate";
        if (!violations.Require(request.TargetCertificate is not null, "", In, CommonRules.Required))
            return;
        var target = request.TargetCertificate!;
        if (numberNeeded || target.Number is not null)
            CommonRules.CertificateNumber(violations, $"{In}.number", target.Number);
        Title.Check(violations, In, "title", target.Title);
        IssuingOffice.Check(violations, In, "issuing_office_name", target.IssuingOfficeName);
        violations.Require(target.IssueDate is null || PartialDates.IsValid(target.IssueDate), In, "issue_date", CommonRules.PartialDate);
    }

    /// <summary>By the certificate's number, or by party and year.</summary>
    private static void Archive(Violations violations, AssistanceRequest request)
    {
        if (request.TargetCertificate?.Number is not null)
            Certificate(violations, request, numberNeeded: true);
        else
            violations.Require(request.ArchiveYear is >= 1900 and <= 2200, Path, "archive_year", YearNeeded);
    }

    private static void Will(Violations violations, AssistanceRequest request)
    {
        Roles(violations, request, SubjectRole.Testator);
        if (violations.Require(request.DeathProof is not null, Path, "death_proof", DeathProofNeeded))
            NotaryRules.Proof(violations, $"{Path}.death_proof", request.DeathProof!, Person(request, SubjectRole.Testator));
    }

    private static void Property(Violations violations, PropertyReference? property)
    {
        const string In = $"{Path}.property";
        if (!violations.Require(property is not null, "", In, CommonRules.Required))
            return;
        PropertyNumber.Check(violations, In, "number", property!.Number);
        PropertyAddress.Check(violations, In, "address", property.Address);
    }

    private static void Period(Violations violations, Period period)
    {
        const string In = $"{Path}.period";
        var first = violations.Require(period.First is not null && PartialDates.IsValid(period.First), In, "first", CommonRules.PartialDate);
        var last = violations.Require(period.Last is null || PartialDates.IsValid(period.Last), In, "last", CommonRules.PartialDate);
        if (first && last && period.Last is not null)
            violations.Require(Latest(period.Last).CompareTo(Earliest(period.First!)) >= 0, In, "last", Order);
    }

    private static (int Year, int Month, int Day) Earliest(PartialDate date) => (date.Year, date.Month, date.Day);

    /// <summary>What is not known of it may be the latest.</summary>
    private static (int Year, int Month, int Day) Latest(PartialDate date)
        => (date.Year, date.Month == 0 ? int.MaxValue : date.Month, date.Day == 0 ? int.MaxValue : date.Day);

    private static void Roles(Violations violations, AssistanceRequest request, params ReadOnlySpan<SubjectRole> roles)
    {
        foreach (var role in roles)
        {
            if (!violations.Require(request.Subjects.Any(subject => subject.Role == role), Path, "subjects", RoleMissing))
                return;
        }
    }

    private static PersonIdentity? Person(AssistanceRequest request, SubjectRole role)
        => request.Subjects.FirstOrDefault(subject => subject.Role == role)?.Party?.Person;
}
