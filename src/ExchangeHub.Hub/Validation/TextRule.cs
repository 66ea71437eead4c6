using ExchangeHub.Domain;

namespace ExchangeHub.Hub.Validation;

/// <summary>A text field's rule: its length in characters (Unicode scalar values, so that 𠮷 is one), and that no character was lost on the way. Only a text of many lines may have line breaks.</summary>
internal sealed class TextRule(int min, int max, bool manyLines = false)
{
    private static readonly Rule Lost = new("CHARACTER_LOST",
        "contains U+FFFD, a private-use character, a control character or half a surrogate pair: a character was lost; send it as Unicode",
        "含有 U+FFFD、私有区字符、控制字符或不成对的代理项，说明有字符丢失；请以 Unicode 发送");

    private readonly Rule _length = min == 0
        ? new("TEXT_LENGTH", $"must have at most {max} characters", $"不得超过 {max} 个字符")
        : new("TEXT_LENGTH", $"must have {min} to {max} characters", $"必须为 {min} 至 {max} 个字符");

    public void Check(Violations violations, string parent, string name, string text)
    {
        violations.Require(HasLength(text), parent, name, _length);
        violations.Require(!HasLostCharacters(text), parent, name, Lost);
    }

    /// <summary>Checks each item of a list; its place stands in the path, which is built only when it is needed.</summary>
    public void CheckEach(Violations violations, string parent, string name, IReadOnlyList<string> items)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (!HasLength(items[i]) || HasLostCharacters(items[i]))
                Check(violations, parent, $"{name}[{i}]", items[i]);
        }
    }

    /// <summary>A text never has more characters than UTF-16 units, so the usual case needs no counting.</summary>
    private bool HasLength(string text)
    {
        var long_ = text.Length > max && UnicodeText.Length(text) > max;
        var short_ = text.Length < 2 * min && UnicodeText.Length(text) < min;
        return !long_ && !short_;
    }

    private bool HasLostCharacters(string text)
        => manyLines && text.AsSpan().ContainsAny('\r', '\n')
            ? text.Split('\r', '\n').Any(UnicodeText.HasLostCharacters)
            : UnicodeText.HasLostCharacters(text);
}
