namespace ExchangeHub.Reconciliation;

/// <summary>How ledgers are compared, and within which bounds. The defaults are for messages of at most 256 KiB.</summary>
public sealed record ComparisonOptions
{
    /// <summary>Into how many parts the window is cut at first, where it differs; 2 to 1,024.</summary>
    public int Parts { get; init; } = 64;

    /// <summary>Means that may be used. Where listing is not among them it is still used as the last resort.</summary>
    public ComparisonMethods Methods { get; init; } = ComparisonMethods.Descent | ComparisonMethods.Sketch | ComparisonMethods.List;

    /// <summary>Most times that what is left is looked at anew; 2 or more. Each costs a round trip, and one that lists a round trip for each page.</summary>
    public int MaxRounds { get; init; } = 64;

    /// <summary>Most parts that are kept in mind at a time, 150 bytes each; 64 or more. Where there would be more, rows are listed.</summary>
    public int MaxParts { get; init; } = 65_536;

    /// <summary>Calls made side by side; 1 or more.</summary>
    public int MaxCallsAtOnce { get; init; } = 4;

    /// <summary>Rows asked for at a time; 1 to 7,000.</summary>
    public int RowsPerPage { get; init; } = 7_000;

    /// <summary>Questions in one call; the contract allows 256.</summary>
    internal const int MaxQuestions = 256;

    /// <summary>Parts in one call's answers: with at most 55 bytes each it stays below 256 KiB.</summary>
    internal const int MaxAnswers = 4_096;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Parts, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Parts, RangeParts.MaxCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRounds, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxParts, 64);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxCallsAtOnce, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(RowsPerPage, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(RowsPerPage, 7_000);
    }
}
