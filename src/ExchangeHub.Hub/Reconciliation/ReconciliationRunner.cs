using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Reconciliation.Alerts;
using ExchangeHub.Hub.Storage;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>Takes a run to its end: window after window, while this hub has its participant's lease. What is done stays done, whatever happens.</summary>
internal sealed partial class ReconciliationRunner(Leases<ReconciliationLease> leases, RunBook runs, WindowReconciler windows, RunProgress progress, ReconciliationMetrics metrics, TimeProvider clock, ILogger<ReconciliationRunner> logger)
{
    /// <summary>
    /// Begins it, or goes on where it was left. Returns how it stands then: another hub may be at it, or an operator have ended
    /// it; it may also go on later, when the hub stops or its database is down.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="stopping">The hub stops: the run goes on later.</param>
    /// <param name="cancelled">An operator has ended it.</param>
    public async Task<RunEntry> RunAsync(RunEntry run, CancellationToken stopping, CancellationToken cancelled)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancelled);
        if (await leases.TakeAsync(run.ParticipantId, ended.Token) is null)
            return run;
        var keeping = KeepLeaseAsync(run, ended);
        try
        {
            return await ReconcileAsync(run, ended.Token);
        }
        catch (RunEndedException)
        {
            LogEndedElsewhere(logger, run.Id);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            LogLeft(logger, run.Id);
        }
        catch (Exception error)
        {
            return await FailAsync(run, error, ended.Token);
        }
        finally
        {
            progress.End(run.Id);
            await ended.CancelAsync();
            await keeping;
            await ReleaseAsync(run.ParticipantId);
        }
        return await runs.FindAsync(run.Id, CancellationToken.None) ?? run;
    }

    private async Task<RunEntry> ReconcileAsync(RunEntry run, CancellationToken cancellationToken)
    {
        run = await runs.BeginAsync(run.Id, cancellationToken);
        var open = await runs.OpenWindowsAsync(run.Id, cancellationToken);
        progress.Begin(run.Id, open.Count);
        LogBegun(logger, run.Id, run.ParticipantId, run.Kind, open.Count, run.WindowCount);
        var down = default(WindowResult);
        foreach (var window in open)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // A region that can't be asked is not asked once for each day: each would wait as long.
            var result = down is null ? await windows.ReconcileAsync(run, window, cancellationToken) : down with { CompareTime = clock.GetUtcNow(), ByteCount = 0, Salt = null };
            run = await runs.CloseAsync(window, result, cancellationToken);
            progress.Close(run.Id);
            if (result.IsRegionDown)
                down = result;
        }
        run = await runs.EndAsync(run.Id, cancellationToken);
        metrics.RunEnded(run);
        LogEnded(logger, run.Id, run.ParticipantId, run.State, run.DifferenceCount, run.NewDifferenceCount, run.HealedDifferenceCount, run.RepairCount);
        return run;
    }

    /// <summary>Says that this hub lives and goes on, and looks whether an operator has ended the run by way of another hub.</summary>
    private async Task KeepLeaseAsync(RunEntry run, CancellationTokenSource ended)
    {
        try
        {
            while (true)
            {
                await Task.Delay(leases.Renewal, clock, ended.Token);
                if (await leases.TakeAsync(run.ParticipantId, ended.Token) is not null && await runs.FindAsync(run.Id, ended.Token) is { State: ReconciliationRunState.Queued or ReconciliationRunState.Running })
                    continue;
                await ended.CancelAsync();
                return;
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            LogNotKept(logger, null, run.ParticipantId); // The run is over.
        }
        catch (Exception error)
        {
            // The database is down: another hub may take the lease, so this one leaves the run.
            LogNotKept(logger, error, run.ParticipantId);
            await ended.CancelAsync();
        }
    }

    private async Task<RunEntry> FailAsync(RunEntry run, Exception error, CancellationToken cancellationToken)
    {
        LogFailed(logger, error, run.Id, run.ParticipantId);
        try
        {
            run = await runs.FailAsync(run.Id, RunProblem.HubFailed(error), cancellationToken);
            metrics.RunEnded(run);
            return run;
        }
        catch (Exception second)
        {
            LogNotWritten(logger, second, run.Id); // It stays under way, and is taken up again.
            return run;
        }
    }

    private async Task ReleaseAsync(string participantId)
    {
        try
        {
            await leases.ReleaseAsync(participantId, CancellationToken.None);
        }
        catch (Exception error)
        {
            LogNotKept(logger, error, participantId); // It ends by itself.
        }
    }

    [LoggerMessage(1923, LogLevel.Information, "Run {RunId} of {Participant} ({Kind}) compares {Open} of {Days} days")]
    private static partial void LogBegun(ILogger logger, Guid runId, string participant, ReconciliationRunKind kind, int open, int days);

    [LoggerMessage(1924, LogLevel.Information, "Run {RunId} of {Participant} ended: {State}, {Differences} differences, {New} of them new, {Healed} healed, {Repairs} repairs")]
    private static partial void LogEnded(ILogger logger, Guid runId, string participant, ReconciliationRunState state, long differences, long @new, long healed, long repairs);

    [LoggerMessage(1925, LogLevel.Information, "Run {RunId} was ended, or is done by another hub")]
    private static partial void LogEndedElsewhere(ILogger logger, Guid runId);

    [LoggerMessage(1926, LogLevel.Information, "Run {RunId} is left; what is done stays done")]
    private static partial void LogLeft(ILogger logger, Guid runId);

    [LoggerMessage(1927, LogLevel.Debug, "The lease of {Participant} is kept no longer")]
    private static partial void LogNotKept(ILogger logger, Exception? error, string participant);

    [LoggerMessage(1928, LogLevel.Error, "Run {RunId} of {Participant} failed in the hub")]
    private static partial void LogFailed(ILogger logger, Exception error, Guid runId, string participant);

    [LoggerMessage(1929, LogLevel.Warning, "It could not be written down that run {RunId} failed; it is taken up again")]
    private static partial void LogNotWritten(ILogger logger, Exception error, Guid runId);
}
