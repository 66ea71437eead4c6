using ExchangeHub.Client.Ledger;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ExchangeHub.Client.Hosting;

/// <summary>
/// Hosts a back office that opens links to the hub, and listens nowhere. The hub's calls are answered by the same service
/// classes as with <see cref="BackOffice"/>, and each answer is in the region's own ledger before it leaves.
/// </summary>
public static class BackOfficeLink
{
    /// <summary>Prepares <paramref name="builder"/>; add the services afterwards with <see cref="AddBackOfficeService"/>. <see cref="HubLink"/> can then be injected, for own calls to the hub.</summary>
    /// <param name="builder">Any host's builder.</param>
    /// <param name="options">Where the hub is.</param>
    /// <param name="ledger">The region's own ledger.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static IHostApplicationBuilder AddBackOfficeLink(this IHostApplicationBuilder builder, BackOfficeLinkOptions options, IRegionLedger ledger)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(ledger);
        builder.Services.AddSingleton(provider => new HubLink(
            options,
            [.. provider.GetServices<LinkedService>().Select(service => provider.GetRequiredService(service.Implementation))],
            new RegionLedgerInterceptor(ledger, provider.GetRequiredService<TimeProvider>()),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<HubLink>>()));
        builder.Services.AddHostedService(provider => provider.GetRequiredService<HubLink>());
        return builder;
    }

    /// <summary>Adds a service that the hub may call over the link: a class that derives from a generated base. One instance serves all calls.</summary>
    public static IServiceCollection AddBackOfficeService<TService>(this IServiceCollection services)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<TService>();
        return services.AddSingleton(new LinkedService(typeof(TService)));
    }

    private sealed record LinkedService(Type Implementation);
}
