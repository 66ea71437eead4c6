using System.Runtime.CompilerServices;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Errors;

namespace ExchangeHub.Hub.Reconciliation.Operations;

/// <summary>Where a run stands, and then each change until it has ended. It reads the database, so that any hub can say it of any hub's run.</summary>
internal sealed class RunWatch(RunReading runs, IRunControl control, TimeProvider clock)
{
    /// <summary>At most four messages a second, and as many looks.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public async IAsyncEnumerable<WatchReconciliationRunResponse> WatchAsync(Guid id, Language language, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        WatchReconciliationRunResponse? last = null;
        while (true)
        {
            var run = await runs.FindAsync(id, cancellationToken);
            var isOver = !RunDesk.IsOpen(run.State);
            var message = new WatchReconciliationRunResponse { Run = run.ToMessage(language), Progress = isOver ? null : control.ProgressOf(id) };
            if (!message.Equals(last))
                yield return message;
            if (isOver)
                yield break;
            last = message;
            await Task.Delay(Pause, clock, cancellationToken);
        }
    }
}
