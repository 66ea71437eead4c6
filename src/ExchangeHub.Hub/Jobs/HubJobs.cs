using Quartz;

namespace ExchangeHub.Hub.Jobs;

/// <summary>When jobs run: at the times of a cron expression in Asia/Shanghai, and once for all that were missed.</summary>
internal static class HubJobs
{
    private static readonly TimeZoneInfo China = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    /// <summary>
    /// Adds a job. It is durable: one whose only trigger is done would else be gone from the store, maybe while another hub that starts
    /// adds its own trigger for it.
    /// </summary>
    public static JobKey Job<TJob>(this IQuartzBuilder quartz, string group, string name)
        where TJob : IJob
    {
        var key = new JobKey(name, group);
        quartz.AddJob<TJob>(job => job.WithIdentity(key).StoreDurably());
        return key;
    }

    /// <summary>Has a job run at the times of a cron expression.</summary>
    public static JobKey Schedule<TJob>(this IQuartzBuilder quartz, string group, string name, string cron)
        where TJob : IJob
    {
        var key = quartz.Job<TJob>(group, name);
        quartz.AddTrigger(trigger => trigger.ForJob(key).WithIdentity(name, group).WithCronSchedule(cron, schedule => schedule.InTimeZone(China).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)));
        return key;
    }

    /// <summary>Has a job run at the hub's start too.</summary>
    public static void AtStart(this IQuartzBuilder quartz, JobKey job)
        => quartz.AddTrigger(trigger => trigger.ForJob(job).WithIdentity($"{job.Name}-at-start", job.Group).StartNow());
}

/// <summary>A job that ends with the hub: what it waits for goes on when the hub is there again.</summary>
internal abstract class EndingJob(IHostApplicationLifetime lifetime) : IJob
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
