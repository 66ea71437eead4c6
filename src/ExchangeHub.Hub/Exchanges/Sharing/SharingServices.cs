using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Sharing;
using ExchangeHub.Hub.Sharing.Grants;
using Quartz;

namespace ExchangeHub.Hub.Exchanges.Sharing;

/// <summary>Registers information sharing.</summary>
internal static class SharingServices
{
    /// <summary>Daily at 00:10, when days have ended.</summary>
    private const string GrantCron = "0 10 0 * * ?";

    private static readonly TimeZoneInfo China = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    public static IServiceCollection AddSharing(this IServiceCollection services, HubOptions options)
    {
        services.AddSingleton(options.Sharing);
        services.AddSingleton<RecordCodec>();
        services.AddSingleton<PublicationWriter>();
        services.AddSingleton<RecordStore>();
        services.AddSingleton<FeedTails>();
        services.AddSingleton<FeedWatch>();
        services.AddSingleton<ReadRights>();
        services.AddSingleton<RecordRequests>();
        services.AddSingleton<RecordReading>();
        services.AddSingleton<RecordList>();
        services.AddSingleton<RecordPublishing>();
        services.AddSingleton<IRecordReader, RecordReader>();
        services.AddSingleton<RecordSharingEndpoint>();
        services.AddSingleton<GrantRules>();
        services.AddSingleton<GrantBook>();
        services.AddSingleton<GrantWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<GrantWatch>());
        services.AddSingleton<GrantDesk>();
        services.AddSingleton<GrantReading>();
        services.AddSingleton<GrantDueRunner>();
        services.AddSingleton<SharingGrantEndpoint>();
        services.AddQuartz(quartz =>
        {
            var key = new JobKey("grants-due", "sharing");
            quartz.AddJob<GrantDueJob>(job => job.WithIdentity(key));
            quartz.AddTrigger(trigger => trigger.ForJob(key).WithIdentity("grants-due", "sharing").WithCronSchedule(GrantCron, schedule => schedule.InTimeZone(China).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)));
            quartz.AddTrigger(trigger => trigger.ForJob(key).WithIdentity("grants-due-at-start", "sharing").StartNow());
        });
        return services;
    }
}
