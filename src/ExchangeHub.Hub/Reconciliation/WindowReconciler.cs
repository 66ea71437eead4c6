using System.Security.Cryptography;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Contracts.Reconciliation.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Reconciliation.CaseStates;
using ExchangeHub.Hub.Relay;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Reconciliation;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>
/// Reconciles one day of a run: settles what is in doubt, compares, writes down what differs, closes what is healed, and starts
/// repairs. All of it may be done again from the beginning.
/// </summary>
internal sealed partial class WindowReconciler(
    HubStateHolder state, BackOfficeConnections backOffices, WindowComparison comparison, CaseReconciler cases, IParticipantLedger ledger, IDbContextFactory<HubDbContext> contexts, LedgerRollups rollups, InDoubtSettler settler,
    RowClassification classification, DifferenceBook differences, LedgerRepairs repairs, RunBook runs, RunProgress progress, ReconciliationOptions options, TimeProvider clock, ILogger<WindowReconciler> logger)
{
    private const int PageSize = RemoteLedger.MaxIds;

    /// <summary>Reconciles a window. What goes wrong on the region's side is its result; anything else is thrown.</summary>
    public async Task<WindowResult> ReconcileAsync(RunEntry run, WindowEntry window, CancellationToken cancellationToken)
    {
        var task = new WindowTask(run, window, run.IsSignOff ? RandomNumberGenerator.GetBytes(CanonicalRow.SaltBytes) : null, clock.LedgerNow());
        progress.Open(run.Id, window.Day);
        try
        {
            await TryReconcileAsync(task, cancellationToken);
        }
        catch (HubException error) when (error.Kind.Side == "region")
        {
            // One that offers no ledger at all is not tried again before the next night.
            var isMissing = RemoteLedger.HasStatus(error, Grpc.Core.StatusCode.Unimplemented);
            if (isMissing && run.LedgerSet != LedgerSet.Unspecified)
                task.Fail(ReconciliationRunState.NotOffered, RunProblem.NotOffered(), isRegionDown: true);
            else
                task.Fail(isMissing ? ReconciliationRunState.Failed : ReconciliationRunState.Partial, RunProblem.Of(error), isRegionDown: true);
        }
        catch (SetNotOfferedException)
        {
            task.Fail(ReconciliationRunState.NotOffered, RunProblem.NotOffered(), isRegionDown: true);
        }
        catch (RemoteLedgerException error)
        {
            task.Fail(error.IsChange ? ReconciliationRunState.Partial : ReconciliationRunState.Failed, error.IsChange ? RunProblem.Changing(error) : RunProblem.Invalid(error));
        }
        catch (TooManyDifferencesException)
        {
            task.Fail(ReconciliationRunState.Failed, RunProblem.TooMany(options.MaxDifferences));
        }
        if (task.Result is { State: not ReconciliationRunState.NotOffered, Problem: { } problem })
            LogNotReconciled(logger, run.Id, run.ParticipantId, window.Day, problem.Reason, problem.English);
        return task.Result with { ByteCount = task.ByteCount };
    }

    private async Task TryReconcileAsync(WindowTask task, CancellationToken cancellationToken)
    {
        var (run, range) = (task.Run, task.Range);
        var region = state.Current.Regions.Values.FirstOrDefault(region => region.BackOffice?.Id == run.ParticipantId)
            ?? throw new HubException(ErrorCatalogue.RegionUnreachable, ("region", run.ParticipantId)); // Reconfigured; it waits until the region is there again.
        var backOffice = backOffices.For(region);
        if (run.LedgerSet == LedgerSet.Cases)
        {
            await cases.ReconcileAsync(task, region, backOffice, cancellationToken);
            return;
        }
        if (!run.IsSignOff)
            await rollups.RunAsync(cancellationToken);
        if (!run.IsDryRun)
            await settler.SettleAsync(run.ParticipantId, range, comparison.Read(task, backOffice), count => runs.AddSettledAsync(run.Id, count, cancellationToken), cancellationToken);

        var (result, found) = await CompareAsync(task, backOffice, cancellationToken);
        task.Result = task.Result with { State = found.Count == 0 ? ReconciliationRunState.Clean : ReconciliationRunState.Differences, Comparison = result };
        var dry = new DryCounts();
        foreach (var page in found.Chunk(PageSize))
            await RecordAsync(task, page, backOffice, dry, cancellationToken);
        if (run.IsDryRun)
        {
            task.Result = task.Result with { DryNewCount = dry.New, DryRepairCount = Math.Min(dry.Repairable, Math.Max(0, options.MaxRepairs - run.RepairCount)) };
            return;
        }
        await differences.HealAsync(run, range, [], cancellationToken);
        if (run.IsRepairing && found.Count > 0)
            await repairs.StartAsync(run, region, range, task.Result.CompareTime, cancellationToken);
    }

    /// <summary>
    /// Compares until the region's ledger stands still. Where the proof fails it may be the hub's rollups that are not what its ledger
    /// says, since an entry came too late for them: they are computed again, once.
    /// </summary>
    private Task<(ComparisonResult Result, List<RowDifference> Found)> CompareAsync(WindowTask task, IBackOffice backOffice, CancellationToken cancellationToken)
    {
        var attempt = 0;
        return comparison.RunAsync(task, backOffice, LedgerAsync, cancellationToken);

        async Task<ILocalLedger> LedgerAsync(CancellationToken token)
        {
            if (++attempt == 2 && task.Salt is null)
                await rollups.RecomputeAsync(task.Range, token);
            return new HubLedger(task.Run.ParticipantId, task.Salt, ledger, contexts);
        }
    }

    private async Task RecordAsync(WindowTask task, RowDifference[] page, IBackOffice backOffice, DryCounts dry, CancellationToken cancellationToken)
    {
        var rows = await classification.ClassifyAsync(task.Run.ParticipantId, page, comparison.Read(task, backOffice), task.Salt, cancellationToken);
        if (!task.Run.IsDryRun)
        {
            await differences.RecordAsync(task.Run, rows, cancellationToken);
            return;
        }
        dry.New += rows.Count - await differences.CountKnownAsync(task.Run, rows, cancellationToken);
        dry.Repairable += rows.Count(row => row.Kind == DifferenceKind.MissingAtRegion);
    }

    private sealed class DryCounts
    {
        public long New { get; set; }

        public long Repairable { get; set; }
    }

    [LoggerMessage(1921, LogLevel.Warning, "Run {RunId}: {Day} of {Participant} could not be reconciled: {Reason}, {Problem}")]
    private static partial void LogNotReconciled(ILogger logger, Guid runId, string participant, DateOnly day, string reason, string problem);
}
