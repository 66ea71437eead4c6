using System.CommandLine;
using ExchangeHub.Hub;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Server.Commands;

/// <summary><c>exchangehub serve</c>: runs the hub until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var config = CommandParts.Config();
        var command = new Command("serve", Texts.Of("Run the hub", "运行交换中心")) { config };
        command.SetAction((parsed, cancellationToken) => CommandParts.RunAsync(() => ServeAsync(parsed.GetValue(config)!, cancellationToken)));
        return command;
    }

    private static async Task<int> ServeAsync(string config, CancellationToken cancellationToken)
    {
        await using var app = HubApplication.Build(() => HubConfiguration.Read(config), CommandParts.AddStore, builder => builder.Logging.AddHubConsole());
        // The embedded store is nobody else's to prepare.
        await using (var context = await app.Services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync(cancellationToken))
            await context.Database.MigrateAsync(cancellationToken);
        await app.RunAsync(cancellationToken);
        return 0;
    }
}
