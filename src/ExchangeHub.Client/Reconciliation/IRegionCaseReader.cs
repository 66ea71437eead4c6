using ExchangeHub.Client.Ledger;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Reconciliation;

namespace ExchangeHub.Client.Reconciliation;

/// <summary>
/// Shows the region's copies of cases (案件状态) to <see cref="RegionLedgerEndpoint"/>, so that the hub can see where one is behind or wrong.
/// The back office implements it on its own database; it is optional.
/// </summary>
public interface IRegionCaseReader
{
    /// <summary>
    /// The cases whose ids are in a range, in any order, all as they are at one moment. The hub asks for a day at a time. A case that stands
    /// there twice comes twice.
    /// </summary>
    ValueTask<IReadOnlyList<RegionCaseState>> CasesAsync(IdRange range, CancellationToken cancellationToken);
}

/// <summary>
/// Where the region's copy of a case is: at the latest event that the hub has brought it, or that the region has caused itself, whichever
/// has the higher version. What it has learned otherwise, such as by <c>GetCase</c>, does not count.
/// </summary>
/// <param name="CaseId">The case.</param>
/// <param name="State">Its state after the event.</param>
/// <param name="EventId">The event: of what was brought its <c>event_id</c>, of an own act the receipt's <c>exchange_id</c>.</param>
/// <param name="UpdateTime">When the region wrote it, for people (UTC).</param>
public sealed record RegionCaseState(Guid CaseId, CaseState State, Guid EventId, DateTimeOffset UpdateTime)
{
    /// <summary>The row that is compared.</summary>
    internal RegionLedgerEntry ToEntry()
        => new(CaseId, CaseRow.Method, (byte)State, [], CaseRow.EventDigest(EventId), CaseRow.Fingerprint(CaseId, (byte)State, EventId), CanonicalRow.Version, UpdateTime);
}
