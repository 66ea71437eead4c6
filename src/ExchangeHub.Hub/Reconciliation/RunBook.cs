using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Contracts.Reconciliation.V1;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Reconciliation;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>The run has been ended, or another hub has done its window: this hub has nothing more to do with it.</summary>
internal sealed class RunEndedException : Exception;

/// <summary>What came of one window.</summary>
/// <param name="State">How it ended.</param>
/// <param name="CompareTime">When it was compared.</param>
internal sealed record WindowResult(ReconciliationRunState State, DateTimeOffset CompareTime)
{
    /// <summary>Why it is partial, not offered or has failed; null otherwise.</summary>
    public RunProblem? Problem { get; init; }

    /// <summary>Whether other windows would meet the same: the region can't be asked, or does not offer what is asked for.</summary>
    public bool IsRegionDown { get; init; }

    /// <summary>Sums and residual; null where it could not be compared.</summary>
    public ComparisonResult? Comparison { get; init; }

    /// <summary>Rows that did not agree and are no difference, because something is on its way.</summary>
    public long InFlightCount { get; init; }

    public long ByteCount { get; init; }

    public byte[]? Salt { get; init; }

    /// <summary>In a dry run: differences that no run had found before. Otherwise they are counted where they are kept.</summary>
    public long DryNewCount { get; init; }

    /// <summary>In a dry run: repairs that would have been started.</summary>
    public long DryRepairCount { get; init; }
}

/// <summary>Keeps runs and their windows: each window is done once, in one transaction with its proof and its day, so that a run that was killed goes on behind it.</summary>
internal sealed class RunBook(IDbContextFactory<HubDbContext> contexts, DatabaseWriter writer, TimeProvider clock)
{
    /// <summary>The oldest runs that wait or are under way, one for each participant, the one that waits longest first.</summary>
    public async Task<List<RunEntry>> DueAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var runs = context.ReconciliationRuns.AsNoTracking().Where(run => run.State == ReconciliationRunState.Queued || run.State == ReconciliationRunState.Running);
        return await runs.Where(run => !runs.Any(earlier => earlier.ParticipantId == run.ParticipantId && earlier.Id < run.Id)).OrderBy(run => run.Id).ToListAsync(cancellationToken);
    }

    /// <summary>The run; null where there is none.</summary>
    public async Task<RunEntry?> FindAsync(Guid runId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.ReconciliationRuns.AsNoTracking().FirstOrDefaultAsync(run => run.Id == runId, cancellationToken);
    }

    /// <summary>The windows of a run that are not done, in their order.</summary>
    public async Task<List<WindowEntry>> OpenWindowsAsync(Guid runId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.ReconciledWindows.AsNoTracking().Where(window => window.RunId == runId && window.State == ReconciliationRunState.Queued).OrderBy(window => window.Position).ToListAsync(cancellationToken);
    }

    /// <summary>It begins, or goes on.</summary>
    public Task<RunEntry> BeginAsync(Guid runId, CancellationToken cancellationToken)
        => ChangeAsync(runId, async (context, run, token) =>
        {
            if (run.State == ReconciliationRunState.Running)
                return;
            run.State = ReconciliationRunState.Running;
            run.StartTime = clock.LedgerNow();
            run.OpeningCount = await DifferenceBook.Open(context, run.ParticipantId, run.LedgerSet).LongCountAsync(token);
        }, cancellationToken);

    /// <summary>Entries in doubt were settled.</summary>
    public Task<RunEntry> AddSettledAsync(Guid runId, int count, CancellationToken cancellationToken)
        => ChangeAsync(runId, (_, run, _) =>
        {
            run.SettledCount += count;
            return Task.CompletedTask;
        }, cancellationToken);

    /// <summary>A window is done: its proof, what it counts, and how its day stands.</summary>
    public Task<RunEntry> CloseAsync(WindowEntry window, WindowResult result, CancellationToken cancellationToken)
        => ChangeAsync(window.RunId, async (context, run, token) =>
        {
            var row = await context.ReconciledWindows.FirstAsync(row => row.RunId == window.RunId && row.Position == window.Position, token);
            if (row.State != ReconciliationRunState.Queued)
                throw new RunEndedException();
            Describe(row, result);
            Count(run, result);
            await RecountAsync(context, run, token);
            if (!run.IsDryRun && run.LedgerSet == LedgerSet.Unspecified && DayWindow.IsWholeDay(window.Day, window.BoundId))
                await SetDayAsync(context, run, window.Day, result, token);
        }, cancellationToken);

    /// <summary>It has ended, as its windows say.</summary>
    public Task<RunEntry> EndAsync(Guid runId, CancellationToken cancellationToken)
        => ChangeAsync(runId, async (context, run, token) =>
        {
            var states = await context.ReconciledWindows.Where(window => window.RunId == runId).Select(window => window.State).Distinct().ToListAsync(token);
            run.State = states.Contains(ReconciliationRunState.Failed) ? ReconciliationRunState.Failed
                : states.Contains(ReconciliationRunState.Partial) ? ReconciliationRunState.Partial
                : states.Contains(ReconciliationRunState.NotOffered) ? ReconciliationRunState.NotOffered
                : states.Contains(ReconciliationRunState.Differences) ? ReconciliationRunState.Differences
                : ReconciliationRunState.Clean;
            await CloseAsync(context, run, token);
        }, cancellationToken);

    /// <summary>The hub itself has failed: what is not done stays to be done.</summary>
    public Task<RunEntry> FailAsync(Guid runId, RunProblem problem, CancellationToken cancellationToken)
        => ChangeAsync(runId, async (context, run, token) =>
        {
            run.State = ReconciliationRunState.Failed;
            (run.ProblemReason, run.Problem) = (problem.Reason, problem.Text);
            await context.ReconciledWindows.Where(window => window.RunId == runId && window.State == ReconciliationRunState.Queued)
                .ExecuteUpdateAsync(set => set.SetProperty(window => window.State, ReconciliationRunState.Failed), token);
            await CloseAsync(context, run, token);
        }, cancellationToken);

    private async Task CloseAsync(HubDbContext context, RunEntry run, CancellationToken cancellationToken)
    {
        run.EndTime = clock.LedgerNow();
        run.ClosingCount = await DifferenceBook.Open(context, run.ParticipantId, run.LedgerSet).LongCountAsync(cancellationToken);
    }

    /// <summary>Changes a run that waits or is under way.</summary>
    /// <exception cref="RunEndedException">It has ended, or another hub was faster.</exception>
    private async Task<RunEntry> ChangeAsync(Guid runId, Func<HubDbContext, RunEntry, CancellationToken, Task> change, CancellationToken cancellationToken)
    {
        try
        {
            return await writer.WriteAsync(async (context, token) =>
            {
                var run = await context.ReconciliationRuns.FirstOrDefaultAsync(run => run.Id == runId, token);
                if (run is not { State: ReconciliationRunState.Queued or ReconciliationRunState.Running })
                    throw new RunEndedException();
                await change(context, run, token);
                return run;
            }, cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw new RunEndedException();
        }
    }

    private static void Describe(WindowEntry row, WindowResult result)
    {
        (row.State, row.CompareTime, row.ByteCount, row.Salt) = (result.State, result.CompareTime, result.ByteCount, result.Salt);
        if (result.Comparison is not { } comparison)
            return;
        (row.HubCount, row.HubSum0, row.HubSum1, row.HubSum2, row.HubSum3) = comparison.Local;
        (row.RegionCount, row.RegionSum0, row.RegionSum1, row.RegionSum2, row.RegionSum3) = comparison.Remote;
        row.Residual = comparison.Residual.ToString();
        row.DifferenceCount = comparison.DifferenceCount;
        row.RoundTripCount = comparison.RoundTrips;
        row.Method = comparison.Methods.ToString().ToUpperInvariant().Replace(", ", "+", StringComparison.Ordinal);
    }

    private static void Count(RunEntry run, WindowResult result)
    {
        run.DoneWindowCount++;
        run.ByteCount += result.ByteCount;
        run.HubRowCount += result.Comparison?.Local.Count ?? 0;
        run.RegionRowCount += result.Comparison?.Remote.Count ?? 0;
        run.DifferenceCount += result.Comparison?.DifferenceCount ?? 0;
        run.InFlightCount += result.InFlightCount;
        run.RoundTripCount += result.Comparison?.RoundTrips ?? 0;
        run.NewDifferenceCount += result.DryNewCount;
        run.RepairCount += result.DryRepairCount;
        // The gravest problem is the run's: one that failed over one that is partial, and of these the first.
        if (result.Problem is { } problem && (run.ProblemReason.Length == 0 || (result.State == ReconciliationRunState.Failed && !run.HasFailed)))
            (run.ProblemReason, run.Problem, run.HasFailed) = (problem.Reason, problem.Text, result.State == ReconciliationRunState.Failed);
    }

    /// <summary>What is kept row by row is counted there: a window that is done again after a kill counts nothing twice, and leaves nothing out.</summary>
    private static async Task RecountAsync(HubDbContext context, RunEntry run, CancellationToken cancellationToken)
    {
        if (run.IsDryRun)
            return;
        run.NewDifferenceCount = await context.Differences.LongCountAsync(difference => difference.FirstRunId == run.Id, cancellationToken);
        run.HealedDifferenceCount = await context.DifferenceEvents.LongCountAsync(e => e.RunId == run.Id && e.Kind == DifferenceEventKind.Healed, cancellationToken);
        run.RepairCount = await context.Repairs.LongCountAsync(repair => repair.RunId == run.Id, cancellationToken);
    }

    private static async Task SetDayAsync(HubDbContext context, RunEntry run, DateOnly date, WindowResult result, CancellationToken cancellationToken)
    {
        var day = await context.ReconciliationDays.FirstOrDefaultAsync(day => day.ParticipantId == run.ParticipantId && day.Day == date, cancellationToken);
        if (day is null)
        {
            day = new DayEntry { ParticipantId = run.ParticipantId, Day = date };
            context.ReconciliationDays.Add(day);
        }
        (day.State, day.LastRunId, day.CompareTime) = (result.State, run.Id, result.CompareTime);
        day.UnreconciledSince = result.State is ReconciliationRunState.Clean or ReconciliationRunState.Differences ? null : day.UnreconciledSince ?? result.CompareTime;
    }
}
