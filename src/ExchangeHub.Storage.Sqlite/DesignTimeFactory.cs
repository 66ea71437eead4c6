using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ExchangeHub.Storage.Sqlite;

/// <summary>For <c>dotnet ef migrations add NAME --project src/ExchangeHub.Storage.Sqlite</c>.</summary>
internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<HubDbContext>
{
    public HubDbContext CreateDbContext(string[] args)
    {
        var builder = new DbContextOptionsBuilder<HubDbContext>();
        SqliteStore.Configure(builder, SqliteStore.ConnectionString("design-time.db"));
        return new HubDbContext(builder.Options);
    }
}
