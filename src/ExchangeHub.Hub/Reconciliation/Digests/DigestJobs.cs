using ExchangeHub.Hub.Configuration;
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
            var key = ReconciliationJobs.Schedule<DigestJob>(quartz, Name, options.AttachmentCron);
            quartz.AddTrigger(trigger => trigger.ForJob(key).WithIdentity($"{Name}-at-start", key.Group).StartNow());
            ReconciliationJobs.Schedule<DigestAgainJob>(quartz, $"{Name}-again", options.HourlyCron);
        });
    }
}

/// <summary>Contents that were not read for long.</summary>
[DisallowConcurrentExecution]
internal sealed class DigestJob(DigestCheck check, IHostApplicationLifetime lifetime) : ReconciliationJob(lifetime)
{
    protected override async Task<object> RunAsync(CancellationToken cancellationToken) => await check.RunAsync(cancellationToken);
}

/// <summary>Contents that are corrupt: they may have been mended.</summary>
[DisallowConcurrentExecution]
internal sealed class DigestAgainJob(DigestCheck check, IHostApplicationLifetime lifetime) : ReconciliationJob(lifetime)
{
    protected override async Task<object> RunAsync(CancellationToken cancellationToken) => await check.AgainAsync(cancellationToken);
}
