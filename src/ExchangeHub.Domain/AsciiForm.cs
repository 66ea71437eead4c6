using System.Text;

namespace ExchangeHub.Domain;

/// <summary>The form in which numbers made of Latin letters and digits are compared and stored.</summary>
internal static class AsciiForm
{
    /// <summary>
    /// Drops blanks, makes full-width characters (全角) half-width and small letters capital. Nothing else is folded: NFKC
    /// would also make digits of ² and ①, which nobody means as part of a number.
    /// </summary>
    internal static string Fold(string raw)
    {
        var folded = new StringBuilder(raw.Length);
        foreach (var rune in raw.EnumerateRunes())
        {
            if (!UnicodeText.IsBlank(rune))
                folded.Append(ToUpper(ToHalfWidth(rune)));
        }
        return folded.ToString();
    }

    internal static bool IsDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    internal static bool IsCapitalsOrDigits(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c) && !char.IsAsciiLetterUpper(c))
                return false;
        }
        return true;
    }

    private static Rune ToHalfWidth(Rune rune) => rune.Value is >= 0xFF01 and <= 0xFF5E ? new Rune(rune.Value - 0xFEE0) : rune;

    // Only ASCII: the general rule would make an S of ſ.
    private static Rune ToUpper(Rune rune) => rune.Value is >= 'a' and <= 'z' ? new Rune(rune.Value - 'a' + 'A') : rune;
}
