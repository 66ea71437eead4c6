using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ExchangeHub.Storage.SqlServer;

/// <summary>For <c>dotnet ef migrations add NAME --project src/ExchangeHub.Storage.SqlServer</c>, which asks no server.</summary>
internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<HubDbContext>
{
    public HubDbContext CreateDbContext(string[] args)
    {
        var builder = new DbContextOptionsBuilder<HubDbContext>();
        SqlServerStore.Configure(builder, "Server=localhost");
        return new HubDbContext(builder.Options);
    }
}
