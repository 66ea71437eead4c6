using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Reconciliation;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>A window that is to be reconciled, and what came of it so far.</summary>
/// <param name="run">The run.</param>
/// <param name="window">Its window.</param>
/// <param name="salt">The salt of a sign-off; null: none.</param>
/// <param name="begin">When it begins.</param>
internal sealed class WindowTask(RunEntry run, WindowEntry window, byte[]? salt, DateTimeOffset begin)
{
    private readonly List<RemoteLedger> _reads = [];

    public RunEntry Run => run;

    public WindowEntry Window => window;

    public IdRange Range { get; } = new(window.FirstId, window.BoundId);

    public byte[]? Salt => salt;

    public WindowResult Result { get; set; } = new(ReconciliationRunState.Failed, begin) { Salt = salt };

    /// <summary>Bytes of all reads of the region's ledger.</summary>
    public long ByteCount => _reads.Sum(read => read.ByteCount);

    /// <summary>Counts what a read of the region's ledger costs.</summary>
    public RemoteLedger Read(RemoteLedger remote)
    {
        _reads.Add(remote);
        return remote;
    }

    /// <summary>What was compared does not count: it could not be brought to its end.</summary>
    public void Fail(ReconciliationRunState how, RunProblem problem, bool isRegionDown = false)
        => Result = Result with { State = how, Problem = problem, IsRegionDown = isRegionDown, Comparison = null };
}
