namespace ExchangeHub.Client.Reconciliation;

/// <summary>Hosts the showing of the region's ledger in a back office.</summary>
public static class RegionLedgerHosting
{
    /// <summary>
    /// Prepares it; afterwards map it with <c>MapGrpcService&lt;RegionLedgerEndpoint&gt;</c>, or add it with
    /// <c>AddBackOfficeService&lt;RegionLedgerEndpoint&gt;</c>.
    /// </summary>
    public static IServiceCollection AddRegionLedger(this IServiceCollection services, IRegionLedgerReader reader)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton(reader);
        services.AddSingleton<RegionLedgerEndpoint>();
        return services;
    }
}
