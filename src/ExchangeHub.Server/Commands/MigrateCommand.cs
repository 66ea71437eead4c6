using System.CommandLine;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ExchangeHub.Server.Commands;

/// <summary><c>exchangehub migrate</c>: brings the database to the present schema, or says how.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var config = CommandParts.Config();
        var list = new Option<bool>("--list") { Description = Texts.Of("only show what is pending; exit code 2 if anything is", "只显示待执行的迁移；如有则退出码为 2") };
        var script = new Option<string?>("--script") { Description = Texts.Of("only write an idempotent SQL script for an administrator to apply, to this file, or to standard output for -", "只将可重复执行的 SQL 脚本写入此文件，由管理员执行；- 表示标准输出") };
        var command = new Command("migrate", Texts.Of("Bring the database to the present schema; makes it if it does not exist", "将数据库升级到当前结构；不存在时自动创建")) { config, list, script };
        command.SetAction((parsed, cancellationToken) => CommandParts.RunAsync(() => RunAsync(parsed.GetValue(config)!, parsed.GetValue(list), parsed.GetValue(script), cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(string config, bool onlyList, string? script, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        Stores.Add(services, HubConfiguration.Read(config));
        await using var provider = services.BuildServiceProvider();
        if (script is not null)
            return await WriteScriptAsync(provider, script, cancellationToken);

        var pending = await HubSchema.PendingAsync(provider, cancellationToken);
        foreach (var migration in pending)
            Console.WriteLine(migration);
        if (onlyList)
        {
            Console.WriteLine(Texts.Of($"{pending.Count} pending", $"待执行 {pending.Count} 项"));
            return pending.Count > 0 ? CommandParts.Attention : 0;
        }
        await HubSchema.MigrateAsync(provider, cancellationToken);
        Console.WriteLine(Texts.Of($"{pending.Count} applied", $"已执行 {pending.Count} 项"));
        return 0;
    }

    private static async Task<int> WriteScriptAsync(ServiceProvider services, string file, CancellationToken cancellationToken)
    {
        await using var context = await services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync(cancellationToken);
        string sql;
        try
        {
            sql = context.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);
        }
        catch (NotSupportedException)
        {
            await Console.Error.WriteLineAsync(Texts.Of("SQLite has no such scripts; 'exchangehub serve' brings its file to the present schema by itself.", "SQLite 没有此类脚本；exchangehub serve 会自动升级其数据库文件。"));
            return CommandParts.Failed;
        }
        if (file == "-")
            await Console.Out.WriteAsync(sql.AsMemory(), cancellationToken);
        else
            await File.WriteAllTextAsync(file, sql, cancellationToken);
        return 0;
    }
}
