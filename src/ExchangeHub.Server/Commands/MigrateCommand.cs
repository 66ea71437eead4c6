using System.CommandLine;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Server.Commands;

/// <summary><c>exchangehub migrate</c>: brings the database to the present schema.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var config = CommandParts.Config();
        var list = new Option<bool>("--list") { Description = Texts.Of("only show what is pending", "只显示待执行的迁移") };
        var command = new Command("migrate", Texts.Of("Bring the database to the present schema", "将数据库升级到当前结构")) { config, list };
        command.SetAction((parsed, cancellationToken) => CommandParts.RunAsync(() => MigrateAsync(parsed.GetValue(config)!, parsed.GetValue(list), cancellationToken)));
        return command;
    }

    private static async Task<int> MigrateAsync(string config, bool onlyList, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        CommandParts.AddStore(services, HubConfiguration.Read(config));
        await using var provider = services.BuildServiceProvider();
        await using var context = await provider.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync(cancellationToken);

        var pending = (await context.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
        foreach (var migration in pending)
            Console.WriteLine(migration);
        if (!onlyList)
            await context.Database.MigrateAsync(cancellationToken);
        Console.WriteLine(onlyList ? Texts.Of($"{pending.Count} pending", $"待执行 {pending.Count} 项") : Texts.Of($"{pending.Count} applied", $"已执行 {pending.Count} 项"));
        return 0;
    }
}
