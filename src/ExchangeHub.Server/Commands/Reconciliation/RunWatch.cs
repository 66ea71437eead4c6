using ExchangeHub.Contracts.Operations.V1;
using Grpc.Core;
using Spectre.Console;
using static ExchangeHub.Contracts.Operations.V1.ReconciliationOperationsService;

namespace ExchangeHub.Server.Commands.Reconciliation;

/// <summary>Watches a run: with a bar on a terminal, with lines elsewhere.</summary>
internal static class RunWatch
{
    /// <summary>A run goes on when its hub is started again, and so does the watch: this often in a row it may find nobody.</summary>
    private const int MaxBreaks = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    /// <summary>Shows a run until it has ended, and then the whole of it.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> ToEndAsync(ReconciliationOperationsServiceClient client, string runId, bool json, CancellationToken cancellationToken)
    {
        var run = json ? await WatchAsync(client, runId, Json.Write, cancellationToken)
            : Console.IsOutputRedirected ? await WatchAsync(client, runId, Lines(Console.Out), cancellationToken)
            : await WithBarAsync(client, runId, cancellationToken);
        if (!json)
            RunView.WriteRun(Console.Out, run);
        return Outcome.Of(run.State);
    }

    private static async Task<ReconciliationRun> WatchAsync(ReconciliationOperationsServiceClient client, string runId, Action<WatchReconciliationRunResponse> show, CancellationToken cancellationToken)
    {
        ReconciliationRun? last = null;
        for (var breaks = 0; ;)
        {
            try
            {
                using var call = client.WatchReconciliationRun(new WatchReconciliationRunRequest { RunId = runId }, cancellationToken: cancellationToken);
                await foreach (var message in call.ResponseStream.ReadAllAsync(cancellationToken))
                {
                    breaks = 0;
                    last = message.Run;
                    show(message);
                }
                if (last is not null && Outcome.IsOver(last.State))
                    return last;
                breaks++; // The hub stops: it ended the watch, and not the run.
            }
            catch (RpcException error) when (error.StatusCode == StatusCode.Unavailable && last is not null && breaks < MaxBreaks)
            {
                breaks++;
            }
            if (breaks >= MaxBreaks)
                throw new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, Texts.Of("the watch ended before the run", "进度查看先于对账结束")));
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    private static Action<WatchReconciliationRunResponse> Lines(TextWriter output)
    {
        var shown = "";
        return message =>
        {
            var line = RunView.Line(message);
            if (line != shown)
                output.WriteLine(line);
            shown = line;
        };
    }

    private static Task<ReconciliationRun> WithBarAsync(ReconciliationOperationsServiceClient client, string runId, CancellationToken cancellationToken)
        => AnsiConsole.Progress()
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(context =>
            {
                var task = context.AddTask(Markup.Escape(runId), maxValue: 1);
                return WatchAsync(client, runId, message =>
                {
                    task.Value = RunView.Fraction(message);
                    task.Description = Markup.Escape(RunView.Line(message));
                }, cancellationToken);
            });
}
