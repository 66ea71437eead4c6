using ExchangeHub.Contracts.Reconciliation.V1;
using Grpc.Core;
using static ExchangeHub.Server.Conformance.LedgerProbe;
using IdRange = ExchangeHub.Reconciliation.IdRange;

namespace ExchangeHub.Server.Conformance;

/// <summary>Tries the sets of rows: which are offered, and that none is taken for another one.</summary>
internal static class SetChecks
{
    /// <summary>A set of a contract that there is not.</summary>
    private const LedgerSet Unknown = (LedgerSet)1_000;

    /// <summary>Whether a set is offered. One who does not know the field answers with the ledger, and says so.</summary>
    public static async Task<bool> IsOfferedAsync(LedgerProbe probe, CancellationToken cancellationToken)
        => await AskAsync(probe, probe.Set, cancellationToken) == probe.Set;

    /// <summary>Fails where a set that nobody knows is answered as if it were known.</summary>
    public static async Task UnknownAsync(LedgerProbe probe, CancellationToken cancellationToken)
        => Require(await AskAsync(probe, Unknown, cancellationToken) != Unknown, "a set of rows that no contract knows was answered instead of refused with UNIMPLEMENTED", "对约定中没有的范围应以 UNIMPLEMENTED 拒绝，却得到答复");

    /// <summary>Of which set the answer speaks; null where the question was refused as <c>UNIMPLEMENTED</c>.</summary>
    private static async Task<LedgerSet?> AskAsync(LedgerProbe probe, LedgerSet set, CancellationToken cancellationToken)
    {
        try
        {
            var request = new SummarizeRequest { Ranges = { Question(new IdRange(Guid.Empty, Guid.Empty)) }, Set = set };
            return (await probe.Service.SummarizeAsync(request, Options(cancellationToken))).Set;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.Unimplemented)
        {
            return null;
        }
    }
}
