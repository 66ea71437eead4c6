using ExchangeHub.Client.Calls;
using ExchangeHub.Client.Inbox;
using ExchangeHub.Client.Ledger;
using ExchangeHub.SampleRegion.Register;
using Grpc.Core;

namespace ExchangeHub.SampleRegion.Cases;

/// <summary>Hosts the desk for cases in a back office that has an inbox and a ledger.</summary>
internal static class CaseHosting
{
    /// <summary>Adds the desk and its worker.</summary>
    /// <param name="services">Where to; the inbox is a <see cref="CaseFile"/>.</param>
    /// <param name="isAutomatic">Whether requests are dealt with from the register.</param>
    /// <param name="hub">Leads to the hub; asked at each call.</param>
    public static IServiceCollection AddCaseDesk(this IServiceCollection services, bool isAutomatic, Func<IServiceProvider, CallInvoker> hub)
    {
        services.AddSingleton(provider =>
        {
            var ledger = provider.GetRequiredService<IRegionLedger>();
            return new CaseDesk(
                (CaseFile)provider.GetRequiredService<IInbox>(),
                () => hub(provider).WithRegionLedger(ledger),
                TimeProvider.System);
        });
        if (isAutomatic)
            services.AddSingleton(provider => new RegisterClerk(provider.GetRequiredService<NotaryRegister>(), TimeProvider.System));
        return services.AddHostedService(provider => new CaseWorker(
            (CaseFile)provider.GetRequiredService<IInbox>(),
            provider.GetRequiredService<CaseDesk>(),
            provider.GetService<RegisterClerk>(),
            provider.GetRequiredService<ILogger<CaseWorker>>()));
    }
}
