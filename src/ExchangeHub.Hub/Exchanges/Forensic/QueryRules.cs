using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Validation;
using Date = Google.Type.Date;

namespace ExchangeHub.Hub.Exchanges.Forensic;

/// <summary>What queries about inspections must look like.</summary>
internal static class QueryRules
{
    private const int FirstYear = 2000;
    private const int LastYear = 2200;
    private const int MaxPoints = 10_000;

    private static readonly Rule InstitutionNumber = new("INSTITUTION_NUMBER", "must be a licence number of 7 or 9 digits, or a unified social credit code", "必须是 7 位或 9 位司法鉴定许可证号，或统一社会信用代码");
    private static readonly Rule AnyNumber = new("NUMBER", "must be a licence number, a certificate number or a unified social credit code", "必须是许可证号、执业证号或统一社会信用代码");
    private static readonly Rule Years = ForensicRules.Range(FirstYear, LastYear);
    private static readonly Rule FilterCount = ForensicRules.Count(0, 20);
    private static readonly Rule PointsCount = ForensicRules.Count(0, MaxPoints);
    private static readonly Rule VetoCount = ForensicRules.Count(0, 100);
    private static readonly TextRule FindingCode = new(0, 32);
    private static readonly TextRule Purpose = new(2, 500, manyLines: true);

    public static void Check(Violations violations, CheckScoreRequest request)
    {
        ForensicRules.Code.Check(violations, "", "scheme_id", request.SchemeId);
        ForensicRules.Code.Check(violations, "", "scheme_version", request.SchemeVersion);
        violations.Require(request.IndicatorResults.Count <= MaxPoints, "", "indicator_results", PointsCount);
        violations.Require(request.VetoCodes.Count <= 100, "", "veto_codes", VetoCount);
    }

    public static void Check(Violations violations, ListInspectionsRequest request)
    {
        OptionalRegion(violations, request.RegionCode);
        violations.Require(request.Institution.Length == 0 || IsInstitution(request.Institution), "", "institution", InstitutionNumber);
        violations.Require(request.Appraiser.Length == 0 || PracticeNumbers.IsForensicPractitioner(request.Appraiser), "", "appraiser", ForensicRules.Certificate);
        violations.Require(request.Year is 0 or (>= FirstYear and <= LastYear), "", "year", Years);
        if (violations.Require(request.Grades.Count <= 20, "", "grades", FilterCount))
            Given(violations, "grades", request.Grades);
        FindingCode.Check(violations, "", "finding_code", request.FindingCode);
        if (violations.Require(request.Types_.Count <= 20, "", "types", FilterCount))
            Given(violations, "types", request.Types_);
        Check(violations, request.Purpose);
    }

    public static void Check(Violations violations, ListRectificationsRequest request)
    {
        OptionalRegion(violations, request.RegionCode);
        violations.Require(request.Institution.Length == 0 || IsInstitution(request.Institution), "", "institution", InstitutionNumber);
        Check(violations, request.Purpose);
    }

    public static void Check(Violations violations, CompareYearsRequest request)
    {
        violations.Require(IsInstitution(request.Number) || PracticeNumbers.IsForensicPractitioner(request.Number), "", "number", AnyNumber);
        ForensicRules.Region(violations, "", "region_code", request.RegionCode);
        Check(violations, request.Purpose);
    }

    public static void Check(Violations violations, CompareRegionsRequest request)
        => violations.Require(request.Year is >= FirstYear and <= LastYear, "", "year", Years);

    /// <returns>The day that is asked about; today where none is.</returns>
    public static DateOnly Check(Violations violations, CheckRecognitionRequest request)
    {
        violations.Require(PracticeNumbers.IsForensicLicence(request.Number) || PracticeNumbers.IsForensicPractitioner(request.Number), "", "number", AnyNumber);
        ForensicRules.Region(violations, "", "region_code", request.RegionCode);
        Check(violations, request.Purpose);
        return Day(violations, request.Date) ?? violations.Today;
    }

    private static DateOnly? Day(Violations violations, Date? date) => ForensicRules.Day(violations, "", "date", date, required: false);

    /// <summary>Whether one is needed is for the right to say; one that is given is whole.</summary>
    private static void Check(Violations violations, InspectionReadPurpose? purpose)
    {
        if (purpose is null)
            return;
        Purpose.Check(violations, "purpose", "purpose", purpose.Purpose);
        CommonRules.OperatorName.Check(violations, "purpose", "operator_name", purpose.OperatorName);
    }

    private static void OptionalRegion(Violations violations, string code)
        => violations.Require(code.Length == 0 || ForensicRules.IsRegion(code), "", "region_code", ForensicRules.RegionCode);

    private static bool IsInstitution(string number) => PracticeNumbers.IsForensicLicence(number) || UnifiedSocialCreditCode.IsValid(number);

    private static void Given<TEnum>(Violations violations, string name, IEnumerable<TEnum> values)
        where TEnum : struct, Enum
    {
        foreach (var (i, value) in values.Index())
            CommonRules.Given(violations, "", $"{name}[{i}]", value);
    }
}
