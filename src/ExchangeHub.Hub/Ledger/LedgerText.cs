namespace ExchangeHub.Hub.Ledger;

/// <summary>
/// Texts of a caller as the ledger keeps them. Lengths are in UTF-16 units and hold all that validation lets through; a
/// refused request may hold more, and is cut so that even it can be recorded; for the same reason U+0000, which not every
/// database can store, becomes U+FFFD.
/// </summary>
internal static class LedgerText
{
    public const int Uscc = 18;
    public const int OperatorName = 200;
    public const int OwnCaseNumber = 200;
    public const int Purpose = 1000;
    public const int LegalBasis = 4010;

    public static string Cut(string text, int length)
    {
        text = text.Replace('\0', '\uFFFD');
        if (text.Length <= length)
            return text;
        return char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];
    }
}
