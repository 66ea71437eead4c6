using System.Globalization;

namespace ExchangeHub.Domain;

/// <summary>
/// Resident identity number (公民身份号码), GB 11643-1999: 6 digits area, 8 birth date, 3 sequence (odd for a man, even for
/// a woman), 1 check character, which may be X. Cards from before 1999 have 15 digits: no century, no check character.
/// </summary>
public static class ResidentId
{
    private const int Length = 18;
    private const int OldLength = 15;
    private const int AreaLength = 6;
    private const int SexIndex = 16;

    private const string CheckCharacters = "10X98765432";

    private static ReadOnlySpan<byte> Weights => [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    /// <summary>
    /// Gives the 18-character form of a number: capital X, half-width, no spaces; 15 digits are completed.
    /// </summary>
    /// <param name="raw">The number as written.</param>
    /// <param name="today">The date in China: nobody is born later. A birth before 1800 is a typing error.</param>
    /// <param name="normalized">The 18-character form; empty if the number is wrong.</param>
    /// <param name="error">The first thing that is wrong.</param>
    /// <remarks>
    /// The area (行政区划) is never a reason to refuse: a number stays with its person when borders and codes change, as
    /// in 1997 when Chongqing was separated from Sichuan.
    /// </remarks>
    public static bool TryNormalize(string raw, DateOnly today, out string normalized, out ResidentIdError error)
    {
        var number = AsciiForm.Fold(raw);
        if (number.Length == OldLength && AsciiForm.IsDigits(number))
            number = Complete(string.Concat(number.AsSpan(0, AreaLength), "19", number.AsSpan(AreaLength)));

        error = Check(number, today);
        normalized = error == ResidentIdError.None ? number : "";
        return error == ResidentIdError.None;
    }

    /// <summary>The birth date in a valid 18-character number.</summary>
    /// <exception cref="ArgumentException">The number isn't one that <see cref="TryNormalize"/> gave.</exception>
    public static DateOnly BirthDate(string normalized) =>
        HasForm(normalized) && TryReadBirthDate(normalized, out var date)
            ? date
            : throw new ArgumentException("Not a normalised resident identity number.", nameof(normalized));

    /// <summary>Whether a valid 18-character number belongs to a man: its 17th digit is odd.</summary>
    /// <exception cref="ArgumentException">The number isn't one that <see cref="TryNormalize"/> gave.</exception>
    public static bool IsMale(string normalized) =>
        HasForm(normalized)
            ? (normalized[SexIndex] - '0') % 2 == 1
            : throw new ArgumentException("Not a normalised resident identity number.", nameof(normalized));

    /// <summary>Adds the check character to 17 digits. The birth date isn't looked at.</summary>
    /// <exception cref="ArgumentException">The argument isn't 17 digits.</exception>
    public static string Complete(string first17)
    {
        if (first17.Length != Length - 1 || !AsciiForm.IsDigits(first17))
            throw new ArgumentException("17 digits are needed.", nameof(first17));
        return first17 + CheckCharacter(first17);
    }

    private static ResidentIdError Check(string number, DateOnly today)
    {
        if (!HasForm(number))
            return ResidentIdError.Form;
        if (!TryReadBirthDate(number, out var birthDate) || birthDate > today || birthDate.Year < PartialDates.FirstYear)
            return ResidentIdError.BirthDate;
        return number[^1] == CheckCharacter(number) ? ResidentIdError.None : ResidentIdError.CheckCharacter;
    }

    private static bool HasForm(string number) =>
        number.Length == Length
        && AsciiForm.IsDigits(number.AsSpan(0, Length - 1))
        && (char.IsAsciiDigit(number[^1]) || number[^1] == 'X');

    private static bool TryReadBirthDate(string number, out DateOnly date) =>
        DateOnly.TryParseExact(
            number.AsSpan(AreaLength, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    private static char CheckCharacter(string number)
    {
        var sum = 0;
        for (var i = 0; i < Weights.Length; i++)
            sum += (number[i] - '0') * Weights[i];
        return CheckCharacters[sum % CheckCharacters.Length];
    }
}
