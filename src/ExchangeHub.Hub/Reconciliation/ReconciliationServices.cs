using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Reconciliation.CaseStates;
using ExchangeHub.Hub.Reconciliation.Digests;
using ExchangeHub.Hub.Reconciliation.Feeds;
using ExchangeHub.Hub.Storage;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>Registers reconciliation (对账).</summary>
internal static class ReconciliationServices
{
    public static IServiceCollection AddReconciliation(this IServiceCollection services, ReconciliationOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<LedgerRollups>();
        services.AddSingleton<LedgerSettlements>();
        services.AddSingleton<InDoubtSettler>();
        services.AddSingleton<RowClassification>();
        services.AddSingleton<DifferenceBook>();
        services.AddSingleton<DayBook>();
        services.AddSingleton<RunBook>();
        services.AddSingleton<RunProgress>();
        services.AddSingleton<RunRequests>();
        services.AddSingleton<LedgerRepairs>();
        services.AddLeases<ReconciliationLease>(options.LeaseSeconds);
        services.AddSingleton<WindowComparison>();
        services.AddSingleton<CaseCopies>();
        services.AddSingleton<CaseDays>();
        services.AddSingleton<CaseReconciler>();
        services.AddSingleton<WindowReconciler>();
        services.AddSingleton<ReconciliationRunner>();
        services.AddSingleton<RunDispatcher>();
        services.AddHostedService(provider => provider.GetRequiredService<RunDispatcher>());
        services.AddSingleton<ReconciliationRounds>();
        services.AddSingleton<CheckedDifferences>();
        services.AddDigestChecks(options);
        services.AddFeedChecks(options);
        return services.AddReconciliationJobs(options);
    }
}
