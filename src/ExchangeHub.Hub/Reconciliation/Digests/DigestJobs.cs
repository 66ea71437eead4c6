using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Jobs;
using Quartz;

namespace ExchangeHub.Hub.Reconciliation.Digests;

/// <summary>When stored contents are read again: each week; at start, what was not done then; and each hour those that are corrupt.</summary>
internal static class DigestJobs
{
    private const string Name = "attachment-digests";

    public static IServiceCollection AddDigestChecks(this IServiceCollection services, ReconciliationOptions options)
    {
        services.AddSingleton<DigestBook>();
        services.AddSingleton<DigestReader>();
        services.AddSingleton<DigestCheck>();
        return services.AddQuartz(quartz =>
        {
            quartz.AtStart(quartz.Schedule<DigestJob>(ReconciliationJobs.Group, Name, options.AttachmentCron));
            quartz.Schedule<DigestAgainJob>(ReconciliationJobs.Group, $"{Name}-again", options.HourlyCron);
        });
    }
}

/// <summary>Contents that were not read for long.</summary>
[DisallowConcurrentExecution]
internal sealed class DigestJob(DigestCheck check, IHostApplicationLifetime lifetime) : EndingJob(lifetime)
{
    protected override async Task<object> RunAsync(CancellationToken cancellationToken) => await check.RunAsync(cancellationToken);
}

/// <summary>Contents that are corrupt: they may have been mended.</summary>
[DisallowConcurrentExecution]
internal sealed class DigestAgainJob(DigestCheck check, IHostApplicationLifetime lifetime) : EndingJob(lifetime)
{
    protected override async Task<object> RunAsync(CancellationToken cancellationToken) => await check.AgainAsync(cancellationToken);
}
