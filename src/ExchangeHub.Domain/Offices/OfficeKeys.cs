using System.Collections.Frozen;

namespace ExchangeHub.Domain.Offices;

/// <summary>By what the history tells offices apart: the code, or the name of one that has none.</summary>
internal static class OfficeKeys
{
    /// <summary>Stands before a name. No code begins with it.</summary>
    private const char NameMark = '=';

    public static string Of(HistoricalOffice office) => office.Uscc.Length > 0 ? office.Uscc : NameMark + MatchKey(office.Name);

    /// <summary>The office that keeps the files after an event; the same one where it goes on.</summary>
    public static string Successor(OfficeSuccession succession)
        => succession.ArchiveCustodian.Length > 0 ? succession.ArchiveCustodian : Of(succession.To!);

    public static bool IsName(string key) => key.StartsWith(NameMark);

    /// <summary>Code or name, for people.</summary>
    public static string Text(string key) => key.TrimStart(NameMark);

    /// <summary>The code; empty for an office without.</summary>
    public static string Uscc(string key) => IsName(key) ? "" : key;

    /// <summary>The form in which names are compared: NFKC, standard characters, no spaces.</summary>
    public static string MatchKey(string name) => UnicodeText.Fold(name, static rune => VariantCharacters.Fold(rune));

    /// <summary>
    /// The events of each office by date, one for each date. Of an office split into several, that one which names the new
    /// office that keeps the files.
    /// </summary>
    public static FrozenDictionary<string, IReadOnlyList<OfficeSuccession>> ByOffice(IEnumerable<OfficeSuccession> successions)
        => successions
            .GroupBy(succession => Of(succession.From), StringComparer.Ordinal)
            .ToFrozenDictionary(
                office => office.Key,
                IReadOnlyList<OfficeSuccession> (office) =>
                [
                    .. office
                        .GroupBy(succession => succession.Date)
                        .OrderBy(day => day.Key)
                        .Select(day => day.FirstOrDefault(succession => succession.To is { } next && Of(next) == Successor(succession)) ?? day.First()),
                ],
                StringComparer.Ordinal);
}
