using System.CommandLine;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Operations;

namespace ExchangeHub.Server.Commands;

/// <summary><c>exchangehub doctor</c>: says what works and what does not. Exit code 0 fine, 2 warnings, 1 errors.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var config = CommandParts.Config();
        var command = new Command("doctor", Texts.Of("Examine configuration, certificates, database, clock and back offices", "检查配置、证书、数据库、时钟和各地后台")) { config };
        command.SetAction((parsed, cancellationToken) => CommandParts.RunAsync(async () =>
        {
            var file = parsed.GetValue(config)!;
            return Print(await Doctor.ExamineAsync(() => HubConfiguration.Read(file), Stores.Add, TimeProvider.System, cancellationToken));
        }));
        return command;
    }

    public static int Print(IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
            Console.WriteLine($"{Mark(finding.Severity)} {finding.Topic}: {finding.Text(Texts.Language)}");
        return findings.Max(finding => finding.Severity) switch
        {
            Severity.Error => CommandParts.Failed,
            Severity.Warning => CommandParts.Attention,
            _ => 0,
        };
    }

    private static string Mark(Severity severity) => severity switch
    {
        Severity.Fine => Texts.Of("ok  ", "正常"),
        Severity.Warning => Texts.Of("warn", "警告"),
        _ => Texts.Of("FAIL", "错误"),
    };
}
