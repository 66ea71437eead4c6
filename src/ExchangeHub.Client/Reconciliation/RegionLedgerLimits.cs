namespace ExchangeHub.Client.Reconciliation;

/// <summary>The limits of <c>exchangehub.reconciliation.v1.RegionLedgerService</c>; they keep each response below 256 KiB.</summary>
internal static class RegionLedgerLimits
{
    public const int Ranges = 256;

    public const int PartsOfRange = 1024;

    /// <summary>Of all ranges of a request together: a part takes up to 53 bytes.</summary>
    public const int Parts = 4096;

    public const int Rows = 7000;

    /// <summary>So many may come where the last id has many copies, which stay together.</summary>
    public const int RowsWithCopies = 8000;

    public const int Ids = 500;

    public const int IdBytes = 16;

    public const int SnapshotBytes = 32;

    /// <summary>Of whole rows as they stand in a response, which has nothing else.</summary>
    public const int WholeRowsBytes = 256 * 1024;
}
