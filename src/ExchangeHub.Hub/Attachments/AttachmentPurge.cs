using ExchangeHub.Hub.Configuration;
using Quartz;

namespace ExchangeHub.Hub.Attachments;

/// <summary>Removes what was announced and never bound. It looks at ages only, so a run that was missed or came twice is no matter.</summary>
[DisallowConcurrentExecution]
internal sealed partial class AttachmentPurge(AttachmentStore store, AttachmentOptions options, TimeProvider clock, ILogger<AttachmentPurge> logger) : IJob
{
    /// <summary>How often it runs, and first when the hub starts.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    public static void Schedule(IQuartzBuilder quartz)
        => quartz.ScheduleJob<AttachmentPurge>(trigger => trigger
            .WithIdentity("attachment-purge")
            .StartNow()
            .WithSimpleSchedule(schedule => schedule.WithInterval(Interval).RepeatForever()));

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var purged = await store.PurgeUnboundAsync(clock.GetUtcNow() - TimeSpan.FromHours(options.UnboundHours), cancellationToken);
        if (purged > 0)
            LogPurged(logger, purged, options.UnboundHours);
    }

    [LoggerMessage(1907, LogLevel.Information, "Removed {Count} attachments that were bound to no case or record within {Hours} hours")]
    private static partial void LogPurged(ILogger logger, int count, int hours);
}
