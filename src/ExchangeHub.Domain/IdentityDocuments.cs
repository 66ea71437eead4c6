using ExchangeHub.Contracts.Exchange.V1;

namespace ExchangeHub.Domain;

/// <summary>The numbers of identity documents (身份证件号码) and their normal form.</summary>
public static class IdentityDocuments
{
    private const int OldForeignPermitLength = 15;
    private const int ForeignPermitLength = 18;
    private const int OpaqueMinLength = 5;
    private const int OpaqueMaxLength = 20;

    /// <summary>
    /// Gives the normal form of a document's number: half-width, capital letters, no spaces; resident identity numbers
    /// with 18 characters.
    /// </summary>
    /// <param name="type">The kind of document. An unknown kind has no valid number.</param>
    /// <param name="raw">The number as written.</param>
    /// <param name="today">The date in China: a birth date in a number can't be later.</param>
    /// <param name="normalized">The normal form; empty if the number is wrong for its kind.</param>
    /// <remarks>The nationality that goes with a passport or another document is a field of the person, and is checked there.</remarks>
    public static bool TryNormalize(IdentityDocumentType type, string raw, DateOnly today, out string normalized)
    {
        if (type == IdentityDocumentType.ResidentId)
            return ResidentId.TryNormalize(raw, today, out normalized, out _);

        var number = AsciiForm.Fold(raw);
        var valid = type switch
        {
            IdentityDocumentType.HkmoTravelPermit => IsHkmoTravelPermit(number),
            IdentityDocumentType.TaiwanTravelPermit => number.Length == 8 && AsciiForm.IsDigits(number),
            IdentityDocumentType.HmtResidencePermit => IsHmtResidencePermit(number, today),
            IdentityDocumentType.ForeignPermanentResident => IsForeignPermanentResident(number),
            IdentityDocumentType.Passport or IdentityDocumentType.Other => IsOpaque(number),
            _ => false,
        };
        normalized = valid ? number : "";
        return valid;
    }

    // 港澳居民来往内地通行证: H for Hong Kong, M for Macao.
    private static bool IsHkmoTravelPermit(string number) =>
        number.Length == 9 && number[0] is 'H' or 'M' && AsciiForm.IsDigits(number.AsSpan(1));

    // 港澳台居民居住证, issued since 2018: the form of GB 11643, so never 15 digits, and the area is the person's origin.
    private static bool IsHmtResidencePermit(string number, DateOnly today) =>
        ResidentId.TryNormalize(number, today, out var normalized, out _)
        && normalized == number
        && number[..6] is "810000" or "820000" or "830000";

    // 外国人永久居留身份证: 15 letters and digits; cards since 2023 have the form of a resident identity number that begins
    // with 9. What its parts mean isn't known for sure, so neither birth date nor check character is a reason to refuse.
    private static bool IsForeignPermanentResident(string number) => number.Length switch
    {
        OldForeignPermitLength => AsciiForm.IsCapitalsOrDigits(number),
        ForeignPermitLength => number[0] == '9'
            && AsciiForm.IsDigits(number.AsSpan(0, ForeignPermitLength - 1))
            && (char.IsAsciiDigit(number[^1]) || number[^1] == 'X'),
        _ => false,
    };

    private static bool IsOpaque(string number) =>
        number.Length is >= OpaqueMinLength and <= OpaqueMaxLength && AsciiForm.IsCapitalsOrDigits(number);
}
