using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Jobs;
using Quartz;

namespace ExchangeHub.Hub.Sharing.Rosters;

/// <summary>Registers marks of rosters and their job, which runs at the hub's start too, and once for all times that it was missed.</summary>
internal static class RosterMarkServices
{
    public static IServiceCollection AddRosterMarks(this IServiceCollection services, SharingOptions options)
    {
        services.AddSingleton<RosterBook>();
        services.AddSingleton<RosterMarkWriter>();
        services.AddSingleton<RosterMarkReader>();
        services.AddSingleton<RosterMarkRunner>();
        return services.AddQuartz(quartz => quartz.AtStart(quartz.Schedule<RosterMarkJob>("sharing", "roster-marks", options.RosterMarkCron)));
    }
}

/// <summary>The look for what marks entries of rosters. What is left of it when the hub stops, the next run does.</summary>
[DisallowConcurrentExecution]
internal sealed class RosterMarkJob(RosterMarkRunner runner, IHostApplicationLifetime lifetime) : EndingJob(lifetime)
{
    protected override async Task<object> RunAsync(CancellationToken cancellationToken) => await runner.RunAsync(cancellationToken);
}
