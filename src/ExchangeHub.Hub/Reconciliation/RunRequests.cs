using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Contracts.Reconciliation.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Reconciliation.CaseStates;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Hub.Validation;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>What a run is asked to do.</summary>
/// <param name="ParticipantId">The region's back office.</param>
/// <param name="Kind">What asks.</param>
internal sealed record RunRequest(string ParticipantId, ReconciliationRunKind Kind)
{
    /// <summary>Which rows are compared.</summary>
    public LedgerSet LedgerSet { get; init; }

    /// <summary>First day; null with <see cref="LastDay"/>: for an hourly run the present day, else all days that are due.</summary>
    public DateOnly? FirstDay { get; init; }

    public DateOnly? LastDay { get; init; }

    /// <summary>The days themselves, instead.</summary>
    public IReadOnlyList<DateOnly>? Days { get; init; }

    public bool IsDryRun { get; init; }

    public bool IsSignOff { get; init; }

    public bool IsRepairing { get; init; }

    public string RequesterId { get; init; } = "";

    public string OperatorName { get; init; } = "";

    public string Reason { get; init; } = "";

    /// <summary>What a job's run is for; there is one at most.</summary>
    public string? JobKey { get; init; }
}

/// <summary>A run that is ready to be queued, and what it compares.</summary>
internal sealed record RunPlan(RunEntry Run, IReadOnlyList<WindowEntry> Windows);

/// <summary>Queues runs and ends them (启动与取消).</summary>
internal sealed class RunRequests(DayBook days, CaseDays caseDays, DatabaseWriter writer, IHubDatabase database, ExchangeIds ids, ReconciliationOptions options, TimeProvider clock)
{
    /// <summary>Says what a run would compare: which days, and of the present one what is older than the cut-off. Nothing is written but days that have closed.</summary>
    public async Task<RunPlan> PlanAsync(RunRequest request, CancellationToken cancellationToken)
    {
        if (request.LedgerSet == LedgerSet.Unspecified)
            await days.AddClosedAsync(request.ParticipantId, cancellationToken);
        var now = clock.LedgerNow();
        var cutOff = TimeSpan.FromMinutes(options.CutOffMinutes);
        var isQuickCheck = request.Kind == ReconciliationRunKind.Hourly && request.Days is null;
        var windows = (await DaysAsync(request, now, cancellationToken)).Select(day => DayWindow.At(day, now, cutOff)).OfType<DayWindow>().ToList();
        var run = new RunEntry
        {
            Id = ids.Next(),
            ParticipantId = request.ParticipantId,
            Kind = request.Kind,
            LedgerSet = request.LedgerSet,
            FirstDay = isQuickCheck ? null : request.FirstDay ?? (windows.Count > 0 ? windows[0].Day : null),
            LastDay = isQuickCheck ? null : request.LastDay ?? (windows.Count > 0 ? windows[^1].Day : null),
            IsDryRun = request.IsDryRun,
            IsSignOff = request.IsSignOff,
            IsRepairing = request.IsRepairing && request.LedgerSet == LedgerSet.Unspecified, // Cases are not repaired.
            RequesterId = request.RequesterId,
            OperatorName = request.OperatorName,
            Reason = request.Reason,
            JobKey = request.JobKey,
            QueueTime = now,
            WindowCount = windows.Count,
        };
        return new RunPlan(run, [.. windows.Select((window, position) => new WindowEntry { RunId = run.Id, Position = position, Day = window.Day, FirstId = window.Range.First, BoundId = window.Range.Bound })]);
    }

    /// <summary>Queues it, in the caller's transaction; <see cref="RunDispatcher.Signal"/> when that is committed.</summary>
    public static void Add(HubDbContext context, RunPlan plan)
    {
        context.ReconciliationRuns.Add(plan.Run);
        context.ReconciledWindows.AddRange(plan.Windows);
    }

    /// <summary>Plans a job's run and queues it. Returns null where there is nothing to compare, or where there is one with its key already.</summary>
    public async Task<RunEntry?> QueueAsync(RunRequest request, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(request, cancellationToken);
        if (plan.Windows.Count == 0)
            return null;
        try
        {
            return await writer.WriteAsync(async (context, token) =>
            {
                if (await context.ReconciliationRuns.AnyAsync(run => run.ParticipantId == request.ParticipantId && run.JobKey == request.JobKey && request.JobKey != null, token))
                    return null;
                Add(context, plan);
                return plan.Run;
            }, cancellationToken);
        }
        catch (Exception error) when (database.FaultOf(error) == DatabaseFault.Duplicate)
        {
            return null; // Another hub was faster.
        }
    }

    /// <summary>
    /// Ends a run that waits or is under way, in the caller's transaction; <see cref="RunDispatcher.Cancel"/> when that is
    /// committed. Returns whether it was one.
    /// </summary>
    public async Task<bool> CancelAsync(HubDbContext context, Guid runId, CancellationToken cancellationToken)
    {
        var run = await context.ReconciliationRuns.FirstOrDefaultAsync(run => run.Id == runId, cancellationToken);
        if (run is not { State: ReconciliationRunState.Queued or ReconciliationRunState.Running })
            return false;
        run.State = ReconciliationRunState.Cancelled;
        run.EndTime = clock.LedgerNow();
        run.ClosingCount = await DifferenceBook.Open(context, run.ParticipantId, run.LedgerSet).LongCountAsync(cancellationToken);
        await context.ReconciledWindows.Where(window => window.RunId == runId && window.State == ReconciliationRunState.Queued)
            .ExecuteUpdateAsync(set => set.SetProperty(window => window.State, ReconciliationRunState.Cancelled), cancellationToken);
        return true;
    }

    private async Task<IEnumerable<DateOnly>> DaysAsync(RunRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (request.Days is { } named)
            return named;
        if (request.FirstDay is { } first && request.LastDay is { } last)
            return Enumerable.Range(0, Math.Clamp(last.DayNumber - first.DayNumber + 1, 0, DayBook.MaxDays)).Select(first.AddDays);
        if (request.LedgerSet == LedgerSet.Cases)
            return await caseDays.DueAsync(request.ParticipantId, cancellationToken);
        if (request.Kind == ReconciliationRunKind.Hourly)
            return [ChinaTime.DateOf(now)];
        return await days.DueAsync(request.ParticipantId, cancellationToken);
    }
}
