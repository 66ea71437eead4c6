using System.CommandLine;
using ExchangeHub.SampleRegion.Cases;

namespace ExchangeHub.SampleRegion;

/// <summary><c>addenda</c>: what has become of certificates since an answer found them authentic (撤销后补充通知).</summary>
internal static class AddendaCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "the region's data folder, 数据目录", DefaultValueFactory = _ => "data/region" };
        var command = new Command("addenda", "Show received addenda as JSON lines: certificates that were revoked or replaced after the answer, 查看撤销后补充通知") { data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var caseFile = Path.Combine(parsed.GetValue(data)!, SampleBackOffice.CaseFileName);
            if (!File.Exists(caseFile))
            {
                await Console.Error.WriteLineAsync($"There is no case file at {caseFile}. 未找到案卷文件。");
                return 1;
            }
            await AddendaExport.WriteAsync(caseFile, Console.Out, cancellationToken);
            return 0;
        });
        return command;
    }
}
