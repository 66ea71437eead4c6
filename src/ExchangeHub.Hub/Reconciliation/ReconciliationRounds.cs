using System.Globalization;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Contracts.Reconciliation.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>What came of a round over all participants; a job's result.</summary>
/// <param name="Runs">Runs that were queued.</param>
/// <param name="Clean">Of these, clean.</param>
/// <param name="Differing">With differences.</param>
/// <param name="Partial">Partial.</param>
/// <param name="Failed">Failed.</param>
/// <param name="Differences">Differences that were found.</param>
/// <param name="Repairs">Repairs that were started.</param>
internal sealed record RoundResult(int Runs, int Clean, int Differing, int Partial, int Failed, long Differences, long Repairs)
{
    public static RoundResult Of(IReadOnlyCollection<RunEntry> runs) => new(
        runs.Count,
        runs.Count(run => run.State == ReconciliationRunState.Clean),
        runs.Count(run => run.State == ReconciliationRunState.Differences),
        runs.Count(run => run.State == ReconciliationRunState.Partial),
        runs.Count(run => run.State == ReconciliationRunState.Failed),
        runs.Sum(run => run.DifferenceCount),
        runs.Sum(run => run.RepairCount));
}

/// <summary>Has all regions' back offices compared, by jobs: each night, each hour, and again what could not be done.</summary>
internal sealed partial class ReconciliationRounds(
    HubStateHolder state, DayBook days, LedgerRollups rollups, RunRequests requests, RunDispatcher dispatcher, ReconciliationOptions options, TimeProvider clock, ILogger<ReconciliationRounds> logger)
{
    private static readonly TimeSpan ChinaOffset = TimeSpan.FromHours(8);

    /// <summary>
    /// All days that are not reconciled, or have differences that are open (日终对账). Once a night, however many hubs there are. The rollups
    /// of the day that closed are checked first: what they lack would be missed on both sides where the region lacks it too.
    /// </summary>
    public async Task<RoundResult> NightlyAsync(CancellationToken cancellationToken)
    {
        var (now, cutOff) = (clock.LedgerNow(), TimeSpan.FromMinutes(options.CutOffMinutes));
        await rollups.RunAsync(cancellationToken);
        if (DayWindow.At(DayWindow.LastClosed(now, cutOff), now, cutOff) is { } closed)
            await rollups.RecomputeAsync(closed.Range, cancellationToken);
        return await RunAsync("nightly", participant => Job(participant, ReconciliationRunKind.Nightly, Key("nightly", "yyyy-MM-dd")), cancellationToken);
    }

    /// <summary>The present day (小时核对).</summary>
    public Task<RoundResult> HourlyAsync(CancellationToken cancellationToken)
        => RunAsync("hourly", participant => Job(participant, ReconciliationRunKind.Hourly, Key("hourly", "yyyy-MM-ddTHH")), cancellationToken);

    /// <summary>The states of cases (案件状态核对). Once a night, however many hubs there are.</summary>
    public Task<RoundResult> CasesAsync(CancellationToken cancellationToken)
        => RunAsync("cases", participant => Job(participant, ReconciliationRunKind.Nightly, Key("cases", "yyyy-MM-dd")) with { LedgerSet = LedgerSet.Cases }, cancellationToken);

    /// <summary>What could not be done in its night, and what was repaired since.</summary>
    public async Task<RoundResult> AgainAsync(CancellationToken cancellationToken)
    {
        var again = new Dictionary<string, List<DateOnly>>(StringComparer.Ordinal);
        foreach (var participant in Participants())
        {
            await days.AddClosedAsync(participant, cancellationToken);
            again[participant] = await days.AgainAsync(participant, cancellationToken);
        }
        return await RunAsync("again", participant => Job(participant, ReconciliationRunKind.Nightly, Key("again", "yyyy-MM-ddTHH")) with { Days = again.GetValueOrDefault(participant, []) }, cancellationToken);
    }

    private IEnumerable<string> Participants() => state.Current.Regions.Values.Select(region => region.BackOffice?.Id).OfType<string>().Order(StringComparer.Ordinal);

    private RunRequest Job(string participantId, ReconciliationRunKind kind, string key) => new(participantId, kind) { IsRepairing = options.Repair, JobKey = key };

    private string Key(string job, string format) => $"{job}:{clock.GetUtcNow().ToOffset(ChinaOffset).ToString(format, CultureInfo.InvariantCulture)}";

    private async Task<RoundResult> RunAsync(string round, Func<string, RunRequest> request, CancellationToken cancellationToken)
    {
        var queued = new List<RunEntry>();
        foreach (var participant in Participants())
        {
            if (await requests.QueueAsync(request(participant), cancellationToken) is { } run)
                queued.Add(run);
        }
        var result = RoundResult.Of(await Task.WhenAll(queued.Select(run => dispatcher.WaitAsync(run, cancellationToken))));
        LogRound(logger, round, result);
        return result;
    }

    [LoggerMessage(1932, LogLevel.Information, "Reconciliation, {Round}: {Result}")]
    private static partial void LogRound(ILogger logger, string round, RoundResult result);
}
