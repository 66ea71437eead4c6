using System.Runtime.CompilerServices;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Errors;

namespace ExchangeHub.Hub.Reconciliation.Operations;

/// <summary>
/// Where a run stands, and then each change until it has ended. It reads the database, so that any hub can say it of any hub's run;
/// what happens within a day is known to the hub that compares it.
/// </summary>
internal sealed class RunWatch(RunReading runs, RunProgress progress, TimeProvider clock)
{
    /// <summary>At most four messages a second, and as many looks.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public async IAsyncEnumerable<WatchReconciliationRunResponse> WatchAsync(Guid id, Language language, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        WatchReconciliationRunResponse? last = null;
        while (true)
        {
            var status = progress.Of(id); // First: a run that has ended since is shown as ended.
            var run = (await runs.FindAsync(id, cancellationToken)).ToMessage(language);
            var isOver = !RunDesk.IsOpen(run.State);
            var message = new WatchReconciliationRunResponse { Run = run };
            if (!isOver && status is not null)
                Add(message, status);
            if (!message.Equals(last))
                yield return message;
            if (isOver)
                yield break;
            last = message;
            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    /// <summary>The run's row counts what is done; the day that is compared comes on top.</summary>
    private static void Add(WatchReconciliationRunResponse message, RunStatus status)
    {
        message.Run.DifferenceCount += status.DifferenceCount;
        message.Run.ByteCount += status.ByteCount;
        message.Progress = new ReconciliationProgress { Day = CalendarDates.ToProto(status.Day), RangeCount = status.Ranges.DoneRanges, TotalRangeCount = status.Ranges.TotalRanges };
        if (status.SecondsLeft is { } seconds)
            message.Progress.SecondsLeft = Math.Round(seconds, 1);
    }
}
