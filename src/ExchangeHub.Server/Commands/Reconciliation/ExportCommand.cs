using System.CommandLine;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Configuration;
using Grpc.Core;

namespace ExchangeHub.Server.Commands.Reconciliation;

/// <summary><c>reconcile export</c>: a run as CSV, or as a signed report in JSON.</summary>
internal static class ExportCommand
{
    public static Command Create(RemoteHub hub)
    {
        var run = Inputs.Run();
        var format = new Option<string?>("--format") { Description = Texts.Of("csv, or signed-json: a JSON Web Signature by the hub's key", "csv，或 signed-json（由交换中心私钥签名的 JWS）"), DefaultValueFactory = _ => "csv" };
        var output = new Option<string>("--output", "-o") { Description = Texts.Of("the file; - for standard output", "输出文件；- 表示标准输出"), DefaultValueFactory = _ => "-" };
        var command = new Command("export", Texts.Of("Export a run as CSV or as a signed report", "导出对账批次（CSV 或签名报告）")) { run, format, output };
        command.SetAction((parsed, cancellationToken) => hub.RunAsync(parsed, async client =>
        {
            var request = new ExportReconciliationRunRequest { RunId = parsed.GetValue(run), Format = Format(parsed.GetValue(format)!) };
            using var call = client.ExportReconciliationRun(request, cancellationToken: cancellationToken);
            var file = parsed.GetValue(output)!;
            if (file == "-")
            {
                await using var standard = Console.OpenStandardOutput();
                await CopyAsync(call.ResponseStream, standard, cancellationToken);
                return Outcome.Clean;
            }
            // Beside it first: a file of that name is always a whole one.
            var part = file + ".part";
            try
            {
                await using (var stream = File.Create(part))
                    await CopyAsync(call.ResponseStream, stream, cancellationToken);
                File.Move(part, file, overwrite: true);
            }
            finally
            {
                File.Delete(part); // Where it was moved there is none.
            }
            return Outcome.Clean;
        }));
        return command;
    }

    private static async Task CopyAsync(IAsyncStreamReader<ExportReconciliationRunResponse> pieces, Stream output, CancellationToken cancellationToken)
    {
        await foreach (var piece in pieces.ReadAllAsync(cancellationToken))
            await output.WriteAsync(piece.Content.Memory, cancellationToken);
    }

    private static ReconciliationExportFormat Format(string text) => text switch
    {
        "csv" => ReconciliationExportFormat.Csv,
        "signed-json" => ReconciliationExportFormat.SignedJson,
        _ => throw new ConfigurationException([new Problem("--format", $"'{text}' must be csv or signed-json", $"“{text}”必须为 csv 或 signed-json")]),
    };
}
