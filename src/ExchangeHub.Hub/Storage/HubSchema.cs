using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Storage;

/// <summary>The schema of the hub's database (数据库结构).</summary>
public static class HubSchema
{
    /// <summary>How long one step may take: an index on a large ledger takes a while.</summary>
    private static readonly TimeSpan StepTimeout = TimeSpan.FromHours(1);

    /// <summary>What is to be done until it is the present one, in its order; everything for a database that does not exist.</summary>
    public static async Task<IReadOnlyList<string>> PendingAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var context = await ContextAsync(services, cancellationToken);
        return [.. await context.Database.GetPendingMigrationsAsync(cancellationToken)];
    }

    /// <summary>Makes it the present one, and the database if it does not exist. Several hubs may do so at once.</summary>
    public static async Task MigrateAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var context = await ContextAsync(services, cancellationToken);
        context.Database.SetCommandTimeout(StepTimeout);
        await services.GetRequiredService<IHubDatabase>().MigrateAsync(context, cancellationToken);
    }

    private static Task<HubDbContext> ContextAsync(IServiceProvider services, CancellationToken cancellationToken)
        => services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync(cancellationToken);
}
