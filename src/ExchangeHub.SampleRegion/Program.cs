using System.CommandLine;
using System.Net;
using ExchangeHub.SampleRegion;

var region = new Option<string>("--region") { Description = "region, 地区: CN-CQ or CN-SC", Required = true };
var listen = new Option<string>("--listen") { Description = "address, 监听地址", DefaultValueFactory = _ => "127.0.0.1:7501" };
var link = new Option<string[]>("--link") { Description = "hub instances to open links to, instead of listening, 交换中心地址（长连接方式）: https://host:port", DefaultValueFactory = _ => [], AllowMultipleArgumentsPerToken = true };
var certificates = new Option<string>("--certificates") { Description = "folder of sample certificates, 示例证书目录", DefaultValueFactory = _ => "certs-sample" };
var data = new Option<string>("--data") { Description = "folder for register, ledger and case file, 数据目录", DefaultValueFactory = _ => "data/region" };
var hub = new Option<string?>("--hub") { Description = "address of the hub for own calls where there is no link, 交换中心地址: https://host:port" };
var automatic = new Option<bool>("--automatic") { Description = "deal with requests that come in from the register, 自动办理; needs --hub or --link" };
var root = new RootCommand("A sample back office of a region, 示例地区后台") { region, listen, link, certificates, data, hub, automatic };
root.Validators.Add(result =>
{
    if (result.GetValue(automatic) && result.GetValue(hub) is null && result.GetValue(link) is not { Length: > 0 })
        result.AddError("--automatic needs --hub or --link");
    string[] addresses = [.. result.GetValue(link) ?? [], .. result.GetValue(hub) is { } own ? [own] : Array.Empty<string>()];
    if (!addresses.All(address => Uri.TryCreate(address, UriKind.Absolute, out _)))
        result.AddError("--hub and --link must be addresses such as https://localhost:7443");
});
root.SetAction(async (parsed, cancellationToken) =>
{
    await using var backOffice = SampleBackOffice.Create(
        new SampleBackOfficeOptions
        {
            RegionCode = parsed.GetValue(region)!,
            Listen = IPEndPoint.Parse(parsed.GetValue(listen)!),
            Hubs = [.. parsed.GetValue(link)!.Select(address => new Uri(address))],
            CertificateFolder = parsed.GetValue(certificates)!,
            DataFolder = parsed.GetValue(data)!,
            Hub = parsed.GetValue(hub) is { } address ? () => new Uri(address) : null,
            DealsWithCases = parsed.GetValue(automatic),
        },
        builder => builder.Logging.AddSimpleConsole().AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Grpc", LogLevel.Warning));
    await backOffice.RunAsync(cancellationToken);
});
root.Subcommands.Add(CasesCommand.Create());
root.Subcommands.Add(AddendaCommand.Create());
return await root.Parse(args).InvokeAsync();
