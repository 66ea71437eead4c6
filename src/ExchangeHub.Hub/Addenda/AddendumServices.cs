using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Jobs;
using Quartz;

namespace ExchangeHub.Hub.Addenda;

/// <summary>Registers addenda and their job, which runs at the hub's start too, and once for all times that it was missed.</summary>
internal static class AddendumServices
{
    public static IServiceCollection AddAddenda(this IServiceCollection services, SharingOptions options)
    {
        services.AddSingleton<RevokedFeed>();
        services.AddSingleton<AddendumBook>();
        services.AddSingleton<AddendumRunner>();
        return services.AddQuartz(quartz => quartz.AtStart(quartz.Schedule<AddendumJob>("sharing", "addenda", options.AddendumCron)));
    }
}

/// <summary>The look for earlier answers about certificates that were revoked since. What is left of it when the hub stops, the next run does.</summary>
[DisallowConcurrentExecution]
internal sealed class AddendumJob(AddendumRunner runner, IHostApplicationLifetime lifetime) : EndingJob(lifetime)
{
    protected override async Task<object> RunAsync(CancellationToken cancellationToken) => await runner.RunAsync(cancellationToken);
}
