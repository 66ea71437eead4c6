using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain;
using Google.Type;

namespace ExchangeHub.Hub.Validation;

/// <summary>Rules of what exchanges of every kind carry: header, parties, dates, amounts, certificate numbers. Each adds every violation that it finds.</summary>
internal static class CommonRules
{
    public static readonly Rule Required = new("REQUIRED", "is required", "必填");
    public static readonly Rule NotUuid = new("NOT_A_UUID", "must be a UUID in its 36-character form", "必须是 36 个字符的 UUID");
    public static readonly Rule UnknownValue = new("UNKNOWN_VALUE", "is not a value that the contract knows", "不是约定中的取值");
    public static readonly Rule NotUscc = new("NOT_A_USCC", "must be a unified social credit code (GB 32100) with correct check characters", "必须是校验正确的统一社会信用代码（GB 32100）");
    public static readonly Rule DocumentNumber = new("DOCUMENT_NUMBER", "does not follow the rules of its document type", "不符合该证件类型的编号规则");
    public static readonly Rule Normalized = new("NORMALIZED_DIFFERS", "must be the normal form of the raw number, or absent", "必须是原始编号的规范形式，否则应留空");
    public static readonly Rule NotDate = new("NOT_A_DATE", "must be a complete calendar date", "必须是完整的日期");
    public static readonly Rule PartialDate = new("NOT_A_PARTIAL_DATE", "must be a year, a year and month, or a complete date", "必须是年、年月或完整日期");
    public static readonly Rule Future = new("IN_THE_FUTURE", "must not be in the future", "不得晚于今天");
    public static readonly Rule Nationality = new("NATIONALITY", "must be an ISO 3166-1 alpha-3 code", "必须是 ISO 3166-1 三字母代码");
    public static readonly Rule DivisionCode = new("DIVISION_CODE", "must be a division code of six digits", "必须是六位行政区划代码");
    public static readonly Rule ItemCount1To10 = new("ITEM_COUNT", "must have 1 to 10 items", "必须有 1 至 10 项");
    public static readonly Rule ItemCountUpTo10 = new("ITEM_COUNT", "must have at most 10 items", "不得超过 10 项");
    private static readonly Rule Canonical = new("CANONICAL_DIFFERS", "must be what the rules make of the raw number, or absent", "必须与原始编号的解析结果一致，否则应留空");
    private static readonly Rule PositiveAmount = new("AMOUNT", "must be a positive amount with an ISO 4217 currency and at most two decimals", "必须是正数金额，货币为 ISO 4217 代码，至多两位小数");

    public static readonly TextRule PersonName = new(1, 200);
    private static readonly TextRule OfficeName = new(1, 100);
    private static readonly TextRule OrganizationName = new(1, 200);
    private static readonly TextRule Purpose = new(2, 500, manyLines: true);
    private static readonly TextRule LegalBasis = new(2, 200);
    private static readonly TextRule OwnCaseNumber = new(1, 100);
    public static readonly TextRule OperatorName = new(1, 100);
    private static readonly TextRule RawNumber = new(1, 64);
    private static readonly TextRule RawCertificateNumber = new(1, 100);

    public static void Header(Violations violations, ExchangeHeader? header)
    {
        const string Path = "header";
        if (header is null)
        {
            violations.Add("", Path, Required);
            return;
        }

        violations.Require(IsUuid(header.RequestId), Path, "request_id", NotUuid);
        Purpose.Check(violations, Path, "purpose", header.Purpose);
        OwnCaseNumber.Check(violations, Path, "own_case_number", header.OwnCaseNumber);
        OperatorName.Check(violations, Path, "operator_name", header.OperatorName);
        if (violations.Require(header.LegalBasis.Count is >= 1 and <= 10, Path, "legal_basis", ItemCount1To10))
            LegalBasis.CheckEach(violations, Path, "legal_basis", header.LegalBasis);

        Office(violations, $"{Path}.requesting_office", header.RequestingOffice);
        if (header.TargetCase == ExchangeHeader.TargetOneofCase.TargetOffice)
            Office(violations, $"{Path}.target_office", header.TargetOffice);
        else
            violations.Require(header.TargetCase != ExchangeHeader.TargetOneofCase.None, Path, "target", Required);
    }

    /// <summary>A reference to an office, whether it is in the directory or not.</summary>
    public static void Office(Violations violations, string path, OfficeReference? office)
    {
        if (!violations.Require(office is not null, "", path, Required))
            return;
        violations.Require(UnifiedSocialCreditCode.IsValid(office!.Uscc), path, "uscc", NotUscc);
        OfficeName.Check(violations, path, "name", office.Name);
    }

    public static void Party(Violations violations, string name, Party? party)
    {
        switch (party?.PartyCase)
        {
            case Contracts.Exchange.V1.Party.PartyOneofCase.Person:
                Person(violations, $"{name}.person", party.Person);
                break;
            case Contracts.Exchange.V1.Party.PartyOneofCase.Organization:
                var path = $"{name}.organization";
                OrganizationName.Check(violations, path, "name", party.Organization.Name);
                violations.Require(party.Organization.Uscc.Length == 0 || UnifiedSocialCreditCode.IsValid(party.Organization.Uscc), path, "uscc", NotUscc);
                break;
            default:
                violations.Add("", name, Required);
                break;
        }
    }

    public static void Person(Violations violations, string path, PersonIdentity? person)
    {
        if (!violations.Require(person is not null, "", path, Required))
            return;

        PersonName.Check(violations, path, "name", person!.Name);
        // A list that is too long is not looked into: what a request can cost has a limit.
        if (violations.Require(person.FormerNames.Count <= 10, path, "former_names", ItemCountUpTo10))
            PersonName.CheckEach(violations, path, "former_names", person.FormerNames);
        if (person.IdentityDocument is not null)
            Document(violations, path, person.IdentityDocument, person.Nationality);
        violations.Require(person.BirthDate is null || PartialDates.IsValid(person.BirthDate), path, "birth_date", PartialDate);
        violations.Require(Enum.IsDefined(person.Sex), path, "sex", UnknownValue);
        violations.Require(person.Nationality.Length == 0 || IsAlpha3(person.Nationality), path, "nationality", Nationality);
        violations.Require(person.AddressCode.Length == 0 || PracticeNumbers.IsDivisionCode(person.AddressCode), path, "address_code", DivisionCode);
    }

    private static void Document(Violations violations, string path, IdentityDocument document, string nationality)
    {
        const string Name = "identity_document";
        if (document.Type == IdentityDocumentType.Unspecified || !Enum.IsDefined(document.Type))
        {
            violations.Add($"{path}.{Name}", "type", document.Type == IdentityDocumentType.Unspecified ? Required : UnknownValue);
            return;
        }

        RawNumber.Check(violations, path, "identity_document.raw_number", document.RawNumber);
        if (!IdentityDocuments.TryNormalize(document.Type, document.RawNumber, violations.Today, out var normalized))
            violations.Add(path, "identity_document.raw_number", DocumentNumber);
        else
            violations.Require(document.NormalizedNumber.Length == 0 || document.NormalizedNumber == normalized, path, "identity_document.normalized_number", Normalized);

        var foreign = document.Type is IdentityDocumentType.Passport or IdentityDocumentType.Other;
        violations.Require(!foreign || nationality.Length > 0, path, "nationality", Required);
    }

    /// <summary>A complete date that is not in the future; null, with a violation, where it is not.</summary>
    public static DateOnly? PastDate(Violations violations, string name, Date? date)
    {
        if (!violations.Require(date is not null, "", name, Required))
            return null;
        if (!CalendarDates.TryToDateOnly(date, out var value))
        {
            violations.Add("", name, NotDate);
            return null;
        }
        return violations.Require(value <= violations.Today, "", name, Future) ? value : null;
    }

    /// <summary>A certificate number; what was understood of it, if it is given, must be what the rules make of it.</summary>
    public static void CertificateNumber(Violations violations, string path, CertificateNumber? number)
    {
        if (!violations.Require(number is not null, "", path, Required))
            return;

        RawCertificateNumber.Check(violations, path, "raw", number!.Raw);
        if (number.Canonical is null && number.ParseStatus == CertificateNumberParseStatus.Unspecified)
            return;
        var parsed = CertificateNumbers.Parse(number.Raw);
        violations.Require(number.Canonical is null || number.Canonical.Equals(parsed.Canonical), path, "canonical", Canonical);
        violations.Require(number.ParseStatus == CertificateNumberParseStatus.Unspecified || number.ParseStatus == parsed.ParseStatus, path, "parse_status", Canonical);
    }

    /// <summary>A positive amount of money.</summary>
    public static void Amount(Violations violations, string path, Money? amount)
    {
        const int HundredthInNanos = 10_000_000;
        var holds = amount is { Units: >= 0, Nanos: >= 0 and < 1_000_000_000 }
            && (amount.Units > 0 || amount.Nanos > 0)
            && amount.Nanos % HundredthInNanos == 0
            && amount.CurrencyCode.Length == 3 && amount.CurrencyCode.All(char.IsAsciiLetterUpper);
        violations.Require(holds, "", path, amount is null ? Required : PositiveAmount);
    }

    /// <summary>An enum value that is given and known.</summary>
    public static void Given<TEnum>(Violations violations, string parent, string name, TEnum value)
        where TEnum : struct, Enum
    {
        if (EqualityComparer<TEnum>.Default.Equals(value, default))
            violations.Add(parent, name, Required);
        else
            violations.Require(Enum.IsDefined(value), parent, name, UnknownValue);
    }

    /// <summary>The parser also takes signs, prefixes and white space within the 36 characters; what it wrote itself has none.</summary>
    public static bool IsUuid(string text)
        => Guid.TryParseExact(text, "D", out var uuid) && uuid.ToString().Equals(text, StringComparison.OrdinalIgnoreCase);

    private static bool IsAlpha3(string text) => text.Length == 3 && text.All(char.IsAsciiLetterUpper);
}
