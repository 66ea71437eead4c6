using System.CommandLine;
using ExchangeHub.Demo;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Server.Commands;
using Spectre.Console;

// Where output goes to a file there is no width to keep to.
if (Console.IsOutputRedirected)
    AnsiConsole.Profile.Width = 160;

var once = new Option<bool>("--once") { Description = "run the fixed scenario, print a table, and exit with 0 only if all was as expected, 运行固定场景后退出" };
var json = new Option<bool>("--json") { Description = "print the scenario's result as one JSON document, 以 JSON 输出结果" };
var folder = new Option<string?>("--folder") { Description = "folder for databases; without it a temporary one, 数据目录（默认临时目录）" };
var port = new Option<int>("--port") { Description = "the hub's port; 0 takes a free one, 交换中心端口", DefaultValueFactory = _ => 7443 };
var store = new Option<string>("--store") { Description = "the hub's store, 交换中心的存储: " + string.Join(", ", StoreOptions.Providers), DefaultValueFactory = _ => StoreOptions.Sqlite };
store.AcceptOnlyFromAmong([.. StoreOptions.Providers]);
var connection = new Option<string?>("--connection") { Description = "connection string of the store's server; the demo makes a database of its own there and drops it, 数据库服务器连接字符串（自建临时库，结束时删除）" };
var root = new RootCommand("ExchangeHub: a hub and two sample regions in one process, 单进程演示：交换中心与两个示例地区") { once, json, folder, port, store, connection };
root.SetAction((parsed, cancellationToken) => CommandParts.RunAsync(async () =>
{
    using var place = DemoFolder.Use(parsed.GetValue(folder));
    var options = new DemoOptions(place.Path, parsed.GetValue(once) ? 0 : parsed.GetValue(port), DemoStore.Of(parsed.GetValue(store)!, parsed.GetValue(connection), place.Path));
    return parsed.GetValue(once)
        ? await OnceCommand.RunAsync(options, parsed.GetValue(json), cancellationToken)
        : await LiveCommand.RunAsync(options, cancellationToken);
}));
return await root.Parse(args).InvokeAsync();
