using ExchangeHub.Domain;

namespace ExchangeHub.SampleRegion.Register;

/// <summary>
/// The keys by which the register finds and compares what people write in many ways: width, spaces, brackets, traditional
/// characters. Titles and offices are folded as names are.
/// </summary>
internal static class TextKeys
{
    public static string OfName(string name) => PersonNames.MatchKey(name);

    public static string OfText(string text) => PersonNames.MatchKey(text);

    public static string OfNumber(string rawNumber) => CertificateNumbers.MatchKey(CertificateNumbers.Parse(rawNumber));
}
