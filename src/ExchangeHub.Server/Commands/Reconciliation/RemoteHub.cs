using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Client.Calls;
using ExchangeHub.Domain.Trust;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;
using Grpc.Core;
using static ExchangeHub.Contracts.Operations.V1.ReconciliationOperationsService;

namespace ExchangeHub.Server.Commands.Reconciliation;

/// <summary>How a command reaches a hub: as an operator, over mutual TLS. What is the same each time can stand in the environment.</summary>
internal sealed class RemoteHub
{
    /// <summary>How long the hub may take for an answer that is no stream.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Option<string?> _address = Setting("--hub", Texts.Of("the hub, https://host:port", "交换中心地址，https://主机:端口"));
    private readonly Option<string?> _certificate = Setting("--certificate", Texts.Of("PEM file of the operator's certificate", "运维人员证书的 PEM 文件"));
    private readonly Option<string?> _key = Setting("--key", Texts.Of("PEM file of its private key", "其私钥的 PEM 文件"));
    private readonly Option<string?> _authority = Setting("--authority", Texts.Of("PEM file of the authority that the hub's certificate must chain to", "交换中心证书须由其签发的根证书（PEM 文件）"));
    private readonly Option<string?> _serverName = Setting("--server-name", Texts.Of("the DNS name that the hub's certificate must carry, where it is not the host", "交换中心证书须载明的域名（与主机名不同时填写）"));

    /// <summary>When a call that is made now must be answered.</summary>
    public static DateTime Deadline => TimeProvider.System.GetUtcNow().UtcDateTime + Patience;

    /// <summary>Adds the options to a command and to all below it.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new[] { _address, _certificate, _key, _authority, _serverName })
        {
            option.Recursive = true;
            command.Add(option);
        }
    }

    /// <summary>Runs a command against the hub; a refusal is told in words, with every violation.</summary>
    public Task<int> RunAsync(ParseResult parsed, Func<ReconciliationOperationsServiceClient, Task<int>> command) => CommandParts.RunAsync(async () =>
    {
        var options = Read(parsed);
        using var channel = new HubChannel(options);
        try
        {
            return await command(new ReconciliationOperationsServiceClient(channel.Invoker));
        }
        catch (RpcException error)
        {
            await WriteAsync(HubError.From(error), options.Address);
            return CommandParts.Failed;
        }
    });

    private static async Task WriteAsync(HubError error, Uri address)
    {
        // Without a reason it is not the hub that speaks, but the way to it.
        await Console.Error.WriteLineAsync(error.Reason.Length > 0
            ? $"{error.Reason}: {Plain.Text(error.Text)}"
            : Texts.Of($"{address} gave no answer: {error.Code}: {Plain.Text(error.Text)}", $"{address} 没有答复：{error.Code}：{Plain.Text(error.Text)}"));
        foreach (var violation in error.Violations)
            await Console.Error.WriteLineAsync($"  {violation.Field}: {Plain.Text(violation.Text)}");
    }

    private HubClientOptions Read(ParseResult parsed)
    {
        var problems = new Problems();
        string Given(Option<string?> option)
        {
            var text = parsed.GetValue(option) ?? "";
            problems.Require(text.Length > 0, option.Name, $"is required; it can also stand in {Variable(option.Name)}", $"必填；也可通过环境变量 {Variable(option.Name)} 设置");
            return text;
        }

        var hub = Given(_address);
        var isAddress = Uri.TryCreate(hub, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps;
        problems.Require(isAddress || hub.Length == 0, _address.Name, "must be https://host:port", "必须为 https://主机:端口");
        var (certificateFile, keyFile, authorityFile) = (Given(_certificate), Given(_key), Given(_authority));
        problems.ThrowIfAny();

        var certificate = Load(problems, _certificate.Name, () => X509Certificate2.CreateFromPemFile(certificateFile, keyFile));
        var anchors = Load(problems, _authority.Name, () =>
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(authorityFile);
            return authorities.Count > 0 ? new TrustAnchors([.. authorities], [], TimeSpan.Zero) : throw new CryptographicException("no certificate");
        });
        problems.ThrowIfAny();
        return new HubClientOptions { Address = address!, Certificate = certificate!, HubTrustAnchors = anchors!, ServerName = parsed.GetValue(_serverName), Language = Texts.Language.Locale(), Attempts = 1 };
    }

    private static T? Load<T>(Problems problems, string option, Func<T> load)
        where T : class
    {
        try
        {
            return load();
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            problems.Add(option, $"can't be loaded: {error.Message}", $"无法加载：{error.Message}");
            return null;
        }
    }

    private static Option<string?> Setting(string name, string description) => new(name)
    {
        Description = $"{description} ({Variable(name)})",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(Variable(name)),
    };

    private static string Variable(string option) => "EXCHANGEHUB" + option[1..].Replace('-', '_').ToUpperInvariant();
}
