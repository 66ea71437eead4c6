using System.Text;

namespace ExchangeHub.Domain.Inspections;

/// <summary>The keys by which a draw knows objects and inspectors: licence numbers, social credit codes and the like.</summary>
public static class DrawKeys
{
    /// <summary>Longest key in its normal form, in Unicode characters.</summary>
    public const int MaxLength = 64;

    /// <summary>
    /// The normal form: NFC, then without white space and U+200B, full-width U+FF01 to U+FF5E made half-width, a to z made capital,
    /// and NFC again. Two keys with one normal form are one key.
    /// </summary>
    /// <returns>Null for what is no key: nothing left, longer than <see cref="MaxLength"/>, or with lost characters.</returns>
    public static string? Normalise(string? raw)
    {
        if (raw is null || UnicodeText.HasLostCharacters(raw))
            return null;
        var key = AsciiForm.Fold(raw.Normalize(NormalizationForm.FormC)).Normalize(NormalizationForm.FormC);
        return UnicodeText.Length(key) is >= 1 and <= MaxLength ? key : null;
    }
}
