using System.CommandLine;
using Google.Protobuf;

namespace ExchangeHub.Server.Commands.Reconciliation;

/// <summary>Output for programs: one JSON object a line, named as in the contract; with zeros, so that each has all its fields.</summary>
internal static class Json
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true).WithPreserveProtoFieldNames(true));

    public static Option<bool> Option() => new("--json") { Description = Texts.Of("output for programs: one JSON object a line", "供程序使用的输出：每行一个 JSON 对象"), Recursive = true };

    public static void Write(IMessage message) => Console.WriteLine(Formatter.Format(message));
}
