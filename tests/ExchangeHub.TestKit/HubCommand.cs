using System.Diagnostics;
using System.Text.Json;
using ExchangeHub.Hub.Configuration;

namespace ExchangeHub.TestKit;

/// <summary>One run of the real executable that ends by itself.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Errors">What it wrote to standard error.</param>
public sealed record HubCommand(int ExitCode, string Output, string Errors)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs a command on a configuration of these options, in English.</summary>
    public static Task<HubCommand> RunAsync(HubOptions options, string command, params string[] arguments) => RunInAsync("en", options, command, arguments);

    /// <summary>The same in a given language.</summary>
    public static async Task<HubCommand> RunInAsync(string language, HubOptions options, string command, params string[] arguments)
    {
        using var folder = new TestFolder();
        var config = folder.File("exchangehub.json");
        await File.WriteAllTextAsync(config, JsonSerializer.Serialize(options));
        return await StartAsync(language, new Dictionary<string, string>(), [command, "--config", config, .. arguments]);
    }

    /// <summary>Runs it without a configuration, in a given language and with more in its environment.</summary>
    public static async Task<HubCommand> StartAsync(string language, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "exchangehub.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["EXCHANGEHUB_LANGUAGE"] = language;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        return new HubCommand(process.ExitCode, await output, await errors);
    }
}
