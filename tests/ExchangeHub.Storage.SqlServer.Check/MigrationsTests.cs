using ExchangeHub.Hub.Storage;
using ExchangeHub.Storage.PostgreSql;
using ExchangeHub.Storage.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeHub.Storage.SqlServer.Check;

/// <summary>No store is forgotten when the model changes, not even one whose server is not at hand.</summary>
public class MigrationsTests
{
    public static TheoryData<string> Stores => [.. Registrations.Keys];

    private static Dictionary<string, Action<IServiceCollection>> Registrations { get; } = new()
    {
        ["Sqlite"] = services => services.AddSqliteStore("never-opened.db"),
        ["SqlServer"] = services => services.AddSqlServerStore(ComplianceRun.Nowhere),
        ["PostgreSql"] = services => services.AddPostgreSqlStore("Host=nowhere;Database=hub"),
    };

    [Theory]
    [MemberData(nameof(Stores))]
    public void Migrations_OfEveryStore_AreOfThePresentModel(string store)
    {
        var services = new ServiceCollection();
        Registrations[store](services);
        using var provider = services.BuildServiceProvider();
        using var context = provider.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContext();

        Assert.NotEmpty(context.Database.GetMigrations());
        Assert.False(context.Database.HasPendingModelChanges(), "The model changed; add a migration to every store.");
        Assert.EndsWith(store, context.Database.ProviderName, StringComparison.OrdinalIgnoreCase);
    }
}
