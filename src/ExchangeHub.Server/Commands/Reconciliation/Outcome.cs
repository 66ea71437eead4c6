using ExchangeHub.Contracts.Operations.V1;

namespace ExchangeHub.Server.Commands.Reconciliation;

/// <summary>Exit codes of the commands: 0 clean, or nothing to say yet; 2 differences; 3 partial or not offered; 1 error.</summary>
internal static class Outcome
{
    public const int Clean = 0;
    public const int Failed = CommandParts.Failed;
    public const int Differences = CommandParts.Attention;
    public const int Partial = 3;

    public static int Of(ReconciliationRunState state) => state switch
    {
        ReconciliationRunState.Clean or ReconciliationRunState.Queued or ReconciliationRunState.Running => Clean,
        ReconciliationRunState.Differences => Differences,
        ReconciliationRunState.Partial or ReconciliationRunState.NotOffered => Partial,
        _ => Failed,
    };

    public static bool IsOver(ReconciliationRunState state) => state is not (ReconciliationRunState.Queued or ReconciliationRunState.Running);

    /// <summary>Whether somebody has still to see to it.</summary>
    public static bool IsOpen(DifferenceState state) => state is DifferenceState.Open or DifferenceState.Assigned or DifferenceState.AcceptanceProposed;
}
