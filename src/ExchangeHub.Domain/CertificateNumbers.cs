using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ExchangeHub.Contracts.Notary.V1;

namespace ExchangeHub.Domain;

/// <summary>
/// Numbers of notarial certificates (公证书编号), for example <c>（2017）临兰山证执字第76号</c>: year, the office's short form,
/// kind, serial number. Each region and time has its own habits, so a number that isn't understood is kept as it is and
/// compared as text: it is never a reason to refuse.
/// </summary>
public static partial class CertificateNumbers
{
    /// <summary>The longest text, in Unicode characters, that is looked at; a longer one is never parsed.</summary>
    public const int MaxLength = 100;

    /// <summary>
    /// Takes a number apart. Brackets, dashes, width and white space of any style give the same canonical form, and
    /// traditional 證 and 號 are read as 证 and 号. Never throws.
    /// </summary>
    public static CertificateNumber Parse(string raw)
    {
        var number = new CertificateNumber { Raw = raw, ParseStatus = CertificateNumberParseStatus.Unparsed };
        if (UnicodeText.Length(raw) > MaxLength)
            return number;
        var match = Form().Match(Normalize(raw));
        if (!match.Success)
            return number;

        number.ParseStatus = CertificateNumberParseStatus.Parsed;
        number.Canonical = new CanonicalCertificateNumber
        {
            Year = int.Parse(match.Groups["year"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture),
            Issuer = match.Groups["issuer"].Value,
            Kind = match.Groups["kind"].Value,
            Serial = WithoutLeadingZeros(match.Groups["serial"].Value),
            Suffix = match.Groups["suffix"].Value,
        };
        return number;
    }

    /// <summary>
    /// The text by which a register finds a number, together with the office: the issuer's short form alone isn't unique.
    /// Two numbers have the same key if their canonical parts are the same or, where one couldn't be parsed, if their raw
    /// texts differ only in width, brackets, dashes, spaces, 證/证 and 號/号.
    /// </summary>
    /// <remarks>
    /// It is derived from the raw text, so it doesn't depend on who filled in the other fields; only without a raw text are
    /// the canonical parts taken as they are. The key of a parsed number contains a space, the key of another never does:
    /// no unparsed text can pass for a parsed number.
    /// </remarks>
    public static string MatchKey(CertificateNumber number)
    {
        var canonical = number.Raw.Length > 0 ? Parse(number.Raw).Canonical : number.Canonical;
        if (canonical is null)
            return Normalize(number.Raw);
        var year = canonical.Year.ToString("D4", CultureInfo.InvariantCulture);
        var key = string.Join(' ', year, canonical.Issuer, canonical.Kind, canonical.Serial);
        return canonical.Suffix.Length == 0 ? key : $"{key} {canonical.Suffix}";
    }

    /// <summary>
    /// The number's part of the key of a shared record (作废公证书): year in brackets, issuer, kind, serial and suffix without blanks,
    /// e.g. <c>(2017)临兰山证76</c>; the raw text where it couldn't be parsed.
    /// </summary>
    public static string RecordKey(CertificateNumber number)
    {
        ArgumentNullException.ThrowIfNull(number);
        return Parse(number.Raw).Canonical is { } canonical
            ? $"({canonical.Year}){canonical.Issuer}{canonical.Kind}{canonical.Serial}{canonical.Suffix}"
            : number.Raw;
    }

    private static string Normalize(string raw) => UnicodeText.Fold(raw, static rune => rune.Value switch
    {
        '〔' or '[' or '【' => new Rune('('),
        '〕' or ']' or '】' => new Rune(')'),
        '證' => new Rune('证'),
        '號' => new Rune('号'),
        // Hyphens, dashes and the minus sign that NFKC doesn't make an ASCII hyphen of.
        >= 0x2010 and <= 0x2015 or 0x2212 => new Rune('-'),
        _ => rune,
    });

    private static string WithoutLeadingZeros(string serial)
    {
        var parts = serial.Split('-');
        for (var i = 0; i < parts.Length; i++)
            parts[i] = parts[i].TrimStart('0') is { Length: > 0 } digits ? digits : "0";
        return string.Join('-', parts);
    }

    // Numbers come from anybody who is connected, so the time is linear in the length whatever they send. Only ASCII
    // digits: \d would also take those of other scripts, which int.Parse doesn't.
    [GeneratedRegex(
        @"^\(?(?<year>(?:19|20)[0-9]{2})\)?(?:年度?)?(?<issuer>[\u3400-\u4DBF\u4E00-\u9FFF]{1,8}?)"
        + @"(?<kind>公?证[\u3400-\u4DBF\u4E00-\u9FFF]{0,4}?)字第?(?<serial>[0-9]{1,8}(?:-[0-9]{1,4})?)号"
        + @"(?<suffix>(?:\([\u3400-\u9FFF]{1,6}\))?)\z",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
