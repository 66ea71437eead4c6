using System.Text;

namespace ExchangeHub.Hub.Reconciliation.Operations;

/// <summary>Values as the contract writes them, without the enum's own name.</summary>
internal static class ContractNames
{
    /// <summary>E.g. MISSING_AT_HUB.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum
    {
        var name = new StringBuilder();
        foreach (var letter in value.ToString())
        {
            if (name.Length > 0 && char.IsUpper(letter))
                name.Append('_');
            name.Append(char.ToUpperInvariant(letter));
        }
        return name.ToString();
    }
}
