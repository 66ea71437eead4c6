using ExchangeHub.Hub.Attachments;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Jobs;
using ExchangeHub.Hub.Sharing;
using ExchangeHub.Hub.Sharing.Grants;
using Quartz;

namespace ExchangeHub.Hub.Exchanges.Sharing;

/// <summary>Registers information sharing.</summary>
internal static class SharingServices
{
    /// <summary>Daily at 00:10, when days have ended.</summary>
    private const string GrantCron = "0 10 0 * * ?";

    public static IServiceCollection AddSharing(this IServiceCollection services, HubOptions options)
    {
        services.AddSingleton(options.Sharing);
        services.AddSingleton<RecordCodec>();
        services.AddSingleton<RecordDocuments>();
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
        services.AddSingleton<IRecordAudience, RecordAudience>();
        services.AddSingleton<RecordSharingEndpoint>();
        services.AddSingleton<GrantRules>();
        services.AddSingleton<GrantBook>();
        services.AddSingleton<GrantWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<GrantWatch>());
        services.AddSingleton<GrantDesk>();
        services.AddSingleton<GrantReading>();
        services.AddSingleton<GrantDueRunner>();
        services.AddSingleton<GrantMetrics>();
        services.AddSingleton<SharingGrantEndpoint>();
        services.AddQuartz(quartz => quartz.AtStart(quartz.Schedule<GrantDueJob>("sharing", "grants-due", GrantCron)));
        return services;
    }
}
