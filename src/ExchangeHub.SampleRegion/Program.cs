using System.CommandLine;
using System.Net;
using ExchangeHub.SampleRegion;

var region = new Option<string>("--region") { Description = "region, 地区: CN-CQ or CN-SC", Required = true };
var listen = new Option<string>("--listen") { Description = "address, 监听地址", DefaultValueFactory = _ => "127.0.0.1:7501" };
var hub = new Option<string[]>("--hub") { Description = "hub instances to open links to, instead of listening, 交换中心地址（长连接方式）: https://host:port", DefaultValueFactory = _ => [], AllowMultipleArgumentsPerToken = true };
var certificates = new Option<string>("--certificates") { Description = "folder of sample certificates, 示例证书目录", DefaultValueFactory = _ => "certs-sample" };
var data = new Option<string>("--data") { Description = "folder for register and ledger, 数据目录", DefaultValueFactory = _ => "data/region" };
var root = new RootCommand("A sample back office of a region, 示例地区后台") { region, listen, hub, certificates, data };
root.SetAction(async (parsed, cancellationToken) =>
{
    await using var backOffice = SampleBackOffice.Create(
        new SampleBackOfficeOptions
        {
            RegionCode = parsed.GetValue(region)!,
            Listen = IPEndPoint.Parse(parsed.GetValue(listen)!),
            Hubs = [.. parsed.GetValue(hub)!.Select(address => new Uri(address))],
            CertificateFolder = parsed.GetValue(certificates)!,
            DataFolder = parsed.GetValue(data)!,
        },
        builder => builder.Logging.AddSimpleConsole().AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Grpc", LogLevel.Warning));
    await backOffice.RunAsync(cancellationToken);
});
return await root.Parse(args).InvokeAsync();
