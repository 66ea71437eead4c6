namespace ExchangeHub.Demo;

/// <summary>One thing that the scenario does, and what came of it.</summary>
/// <param name="Name">What is asked or done, in English.</param>
/// <param name="NameZh">The same in Chinese.</param>
/// <param name="From">Who asks, or acts.</param>
/// <param name="To">Which region is asked, or gets the case's event.</param>
/// <param name="Expected">What must come of it: a finding, an outcome, a case's state, or the reason of an error.</param>
/// <param name="Actual">What came of it.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="ExchangeId">The exchange, where there is a receipt of it.</param>
internal sealed record Step(string Name, string NameZh, string From, string To, string Expected, string Actual, double Milliseconds, string ExchangeId)
{
    public bool AsExpected => Expected == Actual;
}

/// <summary>Whether a region's ledger says the same as the hub's.</summary>
/// <param name="Region">The region.</param>
/// <param name="Answers">In the hub's ledger: questions that the region answered.</param>
/// <param name="Deliveries">Deliveries that it acknowledged.</param>
/// <param name="Acts">Acts of its back office that the hub took.</param>
/// <param name="RegionRows">Rows in the region's ledger.</param>
/// <param name="Differences">Ids that only one has, or whose fingerprints differ.</param>
internal sealed record LedgerComparison(string Region, int Answers, int Deliveries, int Acts, int RegionRows, int Differences)
{
    public int HubRows => Answers + Deliveries + Acts;

    public bool Agrees => Differences == 0 && Answers > 0 && Deliveries > 0 && Acts > 0;
}

/// <summary>Whether a region's case file says the same as the hub's.</summary>
/// <param name="Region">The region.</param>
/// <param name="HubCases">The hub's cases in which an office of the region has a part.</param>
/// <param name="RegionCases">Cases in the region's file.</param>
/// <param name="Differences">Cases that only one has, or whose state or version differ.</param>
internal sealed record CaseComparison(string Region, int HubCases, int RegionCases, int Differences)
{
    public bool Agrees => Differences == 0 && HubCases > 0;
}

/// <summary>All that the scenario did.</summary>
internal sealed record ScenarioResult(IReadOnlyList<Step> Steps, IReadOnlyList<LedgerComparison> Ledgers, IReadOnlyList<CaseComparison> Cases)
{
    public bool AsExpected => Steps.All(step => step.AsExpected) && Ledgers.All(ledger => ledger.Agrees) && Cases.All(cases => cases.Agrees);
}
