using System.Data.Common;
using ExchangeHub.Hub.Configuration;

namespace ExchangeHub.Demo;

/// <summary>The hub's store: a file in the demo's folder, or a database of the demo's own on a server, which is dropped in the end.</summary>
internal static class DemoStore
{
    /// <summary>The store that the command line names.</summary>
    /// <exception cref="ConfigurationException">A server's connection string is missing, or can't be read.</exception>
    public static StoreOptions Of(string provider, string? connectionString, string folder)
    {
        if (provider == StoreOptions.Sqlite)
            return new StoreOptions { Path = Path.Combine(folder, "exchangehub.db") };
        if (connectionString is null)
            throw new ConfigurationException([new Problem("--connection", $"is needed for --store {provider}", $"--store {provider} 需要此参数")]);
        try
        {
            var connection = new DbConnectionStringBuilder { ConnectionString = connectionString };
            connection.Remove("Initial Catalog");
            connection["Database"] = $"exchangehub_demo_{Guid.NewGuid():N}";
            return new StoreOptions { Provider = provider, ConnectionString = connection.ConnectionString };
        }
        catch (ArgumentException error)
        {
            throw StoreOptions.Unusable(error);
        }
    }
}
