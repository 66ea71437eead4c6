using ExchangeHub.Contracts.Forensic.V1;

namespace ExchangeHub.Hub.Exchanges.Forensic;

/// <summary>Whether a result or a rectification is of whom a query names.</summary>
internal static class InspectedMatch
{
    /// <summary>Of an institution, by licence number or social credit code, or of one of its appraisers, whose numbers begin with its licence number.</summary>
    public static bool IsOfInstitution(InspectedObject? inspected, string institution)
        => inspected is not null
            && (inspected.Uscc == institution || inspected.Number == institution
                || (inspected.Kind == InspectedKind.Appraiser && institution.Length == LicenceDigits && inspected.Number.StartsWith(institution, StringComparison.Ordinal)));

    /// <summary>Of an institution itself, or of an appraiser, by number; an institution also by its social credit code.</summary>
    public static bool IsOf(InspectedObject? inspected, string number)
        => inspected is not null && (inspected.Number == number || (inspected.Kind == InspectedKind.Institution && inspected.Uscc == number));

    /// <summary>Digits of the licence number that an appraiser's number begins with.</summary>
    private const int LicenceDigits = 9;
}
