using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Sharing.Grants;

namespace ExchangeHub.Hub.Reconciliation.Alerts;

/// <summary>Looks from time to time how reconciliation stands, and which applications wait too long: for metrics, and for alerts where there is a webhook.</summary>
internal sealed partial class AlertService(
    AlertFinder finder, StandingReader standing, ReconciliationMetrics metrics, GrantMetrics grants, AlertSender? sender, AlertOptions options, TimeProvider clock, ILogger<AlertService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var pause = await LookAsync(stoppingToken);
                await Task.Delay(pause ?? TimeSpan.FromSeconds(options.PollSeconds), clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopping(logger);
        }
    }

    /// <summary>A database that can't be read is looked at again: that the hub can't work meanwhile is said by its health.</summary>
    private async Task<TimeSpan?> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            metrics.Set(await standing.ReadAsync(cancellationToken));
            await grants.LookAsync(cancellationToken);
            return sender is null ? null : await sender.SendAsync(await finder.FindAsync(cancellationToken), cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogNotLooked(logger, error);
            return null;
        }
    }

    [LoggerMessage(1962, LogLevel.Warning, "It could not be looked whether there is something to alert of")]
    private static partial void LogNotLooked(ILogger logger, Exception error);

    [LoggerMessage(1963, LogLevel.Debug, "Alerts stop")]
    private static partial void LogStopping(ILogger logger);
}
