using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Sharing;

namespace ExchangeHub.Hub.Exchanges.Forensic;

/// <summary>Registers the questions about inspections.</summary>
internal static class ForensicServices
{
    public static IServiceCollection AddForensic(this IServiceCollection services)
        => services.AddSingleton(provider => new ForensicInspectionEndpoint(
            provider.GetRequiredService<IRecordReader>(), () => provider.GetRequiredService<HubStateHolder>().Current.Schemes, provider.GetRequiredService<TimeProvider>()));
}
