namespace ExchangeHub.Domain;

/// <summary>
/// The form of licence and practice numbers (执业证号) and of division codes. A right form doesn't mean that the number was
/// given to anybody: only the directory knows that. Null is never valid, and nothing is normalised.
/// </summary>
public static class PracticeNumbers
{
    private const int NotaryLicenceMinLength = 6;
    private const int NotaryLicenceMaxLength = 20;

    /// <summary>Lawyer's practice certificate (律师执业证): 17 digits, or 12 on older ones.</summary>
    public static bool IsLawyerCertificate(string? number) => IsDigits(number) && number!.Length is 12 or 17;

    /// <summary>Trainee lawyer's certificate (实习律师证): 14 digits.</summary>
    public static bool IsTraineeCertificate(string? number) => IsDigits(number) && number!.Length == 14;

    /// <summary>Licence of a forensic institution (司法鉴定许可证): 9 digits, or 7.</summary>
    public static bool IsForensicLicence(string? number) => IsDigits(number) && number!.Length is 7 or 9;

    /// <summary>Practice certificate of a forensic appraiser (司法鉴定人执业证): the 9 digits of the institution's licence and 3 of the person.</summary>
    public static bool IsForensicPractitioner(string? number) => IsDigits(number) && number!.Length == 12;

    /// <summary>
    /// Licence of a notary or a notary office (公证员、公证机构执业证): 6 to 20 characters without a known structure. Counted
    /// in Unicode characters; none may be lost, and none blank at either end, where it would be a copying error.
    /// </summary>
    public static bool IsNotaryLicence(string? number) =>
        number is not null
        && UnicodeText.Length(number) is >= NotaryLicenceMinLength and <= NotaryLicenceMaxLength
        && !UnicodeText.HasLostCharacters(number)
        && number.AsSpan().Trim().Length == number.Length;

    /// <summary>Division code (行政区划代码, GB/T 2260): 6 digits. Whether it existed at a date is for the directory to say.</summary>
    public static bool IsDivisionCode(string? code) => IsDigits(code) && code!.Length == 6;

    private static bool IsDigits(string? number) => number is not null && AsciiForm.IsDigits(number);
}
