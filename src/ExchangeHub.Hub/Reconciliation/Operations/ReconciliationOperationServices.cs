using ExchangeHub.Hub.Reconciliation.Operations.Export;

namespace ExchangeHub.Hub.Reconciliation.Operations;

/// <summary>Registers what operators see of reconciliation, and do about it.</summary>
internal static class ReconciliationOperationServices
{
    public static IServiceCollection AddReconciliationOperations(this IServiceCollection services)
    {
        services.AddSingleton<RunReading>();
        services.AddSingleton<RunDesk>();
        services.AddSingleton<RunWatch>();
        services.AddSingleton<DifferenceReading>();
        services.AddSingleton<DifferenceDesk>();
        services.AddSingleton<DailyReport>();
        services.AddSingleton<RunExport>();
        services.AddSingleton<RequestChecks>();
        services.AddSingleton<ReconciliationOperationsEndpoint>();
        return services;
    }
}
