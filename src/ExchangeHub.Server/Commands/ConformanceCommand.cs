using System.CommandLine;
using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Domain.Trust;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Reconciliation;
using ExchangeHub.Server.Conformance;
using Grpc.Net.Client;

namespace ExchangeHub.Server.Commands;

/// <summary><c>exchangehub conformance</c>: tries a region's service for reconciliation, for the people who write it. Exit code 0 all right, 2 something is not.</summary>
internal static class ConformanceCommand
{
    /// <summary>Rows that are younger may still come: they are left out.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    public static Command Create()
    {
        var target = new Option<string>("--target") { Description = Texts.Of("address of the back office: https://host:port", "后台系统地址：https://主机:端口"), Required = true };
        var certificate = new Option<string>("--certificate") { Description = Texts.Of("PEM certificate to call with: one that the back office takes for the hub's", "调用所用的 PEM 证书：后台系统认可的交换中心证书"), Required = true };
        var key = new Option<string>("--key") { Description = Texts.Of("its private key, PEM", "其私钥（PEM）"), Required = true };
        var authority = new Option<string>("--authority") { Description = Texts.Of("PEM certificate of the authority that issued the back office's", "签发后台系统证书的根证书（PEM）"), Required = true };
        var serverName = new Option<string?>("--server-name") { Description = Texts.Of("DNS name in the back office's certificate, where it is not the address's host", "后台系统证书中的 DNS 名称（与地址中的主机名不同时）") };
        var day = new Option<string?>("--day") { Description = Texts.Of("only rows of this day (China), YYYY-MM-DD; without it all that are older than 15 minutes", "只检查该日（中国时间）的行，格式 YYYY-MM-DD；缺省为 15 分钟以前的全部行") };
        var command = new Command("conformance", Texts.Of("Try a region's service for reconciliation in many ways, and say what is wrong; for its developers", "多方面检查某地区的对账服务并指出问题，供其开发人员使用")) { target, certificate, key, authority, serverName, day };
        command.SetAction((parsed, cancellationToken) => CommandParts.RunAsync(async () =>
        {
            using var channel = Connect(parsed.GetValue(target)!, parsed.GetValue(certificate)!, parsed.GetValue(key)!, parsed.GetValue(authority)!, parsed.GetValue(serverName));
            var conformance = new RegionLedgerConformance(channel.CreateCallInvoker(), Window(parsed.GetValue(day)));
            var (passed, failed) = (0, 0);
            await conformance.RunAsync(
                result =>
                {
                    _ = result.Problem is null ? passed++ : failed++;
                    Print(result);
                },
                cancellationToken);
            Console.WriteLine(Texts.Of($"{passed} passed, {failed} failed", $"通过 {passed} 项，不通过 {failed} 项"));
            return failed == 0 ? 0 : CommandParts.Attention;
        }));
        return command;
    }

    private static void Print(ConformanceResult result)
        => Console.WriteLine(result.Problem is { } problem
            ? $"{Texts.Of("FAILED", "不通过")} {result.Name(Texts.Language)}: {problem.Text(Texts.Language)}"
            : $"{Texts.Of("passed", "通过  ")} {result.Name(Texts.Language)}");

    private static IdRange Window(string? day)
    {
        if (day is null)
            return new IdRange(Guid.Empty, FirstAt(TimeProvider.System.GetUtcNow() - Young));
        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            throw Unusable("--day", $"'{day}' is no date such as 2026-06-01", $"“{day}”不是 2026-06-01 这样的日期");
        var begin = new DateTimeOffset(date, TimeOnly.MinValue, China);
        return new IdRange(FirstAt(begin), FirstAt(begin.AddDays(1)));
    }

    /// <summary>The first id of a moment.</summary>
    private static Guid FirstAt(DateTimeOffset time)
    {
        var bytes = Guid.CreateVersion7(time).ToByteArray(bigEndian: true);
        bytes.AsSpan(6).Clear();
        return new Guid(bytes, bigEndian: true);
    }

    private static GrpcChannel Connect(string target, string certificate, string key, string authority, string? serverName)
    {
        if (!Uri.TryCreate(target, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps)
            throw Unusable("--target", $"'{target}' is no address such as https://localhost:7501", $"“{target}”不是 https://localhost:7501 这样的地址");
        var own = Load("--certificate", () => X509Certificate2.CreateFromPemFile(certificate, key));
        var issuers = new X509Certificate2Collection();
        Load("--authority", () =>
        {
            issuers.ImportFromPemFile(authority);
            return issuers.Count;
        });
        var anchors = new TrustAnchors([.. issuers], [], TimeSpan.Zero);
        var name = serverName ?? address.Host;
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                TargetHost = name,
                ClientCertificateContext = SslStreamCertificateContext.Create(own, null, offline: true),
                RemoteCertificateValidationCallback = (_, server, _, _) => anchors.ServerProblem(server as X509Certificate2, name, TimeProvider.System.GetUtcNow()) is null,
            },
            ConnectTimeout = TimeSpan.FromSeconds(5),
            UseProxy = false,
        };
        return GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
    }

    private static T Load<T>(string option, Func<T> load)
    {
        try
        {
            return load();
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw Unusable(option, $"can't be loaded: {error.Message}", $"无法加载：{error.Message}");
        }
    }

    private static ConfigurationException Unusable(string where, string english, string chinese) => new([new Problem(where, english, chinese)]);
}
