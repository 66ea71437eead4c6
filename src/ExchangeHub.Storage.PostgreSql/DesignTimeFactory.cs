using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Npgsql;

namespace ExchangeHub.Storage.PostgreSql;

/// <summary>For <c>dotnet ef migrations add NAME --project src/ExchangeHub.Storage.PostgreSql</c>, which asks no server.</summary>
internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<HubDbContext>
{
    public HubDbContext CreateDbContext(string[] args)
    {
        var builder = new DbContextOptionsBuilder<HubDbContext>();
        PostgreSqlStore.Configure(builder, NpgsqlDataSource.Create("Host=localhost"));
        return new HubDbContext(builder.Options);
    }
}
