using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Jobs;
using Quartz;

namespace ExchangeHub.Hub.Cases;

/// <summary>When the jobs of cases run. Each runs at the hub's start too, and once for all times that it was missed.</summary>
internal static class CaseJobs
{
    /// <summary>Daily at 03:30.</summary>
    private const string RetentionCron = "0 30 3 * * ?";

    private const string Group = "cases";

    public static IServiceCollection AddCaseJobs(this IServiceCollection services, CaseOptions options)
        => services.AddQuartz(quartz =>
        {
            quartz.AtStart(quartz.Schedule<DueCheckJob>(Group, "due-check", options.DueCheckCron));
            quartz.AtStart(quartz.Schedule<RetentionJob>(Group, "retention", RetentionCron));
        });
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
