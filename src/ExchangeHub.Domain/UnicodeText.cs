using System.Globalization;
using System.Text;

namespace ExchangeHub.Domain;

/// <summary>What has to be known of a Unicode text before it is stored, counted or compared.</summary>
public static class UnicodeText
{
    /// <summary>
    /// Whether a text contains something that stands for a lost character: U+FFFD, a private-use character (造字区), a
    /// lone surrogate, a code point that is no character (such as U+FFFE), or a control character.
    /// </summary>
    /// <remarks>
    /// A private-use character means something only on the machine whose font defines it. Old systems kept rare
    /// characters there (GB 18030-2000) which have their own code point since GB 18030-2022. A code point that Unicode
    /// hasn't assigned yet isn't lost: this machine's tables may just be older than the writer's. Line breaks are
    /// control characters: whoever accepts text of several lines asks line by line.
    /// </remarks>
    public static bool HasLostCharacters(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsLost(rune))
                return true;
        }
        return false;
    }

    /// <summary>Number of Unicode characters (字数): 𠮷 counts 1 although it takes two UTF-16 units. A lone surrogate counts 1.</summary>
    public static int Length(string text)
    {
        var length = 0;
        foreach (var _ in text.EnumerateRunes())
            length++;
        return length;
    }

    /// <summary>
    /// The text in NFKC, where each character is replaced by <paramref name="map"/> (null drops it), and white space and
    /// U+200B are dropped. Never throws. Folding the result again changes nothing, if <paramref name="map"/> maps its
    /// own results to themselves and to characters that NFKC keeps.
    /// </summary>
    internal static string Fold(string text, Func<Rune, Rune?> map)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var rune in ToNfkc(text).EnumerateRunes())
        {
            if (!IsBlank(rune) && map(rune) is { } kept)
                folded.Append(kept);
        }
        // Without the blank between them, a letter and a combining accent may have become neighbours.
        return ToNfkc(folded.ToString());
    }

    /// <summary>Whether a character is empty space: Unicode white space (the ideographic U+3000 too), or U+200B, which isn't in that class.</summary>
    internal static bool IsBlank(Rune rune) => Rune.IsWhiteSpace(rune) || rune.Value == 0x200B;

    private static bool IsLost(Rune rune) =>
        // The enumeration gives U+FFFD for a lone surrogate.
        rune == Rune.ReplacementChar
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.PrivateUse or UnicodeCategory.Control
        || (rune.Value & 0xFFFE) == 0xFFFE
        || rune.Value is >= 0xFDD0 and <= 0xFDEF;

    private static string ToNfkc(string text)
    {
        // Normalize throws on these two. A match key is asked for before anything was validated, so it must not.
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || rune.Value == 0xFFFE)
                return ReplaceInvalid(text).Normalize(NormalizationForm.FormKC);
        }
        return text.Normalize(NormalizationForm.FormKC);
    }

    private static string ReplaceInvalid(string text)
    {
        var valid = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            valid.Append(rune.Value == 0xFFFE ? Rune.ReplacementChar : rune);
        return valid.ToString();
    }
}
