using System.Security.Cryptography;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
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
    HubStateHolder state, BackOfficeConnections backOffices, IParticipantLedger ledger, IDbContextFactory<HubDbContext> contexts, LedgerRollups rollups, InDoubtSettler settler,
    RowClassification classification, DifferenceBook differences, LedgerRepairs repairs, RunBook runs, RunProgress progress, ReconciliationOptions options, TimeProvider clock, ILogger<WindowReconciler> logger)
{
    /// <summary>How often a window is compared while the region's ledger changes.</summary>
    private const int MaxAttempts = 3;

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
            task.Fail(isMissing ? ReconciliationRunState.Failed : ReconciliationRunState.Partial, RunProblem.Of(error), isRegionDown: true);
        }
        catch (RemoteLedgerException error)
        {
            task.Fail(error.IsChange ? ReconciliationRunState.Partial : ReconciliationRunState.Failed, error.IsChange ? RunProblem.Changing(error) : RunProblem.Invalid(error));
        }
        catch (TooManyDifferencesException)
        {
            task.Fail(ReconciliationRunState.Failed, RunProblem.TooMany(options.MaxDifferences));
        }
        if (task.Result.Problem is { } problem)
            LogNotReconciled(logger, run.Id, run.ParticipantId, window.Day, problem.Reason, problem.English);
        return task.Result with { ByteCount = task.ByteCount };
    }

    private async Task TryReconcileAsync(WindowTask task, CancellationToken cancellationToken)
    {
        var (run, range) = (task.Run, task.Range);
        var region = state.Current.Regions.Values.FirstOrDefault(region => region.BackOffice?.Id == run.ParticipantId)
            ?? throw new HubException(ErrorCatalogue.RegionUnreachable, ("region", run.ParticipantId)); // Reconfigured; it waits until the region is there again.
        var backOffice = backOffices.For(region);
        if (!run.IsSignOff)
            await rollups.RunAsync(cancellationToken);
        if (!run.IsDryRun)
            await settler.SettleAsync(run.ParticipantId, range, task.Read(Remote(backOffice, task)), count => runs.AddSettledAsync(run.Id, count, cancellationToken), cancellationToken);

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
        await differences.HealAsync(run, range, cancellationToken);
        if (run.IsRepairing && found.Count > 0)
            await repairs.StartAsync(run, region, range, task.Result.CompareTime, cancellationToken);
    }

    /// <summary>
    /// Compares until the region's ledger stands still. Where the proof fails it may be the hub's rollups that are not what its ledger
    /// says, since an entry came too late for them: they are computed again, once.
    /// </summary>
    private async Task<(ComparisonResult Result, List<RowDifference> Found)> CompareAsync(WindowTask task, IBackOffice backOffice, CancellationToken cancellationToken)
    {
        var checkedRollups = task.Salt is not null;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await CompareOnceAsync(task, backOffice, cancellationToken);
            }
            catch (RemoteLedgerException error) when (error.IsChange && attempt < MaxAttempts)
            {
                LogAgain(logger, task.Run.Id, task.Window.Day, error.Message);
                if (!checkedRollups)
                    await rollups.RecomputeAsync(task.Range, cancellationToken);
                checkedRollups = true;
            }
        }
    }

    private async Task<(ComparisonResult Result, List<RowDifference> Found)> CompareOnceAsync(WindowTask task, IBackOffice backOffice, CancellationToken cancellationToken)
    {
        var found = new List<RowDifference>();
        var remote = task.Read(Remote(backOffice, task));
        var local = new HubLedger(task.Run.ParticipantId, task.Salt, ledger, contexts);
        var comparison = new LedgerComparison(local, remote, new ComparisonOptions());
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

    private async Task RecordAsync(WindowTask task, RowDifference[] page, IBackOffice backOffice, DryCounts dry, CancellationToken cancellationToken)
    {
        var rows = await classification.ClassifyAsync(task.Run.ParticipantId, page, task.Read(Remote(backOffice, task)), task.Salt, cancellationToken);
        if (!task.Run.IsDryRun)
        {
            await differences.RecordAsync(task.Run, rows, cancellationToken);
            return;
        }
        dry.New += rows.Count - await differences.CountKnownAsync(task.Run.ParticipantId, rows, cancellationToken);
        dry.Repairable += rows.Count(row => row.Kind == DifferenceKind.MissingAtRegion);
    }

    private RemoteLedger Remote(IBackOffice backOffice, WindowTask task) => new(backOffice, task.Salt, TimeSpan.FromMilliseconds(options.DeadlineMs), clock);

    /// <summary>What is to be done, and what came of it so far.</summary>
    private sealed class WindowTask(RunEntry run, WindowEntry window, byte[]? salt, DateTimeOffset begin)
    {
        private readonly List<RemoteLedger> _reads = [];

        public RunEntry Run => run;

        public WindowEntry Window => window;

        public IdRange Range { get; } = new(window.FirstId, window.BoundId);

        public byte[]? Salt => salt;

        public WindowResult Result { get; set; } = new(ReconciliationRunState.Failed, begin) { Salt = salt };

        /// <summary>Bytes of all reads of the region's ledger.</summary>
        public long ByteCount => _reads.Sum(read => read.ByteCount);

        public RemoteLedger Read(RemoteLedger remote)
        {
            _reads.Add(remote);
            return remote;
        }

        /// <summary>What was compared does not count: it could not be brought to its end.</summary>
        public void Fail(ReconciliationRunState how, RunProblem problem, bool isRegionDown = false)
            => Result = Result with { State = how, Problem = problem, IsRegionDown = isRegionDown, Comparison = null };
    }

    private sealed class DryCounts
    {
        public long New { get; set; }

        public long Repairable { get; set; }
    }

    /// <summary>Passes progress on at once, where the class of the framework would leave it to a thread.</summary>
    private sealed class Watch(Action<ComparisonProgress> report) : IProgress<ComparisonProgress>
    {
        public void Report(ComparisonProgress value) => report(value);
    }

    private sealed class TooManyDifferencesException : Exception;

    [LoggerMessage(1921, LogLevel.Warning, "Run {RunId}: {Day} of {Participant} could not be reconciled: {Reason}, {Problem}")]
    private static partial void LogNotReconciled(ILogger logger, Guid runId, string participant, DateOnly day, string reason, string problem);

    [LoggerMessage(1922, LogLevel.Information, "Run {RunId}: {Day} is compared again: {Problem}")]
    private static partial void LogAgain(ILogger logger, Guid runId, DateOnly day, string problem);
}
