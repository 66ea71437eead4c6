using ExchangeHub.Contracts.Operations.V1;

namespace ExchangeHub.Hub.Reconciliation.Operations;

/// <summary>What operators need of whoever carries runs out.</summary>
internal interface IRunControl
{
    /// <summary>Looks at once at what waits, or was cancelled.</summary>
    void Signal();

    /// <summary>How far this hub is with a run; null where it does not carry it out.</summary>
    ReconciliationProgress? ProgressOf(Guid runId);
}
