namespace ExchangeHub.Reconciliation;

/// <summary>About how many bytes things have in messages, by which the cheapest way is chosen.</summary>
internal static class WireCost
{
    /// <summary>A part's sums in an answer.</summary>
    public const double PartAnswer = 40;

    /// <summary>A part's expected sum in a question.</summary>
    public const double ExpectedSum = 4;

    /// <summary>A range in a question.</summary>
    public const double Range = 40;

    /// <summary>A listed row.</summary>
    public const double Row = 32;

    /// <summary>What a call of <c>ListRows</c> has besides.</summary>
    public const double ListCall = 50;

    /// <summary>Listing a part; nothing where the other side has no row, since this side's are then known to differ.</summary>
    public static double List(Part part) => part.Remote.Count == 0 ? 0 : ListCall + Row * part.Remote.Count;
}
