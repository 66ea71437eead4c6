using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeHub.Storage.SqlServer.Check;

/// <summary>The scripts by which the hub's database comes about.</summary>
internal static class HubScripts
{
    /// <summary>Of the present model, by EF Core; without what migrations add by hand.</summary>
    public static string Create { get; } = Of(context => context.Database.GenerateCreateScript());

    /// <summary>All migrations, on an empty database.</summary>
    public static string Migrations { get; } = Of(context => context.GetService<IMigrator>().GenerateScript());

    /// <summary>All migrations, on a database that may have some: what administrators are given.</summary>
    public static string Idempotent { get; } = Of(context => context.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent));

    /// <summary>Quartz's tables.</summary>
    public static string Quartz { get; } = string.Join("\nGO\n", QuartzSchema.Statements("create_sqlServer.sql"));

    private static string Of(Func<HubDbContext, string> script)
    {
        using var services = new ServiceCollection().AddSqlServerStore(ComplianceRun.Nowhere).BuildServiceProvider();
        using var context = services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContext();
        return script(context);
    }
}
