using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Validation;
using Google.Type;

namespace ExchangeHub.Hub.Exchanges.Notary;

/// <summary>What the five questions must look like (DOMAIN: 公证互助协查), and what their answers must.</summary>
internal static class NotaryRules
{
    private static readonly Rule OfficeNeeded = new("OFFICE_NEEDED", "must name an office for a question about a certificate", "查询公证书时必须指明机构");
    private static readonly Rule DeathNotProven = new("DEATH_NOT_PROVEN", "is required: will files are sealed while the testator lives (公证程序规则 Art. 60)", "必填：立遗嘱人在世时遗嘱档案为密卷（公证程序规则第六十条）");
    private static readonly Rule BeforeBirth = new("BEFORE_BIRTH", "must not be before the birth", "不得早于出生日期");
    private static readonly Rule ItemCountUpTo20 = new("ITEM_COUNT", "must have at most 20 items", "不得超过 20 项");
    private static readonly Rule ItemCount1To20 = new("ITEM_COUNT", "must have 1 to 20 items", "必须有 1 至 20 项");

    private static readonly TextRule Title = new(1, 200);
    private static readonly TextRule IssuingOffice = new(1, 200);
    private static readonly TextRule ReasonText = new(10, 1000, manyLines: true);
    private static readonly TextRule DocumentNumber = new(1, 100);
    private static readonly TextRule DocumentIssuer = new(1, 200);

    public static void VerifyCertificate(VerifyCertificateRequest request, Violations violations)
    {
        Certificate(violations, request.Header, request.CertificateNumber, request.IssueDate, request.IssuingOfficeName, request.Reason);
        Title.Check(violations, "", "title", request.Title);
        CommonRules.Party(violations, "party", request.Party);
    }

    public static void VerifyPowerOfAttorney(VerifyPowerOfAttorneyRequest request, Violations violations)
    {
        Certificate(violations, request.Header, request.CertificateNumber, request.IssueDate, request.IssuingOfficeName, request.Reason);
        CommonRules.Party(violations, "principal", request.Principal);
        CommonRules.Party(violations, "agent", request.Agent);
        if (!violations.Require(request.ClaimedPowers.Count <= 20, "", "claimed_powers", ItemCountUpTo20))
            return;
        for (var i = 0; i < request.ClaimedPowers.Count; i++)
            CommonRules.Given(violations, "", $"claimed_powers[{i}]", request.ClaimedPowers[i]);
    }

    public static void VerifyEnforceableDeed(VerifyEnforceableDeedRequest request, Violations violations)
    {
        Certificate(violations, request.Header, request.CertificateNumber, request.IssueDate, request.IssuingOfficeName, request.Reason);
        CommonRules.Party(violations, "creditor", request.Creditor);
        CommonRules.Party(violations, "debtor", request.Debtor);
        CommonRules.Amount(violations, "amount", request.Amount);
    }

    public static void QueryWill(QueryWillRequest request, Violations violations)
    {
        CommonRules.Person(violations, "testator", request.Testator);
        Reason(violations, "reason", request.Reason);
        if (violations.Require(request.DeathProof is not null, "", "death_proof", DeathNotProven))
            Proof(violations, "death_proof", request.DeathProof!, request.Testator);
    }

    public static void QueryInheritance(QueryInheritanceRequest request, Violations violations)
    {
        CommonRules.Person(violations, "decedent", request.Decedent);
        Death(violations, "death_date", request.DeathDate, request.Decedent);
        Reason(violations, "reason", request.Reason);
        if (!violations.Require(request.Heirs.Count is >= 1 and <= 20, "", "heirs", ItemCount1To20))
            return;
        for (var i = 0; i < request.Heirs.Count; i++)
            CommonRules.Person(violations, $"heirs[{i}]", request.Heirs[i]);
    }

    /// <summary>Says whether an answer's outcome, finding and refusal fit together, and are known.</summary>
    public static string? Answer<TFinding>(QueryOutcome outcome, RefusalReason refusal, TFinding finding)
        where TFinding : struct, Enum
    {
        var hasFinding = !EqualityComparer<TFinding>.Default.Equals(finding, default);
        return outcome switch
        {
            QueryOutcome.Answered when !hasFinding || !Enum.IsDefined(finding) => "answered without a known finding",
            QueryOutcome.Answered or QueryOutcome.Unable when refusal != RefusalReason.Unspecified => "a refusal reason without a refusal",
            QueryOutcome.Refused when refusal == RefusalReason.Unspecified || !Enum.IsDefined(refusal) => "refused without a known reason",
            QueryOutcome.Refused or QueryOutcome.Unable when hasFinding => "a finding without an answer",
            QueryOutcome.Answered or QueryOutcome.Unable or QueryOutcome.Refused => null,
            _ => "no known outcome",
        };
    }

    private static void Certificate(Violations violations, ExchangeHeader? header, CertificateNumber? number, Date? issueDate, string issuingOffice, QueryReason? reason)
    {
        violations.Require(header?.TargetCase is not ExchangeHeader.TargetOneofCase.TargetRegion, "header", "target_office", OfficeNeeded);
        IssuingOffice.Check(violations, "", "issuing_office_name", issuingOffice);
        CommonRules.PastDate(violations, "issue_date", issueDate);
        Reason(violations, "reason", reason);
        CommonRules.CertificateNumber(violations, "certificate_number", number);
    }

    /// <summary>Why something is asked.</summary>
    public static void Reason(Violations violations, string path, QueryReason? reason)
    {
        if (!violations.Require(reason is not null, "", path, CommonRules.Required))
            return;
        CommonRules.Given(violations, path, "code", reason!.Code);
        ReasonText.Check(violations, path, "text", reason.Text);
    }

    /// <summary>Proof that a person has died.</summary>
    public static void Proof(Violations violations, string path, DeathProof proof, PersonIdentity? person)
    {
        CommonRules.Given(violations, path, "kind", proof.Kind);
        DocumentNumber.Check(violations, path, "document_number", proof.DocumentNumber);
        DocumentIssuer.Check(violations, path, "issuer", proof.Issuer);
        Death(violations, $"{path}.death_date", proof.DeathDate, person);
    }

    /// <summary>A date of death: not in the future, and not before the person can have been born.</summary>
    public static void Death(Violations violations, string field, Date? deathDate, PersonIdentity? person)
    {
        if (CommonRules.PastDate(violations, field, deathDate) is not { } death || person is null)
            return;
        var earliest = BirthDate(person, violations.Today);
        violations.Require(earliest is null || death >= earliest, "", field, BeforeBirth);
    }

    /// <summary>The earliest day on which the person can have been born: from the identity number, else from the partial date.</summary>
    private static DateOnly? BirthDate(PersonIdentity person, DateOnly today)
    {
        if (person.IdentityDocument is { Type: IdentityDocumentType.ResidentId } document
            && ResidentId.TryNormalize(document.RawNumber, today, out var normalized, out _))
            return ResidentId.BirthDate(normalized);
        return person.BirthDate is { } birth && PartialDates.IsValid(birth)
            ? new DateOnly(birth.Year, Math.Max(birth.Month, 1), Math.Max(birth.Day, 1))
            : null;
    }
}
