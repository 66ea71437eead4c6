using System.CommandLine;
using System.Text.Json;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Operations;

namespace ExchangeHub.Server.Commands;

/// <summary><c>exchangehub verify</c>: checks that nothing acknowledged is lost, nothing done twice, and all in order. Exit code 0 fine, 2 warnings, 1 errors.</summary>
internal static class VerifyCommand
{
    /// <summary>A name that is missing is an error, and not an id of zeros.</summary>
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true };

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
            var regions = Regions(options, parsed.GetValue(received)!);
            var events = parsed.GetValue(acknowledged) is { } file ? Read<AcknowledgedEvent>(file) : [];
            return DoctorCommand.Print(await Verification.RunAsync(options, Stores.Add, events, regions, cancellationToken));
        }));
        return command;
    }

    private static Dictionary<string, IReadOnlyList<ReceivedEvent>> Regions(HubOptions options, string[] texts)
    {
        var regions = new Dictionary<string, IReadOnlyList<ReceivedEvent>>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
                throw Unusable("--received", $"'{text}' must be REGION=FILE", $"“{text}”必须为 地区=文件");
            var region = text[..at];
            if (options.Regions.All(known => known.Code != region))
                throw Unusable("--received", $"'{region}' is no region of the configuration", $"配置中没有地区“{region}”");
            if (!regions.TryAdd(region, Read<ReceivedEvent>(text[(at + 1)..])))
                throw Unusable("--received", $"'{region}' is given twice", $"“{region}”重复");
        }
        return regions;
    }

    private static List<T> Read<T>(string file)
    {
        var items = new List<T>();
        var number = 0;
        try
        {
            foreach (var line in File.ReadLines(file))
            {
                number++;
                if (line.Length > 0)
                    items.Add(JsonSerializer.Deserialize<T>(line, Json) ?? throw new JsonException("null"));
            }
            return items;
        }
        catch (JsonException error)
        {
            throw Unusable($"{file}:{number}", error.Message, error.Message);
        }
        catch (UnauthorizedAccessException error)
        {
            throw Unusable(file, error.Message, error.Message);
        }
    }

    private static ConfigurationException Unusable(string where, string english, string chinese) => new([new Problem(where, english, chinese)]);
}
