using System.CommandLine;
using ExchangeHub.Hub;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Storage;

namespace ExchangeHub.Server.Commands;

/// <summary><c>exchangehub serve</c>: runs the hub until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var config = CommandParts.Config();
        var migrate = new Option<bool>("--migrate") { Description = Texts.Of("first bring the database to the present schema, as SQLite's always is", "先将数据库升级到当前结构（SQLite 总是如此）") };
        var command = new Command("serve", Texts.Of("Run the hub", "运行交换中心")) { config, migrate };
        command.SetAction((parsed, cancellationToken) => CommandParts.RunAsync(() => ServeAsync(parsed.GetValue(config)!, parsed.GetValue(migrate), cancellationToken)));
        return command;
    }

    private static async Task<int> ServeAsync(string config, bool migrate, CancellationToken cancellationToken)
    {
        await using var app = HubApplication.Build(() => HubConfiguration.Read(config), Stores.Add, builder => builder.Logging.AddHubConsole());
        // The embedded store is nobody else's to prepare; a shared one is an administrator's.
        if (migrate || app.Services.GetRequiredService<HubOptions>().Store.Provider == StoreOptions.Sqlite)
            await HubSchema.MigrateAsync(app.Services, cancellationToken);
        else
            await HubSchema.RequirePresentAsync(app.Services, cancellationToken);
        await app.RunAsync(cancellationToken);
        return 0;
    }
}
