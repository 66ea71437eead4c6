using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Jobs;
using Quartz;

namespace ExchangeHub.Hub.Reconciliation.Feeds;

/// <summary>When all that is stored of published records is read again: each night.</summary>
internal static class FeedJobs
{
    public static IServiceCollection AddFeedChecks(this IServiceCollection services, ReconciliationOptions options)
    {
        services.AddSingleton<FeedBook>();
        services.AddSingleton<FeedReader>();
        services.AddSingleton<FeedCheck>();
        return services.AddQuartz(quartz => quartz.Schedule<FeedJob>(ReconciliationJobs.Group, "feeds", options.FeedsCron));
    }
}

/// <summary>All feeds.</summary>
[DisallowConcurrentExecution]
internal sealed class FeedJob(FeedCheck check, IHostApplicationLifetime lifetime) : EndingJob(lifetime)
{
    protected override async Task<object> RunAsync(CancellationToken cancellationToken) => await check.RunAsync(cancellationToken);
}
