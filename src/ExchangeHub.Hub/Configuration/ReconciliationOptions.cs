namespace ExchangeHub.Hub.Configuration;

/// <summary>How ledgers are reconciled (对账).</summary>
public sealed record ReconciliationOptions
{
    /// <summary>Age in minutes from which rows are taken for complete, 1 to 1,440: younger ones may still be under way.</summary>
    public int CutOffMinutes { get; init; } = 15;
}
