using ExchangeHub.Hub.Configuration;
using Quartz;

namespace ExchangeHub.Hub.Addenda;

/// <summary>Registers addenda and their job, which runs at the hub's start too, and once for all times that it was missed.</summary>
internal static class AddendumServices
{
    private static readonly TimeZoneInfo China = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    public static IServiceCollection AddAddenda(this IServiceCollection services, SharingOptions options)
    {
        services.AddSingleton<RevokedFeed>();
        services.AddSingleton<AddendumBook>();
        services.AddSingleton<AddendumRunner>();
        return services.AddQuartz(quartz =>
        {
            var key = new JobKey("addenda", "sharing");
            quartz.AddJob<AddendumJob>(job => job.WithIdentity(key));
            quartz.AddTrigger(trigger => trigger.ForJob(key).WithIdentity("addenda", "sharing").WithCronSchedule(options.AddendumCron, schedule => schedule.InTimeZone(China).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)));
            quartz.AddTrigger(trigger => trigger.ForJob(key).WithIdentity("addenda-at-start", "sharing").StartNow());
        });
    }
}

/// <summary>The look for earlier answers about certificates that were revoked since.</summary>
[DisallowConcurrentExecution]
internal sealed class AddendumJob(AddendumRunner runner, IHostApplicationLifetime lifetime) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            context.Result = await runner.RunAsync(stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            context.Result = "the hub stops"; // What is left, the next run does.
        }
    }
}
