using System.CommandLine;
using System.Text.Json;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Operations;

namespace ExchangeHub.Server.Commands;

/// <summary><c>exchangehub verify</c>: checks that nothing acknowledged is lost, nothing done twice, and all in order. Exit code 0 fine, 2 warnings, 1 errors.</summary>
internal static class VerifyCommand
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Create()
    {
        var config = CommandParts.Config();
        var received = new Option<string[]>("--received")
        {
            Description = Texts.Of("what a region says that it received, REGION=FILE with JSON lines {delivery_id, event_id, case_id, version}; may be repeated", "某地区申报的已收件，格式为 地区=文件（JSON 行）；可重复"),
            DefaultValueFactory = _ => [],
        };
        var acknowledged = new Option<string?>("--acknowledged") { Description = Texts.Of("what callers say that was acknowledged, a file with JSON lines {event_id, case_id}", "调用方申报的已受理事件，文件为 JSON 行") };
        var command = new Command("verify", Texts.Of("Check cases and deliveries: gaps, ledger entries, order, and what regions and callers say", "核查案件与送达：有无缺漏、台账记录、先后次序，以及各地和调用方的申报")) { config, received, acknowledged };
        command.SetAction((parsed, cancellationToken) => CommandParts.RunAsync(async () =>
        {
            var options = HubConfiguration.Read(parsed.GetValue(config)!);
            var regions = parsed.GetValue(received)!.Select(Split).ToDictionary(pair => pair.Region, pair => Read<ReceivedEvent>(pair.File));
            var events = parsed.GetValue(acknowledged) is { } file ? Read<AcknowledgedEvent>(file) : [];
            return DoctorCommand.Print(await Verification.RunAsync(options, Stores.Add, events, regions, cancellationToken));
        }));
        return command;
    }

    private static (string Region, string File) Split(string text)
        => text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
            ? (text[..at], text[(at + 1)..])
            : throw new ConfigurationException([new Problem("--received", $"'{text}' must be REGION=FILE", $"“{text}”必须为 地区=文件")]);

    private static IReadOnlyList<T> Read<T>(string file)
    {
        var lines = File.ReadLines(file).Where(line => line.Length > 0);
        try
        {
            return [.. lines.Select(line => JsonSerializer.Deserialize<T>(line, Json)!)];
        }
        catch (JsonException error)
        {
            throw new ConfigurationException([new Problem(file, error.Message, error.Message)]);
        }
    }
}
