using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Sharing.Grants;

namespace ExchangeHub.Hub.Reconciliation.Alerts;

/// <summary>Registers alerts, metrics and health of reconciliation.</summary>
internal static class AlertServices
{
    public static IServiceCollection AddReconciliationAlerts(this IServiceCollection services, HubOptions options)
    {
        services.AddMetrics();
        services.AddSingleton<ReconciliationMetrics>();
        services.AddSingleton<StandingReader>();
        services.AddSingleton<AlertFinder>();
        if (options.Alerts.WebhookUrl.Length > 0)
        {
            // Here, not when the first alert is due: a key that can't be used is a problem at start.
            var key = KeyFile.Read(options.Alerts.WebhookKeyFile, "Alerts.WebhookKeyFile", options.Development);
            services.AddSingleton(provider => new AlertWebhook(options.Alerts, key, provider.GetRequiredService<TimeProvider>()));
            services.AddSingleton(provider => new AlertSender(
                provider.GetRequiredService<AlertWebhook>(), TimeSpan.FromSeconds(options.Alerts.LongestPauseSeconds), provider.GetRequiredService<ILogger<AlertSender>>()));
        }
        services.AddHostedService(provider => new AlertService(
            provider.GetRequiredService<AlertFinder>(), provider.GetRequiredService<StandingReader>(), provider.GetRequiredService<ReconciliationMetrics>(),
            provider.GetRequiredService<GrantMetrics>(), provider.GetService<AlertSender>(),
            options.Alerts, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<AlertService>>()));
        return services;
    }
}
