namespace ExchangeHub.Client.Reconciliation;

/// <summary>Hosts the showing of the region's ledger in a back office.</summary>
public static class RegionLedgerHosting
{
    /// <summary>
    /// Prepares it; afterwards map it with <c>MapGrpcService&lt;RegionLedgerEndpoint&gt;</c>, or add it with
    /// <c>AddBackOfficeService&lt;RegionLedgerEndpoint&gt;</c>.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="reader">Reads the ledger.</param>
    /// <param name="cases">Reads the states of cases; null: they are not offered.</param>
    public static IServiceCollection AddRegionLedger(this IServiceCollection services, IRegionLedgerReader reader, IRegionCaseReader? cases = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton(reader);
        if (cases is not null)
            services.AddSingleton(cases);
        services.AddSingleton<RegionLedgerEndpoint>();
        return services;
    }
}
