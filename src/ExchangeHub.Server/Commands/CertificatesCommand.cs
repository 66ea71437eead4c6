using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Operations;
using ExchangeHub.Server.Certificates;

namespace ExchangeHub.Server.Commands;

/// <summary><c>exchangehub certificates</c>: makes a sample set, and says what the hub thinks of certificates.</summary>
internal static class CertificatesCommand
{
    public static Command Create() => new("certificates", Texts.Of("Make sample certificates, check certificates", "生成示例证书、检查证书"))
    {
        CreateSamples(),
        Check(),
    };

    private static Command CreateSamples()
    {
        var output = new Option<string>("--output", "-o") { Description = Texts.Of("folder", "文件夹"), Required = true };
        var command = new Command("create", Texts.Of("Make a sample set: an authority for each region and for the hub, with certificates. For development only", "生成一套示例证书：各地区和交换中心的根证书及其签发的证书，仅供开发使用")) { output };
        command.SetAction(parsed =>
        {
            foreach (var file in SampleCertificates.Write(parsed.GetValue(output)!, TimeProvider.System.GetUtcNow()))
                Console.WriteLine(file);
        });
        return command;
    }

    private static Command Check()
    {
        var config = CommandParts.Config();
        var files = new Argument<string[]>("files") { Description = Texts.Of("PEM certificates of callers", "调用方的 PEM 证书"), Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("check", Texts.Of("Say what is left of each configured certificate, and whose the given ones are", "显示各已配置证书的剩余天数，以及所给证书属于谁")) { config, files };
        command.SetAction((parsed, _) => CommandParts.RunAsync(() => Task.FromResult(DoctorCommand.Print(Findings(parsed.GetValue(config)!, parsed.GetValue(files)!)))));
        return command;
    }

    private static List<Finding> Findings(string config, string[] files)
    {
        var certificates = CertificateReport.Load(HubConfiguration.Read(config), TimeProvider.System);
        return [.. certificates.Configured, .. files.Select(file => certificates.Of(X509Certificate2.CreateFromPem(File.ReadAllText(file))))];
    }
}
