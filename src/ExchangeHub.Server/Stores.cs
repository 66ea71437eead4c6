using ExchangeHub.Hub.Configuration;
using ExchangeHub.Storage.PostgreSql;
using ExchangeHub.Storage.Sqlite;
using ExchangeHub.Storage.SqlServer;

namespace ExchangeHub.Server;

/// <summary>The stores (存储) that a hub can be configured with.</summary>
public static class Stores
{
    /// <summary>Registers the store that the configuration names.</summary>
    /// <exception cref="ConfigurationException">There is no such store, or its connection string can't be used.</exception>
    public static void Add(IServiceCollection services, HubOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var store = options.Store;
        _ = store.Provider switch
        {
            StoreOptions.Sqlite => services.AddSqliteStore(store.Path),
            StoreOptions.SqlServer => services.AddSqlServerStore(store.ReadConnectionString()),
            StoreOptions.PostgreSql => services.AddPostgreSqlStore(store.ReadConnectionString()),
            _ => throw new ConfigurationException([new Problem("Store.Provider", $"there is no store {store.Provider}", $"没有此存储：{store.Provider}")]),
        };
    }
}
