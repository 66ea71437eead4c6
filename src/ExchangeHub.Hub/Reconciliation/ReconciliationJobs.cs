using ExchangeHub.Hub.Configuration;
using Quartz;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>When the jobs of reconciliation run. What they do comes from the table of days, so that nothing is lost with a time that was missed.</summary>
internal static class ReconciliationJobs
{
    /// <summary>Each minute.</summary>
    private const string RollupCron = "0 * * * * ?";

    private static readonly TimeZoneInfo China = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    public static IServiceCollection AddReconciliationJobs(this IServiceCollection services, ReconciliationOptions options)
        => services.AddQuartz(quartz =>
        {
            Schedule<NightlyJob>(quartz, "nightly", options.NightlyCron);
            Schedule<HourlyJob>(quartz, "hourly", options.HourlyCron);
            Schedule<CasesJob>(quartz, "cases", options.CasesCron);
            Schedule<RollupJob>(quartz, "rollups", RollupCron);
            var missed = new JobKey("missed", "reconciliation");
            quartz.AddJob<MissedJob>(job => job.WithIdentity(missed));
            quartz.AddTrigger(trigger => trigger.ForJob(missed).WithIdentity("missed-at-start", "reconciliation").StartNow());
        });

    /// <summary>Has a job run at the times of a cron expression, in Asia/Shanghai, and once for all that it missed.</summary>
    public static JobKey Schedule<TJob>(IQuartzBuilder quartz, string name, string cron)
        where TJob : IJob
    {
        var key = new JobKey(name, "reconciliation");
        quartz.AddJob<TJob>(job => job.WithIdentity(key));
        quartz.AddTrigger(trigger => trigger.ForJob(key).WithIdentity(name, "reconciliation").WithCronSchedule(cron, schedule => schedule.InTimeZone(China).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)));
        return key;
    }
}

/// <summary>A job that ends with the hub: what it waits for goes on when the hub is there again.</summary>
internal abstract class ReconciliationJob(IHostApplicationLifetime lifetime) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            context.Result = await RunAsync(stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            context.Result = "the hub stops";
        }
    }

    /// <summary>Does it, and says what came of it.</summary>
    protected abstract Task<object> RunAsync(CancellationToken cancellationToken);
}

/// <summary>The reconciliation of each night.</summary>
[DisallowConcurrentExecution]
internal sealed class NightlyJob(ReconciliationRounds rounds, IHostApplicationLifetime lifetime) : ReconciliationJob(lifetime)
{
    protected override async Task<object> RunAsync(CancellationToken cancellationToken) => await rounds.NightlyAsync(cancellationToken);
}

/// <summary>The quick check of each hour; and what could not be done before is tried again.</summary>
[DisallowConcurrentExecution]
internal sealed class HourlyJob(ReconciliationRounds rounds, IHostApplicationLifetime lifetime) : ReconciliationJob(lifetime)
{
    protected override async Task<object> RunAsync(CancellationToken cancellationToken)
        => (Present: await rounds.HourlyAsync(cancellationToken), Again: await rounds.AgainAsync(cancellationToken));
}

/// <summary>The states of cases, each night.</summary>
[DisallowConcurrentExecution]
internal sealed class CasesJob(ReconciliationRounds rounds, IHostApplicationLifetime lifetime) : ReconciliationJob(lifetime)
{
    protected override async Task<object> RunAsync(CancellationToken cancellationToken) => await rounds.CasesAsync(cancellationToken);
}

/// <summary>At start: nights that were missed.</summary>
[DisallowConcurrentExecution]
internal sealed class MissedJob(ReconciliationRounds rounds, IHostApplicationLifetime lifetime) : ReconciliationJob(lifetime)
{
    protected override async Task<object> RunAsync(CancellationToken cancellationToken) => await rounds.AgainAsync(cancellationToken);
}

/// <summary>Sums of the ledger's minutes that are past the cut-off.</summary>
[DisallowConcurrentExecution]
internal sealed class RollupJob(LedgerRollups rollups, IHostApplicationLifetime lifetime) : ReconciliationJob(lifetime)
{
    protected override async Task<object> RunAsync(CancellationToken cancellationToken) => await rollups.RunAsync(cancellationToken);
}
