using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Relay;
using ExchangeHub.Reconciliation;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>A day has more differences than are recorded.</summary>
internal sealed class TooManyDifferencesException : Exception;

/// <summary>Compares a window, whatever its rows are.</summary>
internal sealed partial class WindowComparison(RunProgress progress, ReconciliationOptions options, TimeProvider clock, ILogger<WindowComparison> logger)
{
    /// <summary>How often a window is compared while the region's ledger changes.</summary>
    private const int MaxAttempts = 3;

    /// <summary>A sign-off has the region read and hash every row of the window in one call: 10⁷ rows take it about half a minute.</summary>
    private const int SignOffPatience = 10;

    /// <summary>Begins to read the region's rows.</summary>
    public RemoteLedger Read(WindowTask task, IBackOffice backOffice)
    {
        var deadline = TimeSpan.FromMilliseconds(options.DeadlineMs) * (task.Salt is null ? 1 : SignOffPatience);
        return task.Read(new RemoteLedger(backOffice, task.Salt, deadline, clock, task.Run.LedgerSet));
    }

    /// <summary>Compares until the region's rows stand still.</summary>
    /// <param name="task">The window.</param>
    /// <param name="backOffice">The region.</param>
    /// <param name="local">Gives the hub's rows, anew for each attempt.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="TooManyDifferencesException">There are more than are recorded.</exception>
    public async Task<(ComparisonResult Result, List<RowDifference> Found)> RunAsync(WindowTask task, IBackOffice backOffice, Func<CancellationToken, Task<ILocalLedger>> local, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await RunOnceAsync(task, backOffice, await local(cancellationToken), cancellationToken);
            }
            catch (RemoteLedgerException error) when (error.IsChange && attempt < MaxAttempts)
            {
                LogAgain(logger, task.Run.Id, task.Window.Day, error.Message);
            }
        }
    }

    private async Task<(ComparisonResult Result, List<RowDifference> Found)> RunOnceAsync(WindowTask task, IBackOffice backOffice, ILocalLedger local, CancellationToken cancellationToken)
    {
        var found = new List<RowDifference>();
        var comparison = new LedgerComparison(local, Read(task, backOffice), new ComparisonOptions());
        var watch = new Watch(ranges => progress.Report(task.Run.Id, ranges, found.Count, task.ByteCount));
        var result = await comparison.RunAsync(task.Range, (difference, _) =>
        {
            if (found.Count >= options.MaxDifferences)
                throw new TooManyDifferencesException();
            found.Add(difference);
            return ValueTask.CompletedTask;
        }, watch, cancellationToken);
        return (result, found);
    }

    /// <summary>Passes progress on at once, where the class of the framework would leave it to a thread.</summary>
    private sealed class Watch(Action<ComparisonProgress> report) : IProgress<ComparisonProgress>
    {
        public void Report(ComparisonProgress value) => report(value);
    }

    [LoggerMessage(1922, LogLevel.Information, "Run {RunId}: {Day} is compared again: {Problem}")]
    private static partial void LogAgain(ILogger logger, Guid runId, DateOnly day, string problem);
}
