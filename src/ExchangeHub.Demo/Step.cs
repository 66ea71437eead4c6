namespace ExchangeHub.Demo;

/// <summary>One thing that the scenario does, and what came of it.</summary>
/// <param name="Name">What is asked, in English.</param>
/// <param name="NameZh">The same in Chinese.</param>
/// <param name="From">Who asks.</param>
/// <param name="To">Which region is asked.</param>
/// <param name="Expected">What must come of it: a finding, an outcome, or the reason of an error.</param>
/// <param name="Actual">What came of it.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="ExchangeId">The exchange, where it was answered.</param>
internal sealed record Step(string Name, string NameZh, string From, string To, string Expected, string Actual, double Milliseconds, string ExchangeId)
{
    public bool AsExpected => Expected == Actual;
}

/// <summary>Whether a region's ledger says the same as the hub's.</summary>
/// <param name="Region">The region.</param>
/// <param name="HubRows">Answered exchanges in the hub's ledger.</param>
/// <param name="RegionRows">Rows in the region's.</param>
/// <param name="Differences">Ids that only one has, or whose fingerprints differ.</param>
internal sealed record LedgerComparison(string Region, int HubRows, int RegionRows, int Differences);

/// <summary>All that the scenario did.</summary>
internal sealed record ScenarioResult(IReadOnlyList<Step> Steps, IReadOnlyList<LedgerComparison> Ledgers)
{
    public bool AsExpected => Steps.All(step => step.AsExpected) && Ledgers.All(ledger => ledger.Differences == 0 && ledger.HubRows > 0);
}
