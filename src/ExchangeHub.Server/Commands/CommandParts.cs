using System.CommandLine;
using System.Data.Common;
using ExchangeHub.Hub.Configuration;

namespace ExchangeHub.Server.Commands;

/// <summary>What several commands share.</summary>
public static class CommandParts
{
    /// <summary>Exit code for "does not work".</summary>
    public const int Failed = 1;

    /// <summary>Exit code for "works, but needs attention".</summary>
    public const int Attention = 2;

    public static Option<string> Config() => new("--config", "-c")
    {
        Description = Texts.Of("configuration file", "配置文件"),
        DefaultValueFactory = _ => "exchangehub.json",
    };

    /// <summary>Runs a command; a configuration that can't be used is told with every problem, not with a stack.</summary>
    public static async Task<int> RunAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (ConfigurationException error)
        {
            await Console.Error.WriteLineAsync(Texts.Of($"The configuration has {error.Problems.Count} problem(s):", $"配置有 {error.Problems.Count} 个问题："));
            foreach (var problem in error.Problems)
                await Console.Error.WriteLineAsync("  " + problem.Text(Texts.Language));
            return Failed;
        }
        catch (Exception error) when (DatabaseProblem(error) is string problem)
        {
            await Console.Error.WriteLineAsync(Texts.Of($"The database can't be used: {problem}", $"无法使用数据库：{problem}"));
            return Failed;
        }
        catch (IOException error)
        {
            // An address in use, a folder that can't be written: the operator's to mend, and no bug.
            await Console.Error.WriteLineAsync(error.Message);
            return Failed;
        }
    }

    /// <summary>What a database's driver said, wherever in the exception it stands.</summary>
    private static string? DatabaseProblem(Exception? error) => error switch
    {
        null => null,
        DbException database => database.GetBaseException() is var cause && cause != database ? $"{database.Message} {cause.Message}" : database.Message,
        _ => DatabaseProblem(error.InnerException),
    };
}
