using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Jobs;
using Quartz;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>When the jobs of reconciliation run. What they do comes from the table of days, so that nothing is lost with a time that was missed.</summary>
internal static class ReconciliationJobs
{
    /// <summary>Each minute.</summary>
    private const string RollupCron = "0 * * * * ?";

    /// <summary>Group of its jobs.</summary>
    public const string Group = "reconciliation";

    public static IServiceCollection AddReconciliationJobs(this IServiceCollection services, ReconciliationOptions options)
        => services.AddQuartz(quartz =>
        {
            quartz.Schedule<NightlyJob>(Group, "nightly", options.NightlyCron);
            quartz.Schedule<HourlyJob>(Group, "hourly", options.HourlyCron);
            quartz.Schedule<CasesJob>(Group, "cases", options.CasesCron);
            quartz.Schedule<RollupJob>(Group, "rollups", RollupCron);
            quartz.AtStart(quartz.Job<MissedJob>(Group, "missed"));
        });
}

/// <summary>The reconciliation of each night.</summary>
[DisallowConcurrentExecution]
internal sealed class NightlyJob(ReconciliationRounds rounds, IHostApplicationLifetime lifetime) : EndingJob(lifetime)
{
    protected override async Task<object> RunAsync(CancellationToken cancellationToken) => await rounds.NightlyAsync(cancellationToken);
}

/// <summary>The quick check of each hour; and what could not be done before is tried again.</summary>
[DisallowConcurrentExecution]
internal sealed class HourlyJob(ReconciliationRounds rounds, IHostApplicationLifetime lifetime) : EndingJob(lifetime)
{
    protected override async Task<object> RunAsync(CancellationToken cancellationToken)
        => (Present: await rounds.HourlyAsync(cancellationToken), Again: await rounds.AgainAsync(cancellationToken));
}

/// <summary>The states of cases, each night.</summary>
[DisallowConcurrentExecution]
internal sealed class CasesJob(ReconciliationRounds rounds, IHostApplicationLifetime lifetime) : EndingJob(lifetime)
{
    protected override async Task<object> RunAsync(CancellationToken cancellationToken) => await rounds.CasesAsync(cancellationToken);
}

/// <summary>At start: nights that were missed.</summary>
[DisallowConcurrentExecution]
internal sealed class MissedJob(ReconciliationRounds rounds, IHostApplicationLifetime lifetime) : EndingJob(lifetime)
{
    protected override async Task<object> RunAsync(CancellationToken cancellationToken) => await rounds.AgainAsync(cancellationToken);
}

/// <summary>Sums of the ledger's minutes that are past the cut-off.</summary>
[DisallowConcurrentExecution]
internal sealed class RollupJob(LedgerRollups rollups, IHostApplicationLifetime lifetime) : EndingJob(lifetime)
{
    protected override async Task<object> RunAsync(CancellationToken cancellationToken) => await rollups.RunAsync(cancellationToken);
}
