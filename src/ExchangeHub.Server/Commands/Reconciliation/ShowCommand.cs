using System.CommandLine;
using ExchangeHub.Contracts.Operations.V1;
using Google.Protobuf;
using static ExchangeHub.Contracts.Operations.V1.ReconciliationOperationsService;

namespace ExchangeHub.Server.Commands.Reconciliation;

/// <summary><c>reconcile show</c>: a run; or the report of a day; or how days stand; or the last runs.</summary>
internal static class ShowCommand
{
    public static Command Create(RemoteHub hub, Option<bool> json)
    {
        var run = new Argument<string?>("run") { Description = Texts.Of("id of a run; without it: the last runs", "对账批次编号；不填则列出最近批次"), Arity = ArgumentArity.ZeroOrOne };
        var participant = Inputs.Participant();
        var report = new Option<string?>("--report") { Description = Texts.Of("the report of this day, yyyy-MM-dd", "该日期的对账日报，yyyy-MM-dd") };
        var days = new Option<bool>("--days") { Description = Texts.Of("how each day stands", "各日期的对账状况") };
        var unreconciled = new Option<bool>("--unreconciled") { Description = Texts.Of("only days that are not reconciled", "只列出未对平的日期") };
        var limit = new Option<int>("--limit") { Description = Texts.Of("at most so many lines", "最多行数"), DefaultValueFactory = _ => 50 };
        var command = new Command("show", Texts.Of("Show a run, the report of a day, how days stand, or the last runs", "显示对账批次、日报、各日期状况或最近批次")) { run, participant, report, days, unreconciled, limit };
        command.SetAction((parsed, cancellationToken) => hub.RunAsync(parsed, client =>
        {
            var asJson = parsed.GetValue(json);
            var filter = parsed.GetValue(participant) ?? "";
            var lines = Math.Max(1, parsed.GetValue(limit));
            if (parsed.GetValue(run) is { } id)
                return RunAsync(client, id, asJson, cancellationToken);
            if (Inputs.Day(parsed, report) is { } day)
                return ReportAsync(client, new GetReconciliationReportRequest { Day = day }, asJson, cancellationToken);
            return parsed.GetValue(days) || parsed.GetValue(unreconciled)
                ? DaysAsync(client, filter, parsed.GetValue(unreconciled), lines, asJson, cancellationToken)
                : RunsAsync(client, filter, lines, asJson, cancellationToken);
        }));
        return command;
    }

    private static async Task<int> RunAsync(ReconciliationOperationsServiceClient client, string id, bool json, CancellationToken cancellationToken)
    {
        var response = await client.GetReconciliationRunAsync(new GetReconciliationRunRequest { RunId = id }, deadline: RemoteHub.Deadline, cancellationToken: cancellationToken);
        if (json)
        {
            Json.Write(response);
        }
        else
        {
            RunView.WriteRun(Console.Out, response.Run);
            if (response.Windows.Count > 0)
            {
                Console.WriteLine();
                RunView.WriteWindows(Console.Out, response.Windows);
            }
        }
        return Outcome.Of(response.Run.State);
    }

    /// <summary>2 where something is open, 3 where days are not reconciled.</summary>
    private static async Task<int> ReportAsync(ReconciliationOperationsServiceClient client, GetReconciliationReportRequest request, bool json, CancellationToken cancellationToken)
    {
        var report = await client.GetReconciliationReportAsync(request, deadline: RemoteHub.Deadline, cancellationToken: cancellationToken);
        if (json)
            Json.Write(report);
        else
            RunView.WriteReport(Console.Out, report);
        return report.Participants.Any(participant => participant.ClosingCount > 0) ? Outcome.Differences
            : report.Participants.Any(participant => participant.UnreconciledDayCount > 0) ? Outcome.Partial : Outcome.Clean;
    }

    private static async Task<int> DaysAsync(ReconciliationOperationsServiceClient client, string participant, bool unreconciled, int limit, bool json, CancellationToken cancellationToken)
    {
        var days = await Pages.AllAsync<ReconciliationDay>(limit, async (size, token) =>
        {
            var page = await client.ListReconciliationDaysAsync(
                new ListReconciliationDaysRequest { ParticipantId = participant, Unreconciled = unreconciled, PageSize = size, PageToken = token }, deadline: RemoteHub.Deadline, cancellationToken: cancellationToken);
            return (page.Days, page.NextPageToken);
        });
        Print(days, json, RunView.WriteDays);
        return days.Any(day => day.State == ReconciliationRunState.Differences) ? Outcome.Differences
            : days.Any(day => day.State != ReconciliationRunState.Clean) ? Outcome.Partial : Outcome.Clean;
    }

    private static async Task<int> RunsAsync(ReconciliationOperationsServiceClient client, string participant, int limit, bool json, CancellationToken cancellationToken)
    {
        var runs = await Pages.AllAsync<ReconciliationRun>(limit, async (size, token) =>
        {
            var page = await client.ListReconciliationRunsAsync(
                new ListReconciliationRunsRequest { ParticipantId = participant, PageSize = size, PageToken = token }, deadline: RemoteHub.Deadline, cancellationToken: cancellationToken);
            return (page.Runs, page.NextPageToken);
        });
        Print(runs, json, RunView.WriteRuns);
        return Outcome.Clean; // A list of what was, not a verdict.
    }

    private static void Print<T>(List<T> items, bool json, Action<TextWriter, IEnumerable<T>> write)
        where T : IMessage
    {
        if (json)
            items.ForEach(item => Json.Write(item));
        else
            write(Console.Out, items);
    }
}
