using System.Text;

namespace ExchangeHub.Domain;

/// <summary>
/// Names of persons (姓名). A name is stored and shown exactly as it was written; only for a comparison is it reduced to a
/// key, because registers were kept in other character sets and by other hands.
/// </summary>
public static class PersonNames
{
    private static readonly Rune Separator = new('\u00B7');

    /// <summary>
    /// The key under which two ways of writing one name are equal: NFKC (full width, Kangxi radicals), any separator of a
    /// long name (间隔号) as U+00B7, traditional and variant characters as today's standard form, no white space and no
    /// variation selectors. 〇, ○, 零 and Ｏ stay different. Never throws; the key of a key is the same key.
    /// </summary>
    /// <remarks>
    /// Equal keys never mean the same person: two people may have one name, and the fold is coarser than the law (鍾, 鐘 and
    /// 锺 all become 钟). Something else must agree as well.
    /// </remarks>
    public static string MatchKey(string name) => UnicodeText.Fold(name, static rune => rune.Value switch
    {
        // • ‧ ∙ ⋅ ・, and the full stop, which is what NFKC made of ．
        0x2022 or 0x2027 or 0x2219 or 0x22C5 or 0x30FB or '.' => Separator,
        // They choose between shapes of one character, and most systems lose them.
        >= 0xFE00 and <= 0xFE0F or >= 0xE0100 and <= 0xE01EF => null,
        _ => VariantCharacters.Fold(rune),
    });
}
