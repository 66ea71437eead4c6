using System.Text;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace ExchangeHub.Hub.Reconciliation.Operations.Export;

/// <summary>Writes a run and its differences to a file.</summary>
internal sealed class RunExport(RunReading runs, DifferenceReading differences, HubStateHolder state, TimeProvider clock)
{
    private static readonly JsonFormatter Json = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true).WithPreserveProtoFieldNames(true));

    public async Task WriteAsync(Guid runId, ReconciliationExportFormat format, Language language, IAsyncStreamWriter<ExportReconciliationRunResponse> responses, CancellationToken cancellationToken)
    {
        var run = await runs.FindAsync(runId, cancellationToken);
        var output = new ExportWriter(responses, cancellationToken);
        if (format == ReconciliationExportFormat.Csv)
            await WriteCsvAsync(run, output, cancellationToken);
        else
            await WriteSignedAsync(run, language, output, cancellationToken);
        await output.FlushAsync();
    }

    private async Task WriteCsvAsync(RunEntry run, ExportWriter output, CancellationToken cancellationToken)
    {
        await output.WriteAsync(CsvExport.Head());
        await foreach (var difference in differences.OfRunAsync(run.Id, cancellationToken))
            await output.WriteAsync(CsvExport.Line(difference.ToMessage()));
    }

    /// <summary>One object: when it was written, the run, its windows with their proofs, its differences.</summary>
    private async Task WriteSignedAsync(RunEntry run, Language language, ExportWriter output, CancellationToken cancellationToken)
    {
        using var signature = new ReportSignature(state.Current.Certificate);
        ValueTask AddAsync(string json) => output.WriteAsync(signature.Add(Encoding.UTF8.GetBytes(json)));

        await output.WriteAsync(signature.Begin());
        await AddAsync($"{{\"export_time\":{Json.Format(clock.GetUtcNow().ToTimestamp())},\"run\":{Json.Format(run.ToMessage(language))},\"windows\":[");
        var separator = "";
        foreach (var window in await runs.WindowsAsync(run.Id, cancellationToken))
        {
            await AddAsync(separator + Json.Format(window.ToMessage()));
            separator = ",";
        }
        await AddAsync("],\"differences\":[");
        separator = "";
        await foreach (var difference in differences.OfRunAsync(run.Id, cancellationToken))
        {
            await AddAsync(separator + Json.Format(difference.ToMessage()));
            separator = ",";
        }
        await AddAsync("]}");
        await output.WriteAsync(signature.End());
    }
}
