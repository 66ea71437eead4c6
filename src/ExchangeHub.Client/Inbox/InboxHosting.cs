using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ExchangeHub.Client.Inbox;

/// <summary>Hosts an inbox in a back office.</summary>
public static class InboxHosting
{
    /// <summary>Prepares the taking of deliveries, for a back office with its ledger; map it afterwards with <c>MapGrpcService&lt;InboxEndpoint&gt;</c>.</summary>
    public static IServiceCollection AddInbox(this IServiceCollection services, IInbox inbox)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(inbox);
        services.AddSingleton<InboxEndpoint>();
        return services;
    }
}
