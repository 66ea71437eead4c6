using System.Text;

namespace ExchangeHub.Domain;

/// <summary>
/// Hides personal numbers (证件号码脱敏) wherever they would be shown to people or written to a log or an audit record. Hidden
/// digits are replaced one by one, so lengths stay the same.
/// </summary>
public static class PersonalNumbers
{
    private const char Hidden = '*';

    /// <summary>From this length on, a number shows its area and its last four characters.</summary>
    private const int LongLength = 18;

    /// <summary>The shortest run of digits that <see cref="MaskIn"/> hides: the old form of a resident identity number.</summary>
    private const int MinRunLength = 15;

    /// <summary>
    /// Hides a number that is known to be personal: <c>519999********0012</c>. One with fewer than 18 characters shows its
    /// first 2 and last 2, and one so short that this would give away half of it shows 1 and 1, or nothing.
    /// </summary>
    public static string Mask(string number)
    {
        var runes = number.EnumerateRunes().ToArray();
        var (head, tail) = Shown(runes.Length);
        var masked = new StringBuilder(number.Length);
        for (var i = 0; i < runes.Length; i++)
        {
            if (i < head || i >= runes.Length - tail)
                masked.Append(runes[i]);
            else
                masked.Append(Hidden);
        }
        return masked.ToString();
    }

    /// <summary>
    /// Hides everything in a free text that may be a resident identity number: each run of 15 digits or more, half-width or
    /// full-width, with the X that follows 17 digits. Gives the same instance when there is none.
    /// </summary>
    /// <remarks>
    /// Every longer run is hidden as well, a bank account's for example: a number with a digit too many still shows whose
    /// it is, and hiding too much of a log costs less than hiding too little. A number that was written in groups with
    /// spaces between isn't found.
    /// </remarks>
    public static string MaskIn(string text)
    {
        if (!TryFindRun(text, 0, out var run))
            return text;

        var masked = new StringBuilder(text.Length);
        var copied = 0;
        do
        {
            masked.Append(text, copied, run.Start.Value - copied).Append(Mask(text[run]));
            copied = run.End.Value;
        }
        while (TryFindRun(text, copied, out run));
        return masked.Append(text, copied, text.Length - copied).ToString();
    }

    private static (int Head, int Tail) Shown(int length) => length switch
    {
        >= LongLength => (6, 4),
        >= 8 => (2, 2),
        >= 4 => (1, 1),
        _ => (0, 0),
    };

    // Looks at the last place where a run that starts here would still have a digit: in ordinary text that isn't one, and
    // all places up to it are done with a single look.
    private static bool TryFindRun(string text, int from, out Range run)
    {
        var start = from;
        while (start + MinRunLength <= text.Length)
        {
            var i = start + MinRunLength - 1;
            while (i >= start && IsDigit(text[i]))
                i--;
            if (i < start)
            {
                run = start..RunEnd(text, start);
                return true;
            }
            start = i + 1;
        }
        run = default;
        return false;
    }

    private static int RunEnd(string text, int start)
    {
        var end = start + MinRunLength;
        while (end < text.Length && IsDigit(text[end]))
            end++;
        var endsWithX = end - start == LongLength - 1 && end < text.Length && text[end] is 'x' or 'X' or 'ｘ' or 'Ｘ';
        return endsWithX ? end + 1 : end;
    }

    private static bool IsDigit(char c) => char.IsAsciiDigit(c) || c is >= '０' and <= '９';
}
