using ExchangeHub.Hub.Configuration;
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

    /// <summary>
    /// Lets no hub serve on a schema that is behind. One that is ahead is fine: migrations come first, and code that needs
    /// them one release later.
    /// </summary>
    /// <exception cref="ConfigurationException">Migrations are pending; it names them.</exception>
    public static async Task RequirePresentAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var pending = await PendingAsync(services, cancellationToken);
        if (pending.Count > 0)
            throw new ConfigurationException([new Problem("Store", $"migrations are pending, run 'exchangehub migrate': {string.Join(", ", pending)}", $"有待执行的迁移，请运行 exchangehub migrate：{string.Join("、", pending)}")]);
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
