using ExchangeHub.Hub.Configuration;
using Quartz;

namespace ExchangeHub.Hub.Cases;

/// <summary>When the jobs of cases run. Each runs at the hub's start too, and once for all times that it was missed.</summary>
internal static class CaseJobs
{
    /// <summary>Daily at 03:30.</summary>
    private const string RetentionCron = "0 30 3 * * ?";

    private static readonly TimeZoneInfo China = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    public static IServiceCollection AddCaseJobs(this IServiceCollection services, CaseOptions options)
        => services.AddQuartz(quartz =>
        {
            Schedule<DueCheckJob>(quartz, "due-check", options.DueCheckCron);
            Schedule<RetentionJob>(quartz, "retention", RetentionCron);
        });

    private static void Schedule<TJob>(IQuartzBuilder quartz, string name, string cron)
        where TJob : IJob
    {
        var key = new JobKey(name, "cases");
        quartz.AddJob<TJob>(job => job.WithIdentity(key));
        quartz.AddTrigger(trigger => trigger.ForJob(key).WithIdentity(name, "cases").WithCronSchedule(cron, schedule => schedule.InTimeZone(China).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)));
        quartz.AddTrigger(trigger => trigger.ForJob(key).WithIdentity($"{name}-at-start", "cases").StartNow());
    }
}

/// <summary>The due check.</summary>
[DisallowConcurrentExecution]
internal sealed class DueCheckJob(CaseDueRunner runner) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => context.Result = await runner.RunAsync(cancellationToken);
}

/// <summary>The purge of what was kept long enough.</summary>
[DisallowConcurrentExecution]
internal sealed class RetentionJob(CaseRetention retention) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => context.Result = await retention.RunAsync(cancellationToken);
}
