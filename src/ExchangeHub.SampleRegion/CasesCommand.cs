using System.CommandLine;
using ExchangeHub.SampleRegion.Cases;

namespace ExchangeHub.SampleRegion;

/// <summary><c>cases export</c>: which deliveries a region has received, for comparison with the hub's.</summary>
internal static class CasesCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "the region's data folder, 数据目录", DefaultValueFactory = _ => "data/region" };
        var output = new Option<string?>("--output") { Description = "file for the JSON lines, 输出文件; without it they go to the standard output" };
        var export = new Command("export", "Write received deliveries as JSON lines, 导出已收件记录") { data, output };
        export.SetAction(async (parsed, cancellationToken) =>
        {
            var caseFile = Path.Combine(parsed.GetValue(data)!, SampleBackOffice.CaseFileName);
            if (!File.Exists(caseFile))
            {
                await Console.Error.WriteLineAsync($"There is no case file at {caseFile}.");
                return 1;
            }
            var file = parsed.GetValue(output);
            await using var writer = file is null ? Console.Out : File.CreateText(file);
            await CaseExport.WriteAsync(caseFile, writer, cancellationToken);
            return 0;
        });
        return new Command("cases", "Cases of the region, 协查案件") { export };
    }
}
