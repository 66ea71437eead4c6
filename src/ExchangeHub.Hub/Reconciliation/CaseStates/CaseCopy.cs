using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Reconciliation;

namespace ExchangeHub.Hub.Reconciliation.CaseStates;

/// <summary>An event of a case, and the state after it.</summary>
/// <param name="Version">Its number in the case.</param>
/// <param name="EventId">Its id.</param>
/// <param name="State">The case's state after it.</param>
/// <param name="Time">When it happened.</param>
internal sealed record CaseStep(int Version, Guid EventId, CaseState State, DateTimeOffset Time);

/// <summary>A case, and how far a participant's copy of it should be.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Steps">All its events, whoever they were brought to.</param>
/// <param name="Newest">The latest that the participant was to be brought, or has caused; null where it has no part in the case.</param>
/// <param name="IsOnItsWay">Whether something of the case is still to be brought to it, and is tried: not behind one that was given up.</param>
internal sealed record CaseCopy(Guid CaseId, IReadOnlyList<CaseStep> Steps, CaseStep? Newest, bool IsOnItsWay)
{
    /// <summary>The row that is compared.</summary>
    /// <param name="salt">The salt of a sign-off; null: none.</param>
    public FingerprintedRow ToRow(byte[]? salt)
        => Newest is { } newest ? new FingerprintedRow(CaseId, CaseRow.Fingerprint(CaseId, (byte)newest.State, newest.EventId, salt)) : throw new InvalidOperationException("Whoever has no part in a case has no row of it.");
}
