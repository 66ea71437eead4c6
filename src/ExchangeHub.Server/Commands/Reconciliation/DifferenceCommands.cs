using System.CommandLine;
using ExchangeHub.Contracts.Operations.V1;
using static ExchangeHub.Contracts.Operations.V1.ReconciliationOperationsService;

namespace ExchangeHub.Server.Commands.Reconciliation;

/// <summary><c>reconcile differences</c>: lists and shows differences, and says how they are dealt with.</summary>
internal static class DifferenceCommands
{
    public static Command Create(RemoteHub hub, Option<bool> json) => new("differences", Texts.Of("List differences and deal with them", "列出并处理差异"))
    {
        List(hub, json),
        Show(hub, json),
        Assign(hub, json),
        Said(hub, json, "comment", Texts.Of("Add a comment", "添加备注"), Texts.Of("the comment", "备注内容"), async (client, id, text, person, token) =>
            (await client.CommentDifferenceAsync(new CommentDifferenceRequest { RequestId = NewId(), DifferenceId = id, Text = text, OperatorName = person }, deadline: RemoteHub.Deadline, cancellationToken: token)).Difference),
        Said(hub, json, "resolve", Texts.Of("Say that it is dealt with; a run that finds it again opens it again", "标记为已处理；后续对账再次发现时将重新打开"), Texts.Of("how", "处理说明"), async (client, id, text, person, token) =>
            (await client.ResolveDifferenceAsync(new ResolveDifferenceRequest { RequestId = NewId(), DifferenceId = id, Text = text, OperatorName = person }, deadline: RemoteHub.Deadline, cancellationToken: token)).Difference),
        Said(hub, json, "accept", Texts.Of("Accept it as known: a first person proposes, a second confirms", "认可差异：一人申请，另一人确认"), Texts.Of("why", "理由"), async (client, id, text, person, token) =>
            (await client.AcceptDifferenceAsync(new AcceptDifferenceRequest { RequestId = NewId(), DifferenceId = id, Text = text, OperatorName = person }, deadline: RemoteHub.Deadline, cancellationToken: token)).Difference),
    };

    private static Command List(RemoteHub hub, Option<bool> json)
    {
        var participant = Inputs.Participant();
        var state = new Option<string?>("--state") { Description = Texts.Of("in this state; without it: those that are open", "差异状态；不填则为未结差异") };
        var kind = new Option<string?>("--kind") { Description = Texts.Of("of this kind", "差异类型") };
        var run = new Option<string?>("--run") { Description = Texts.Of("found by this run", "由该批次发现") };
        var owner = new Option<string?>("--owner") { Description = Texts.Of("of this owner", "责任人") };
        var limit = new Option<int>("--limit") { Description = Texts.Of("at most so many", "最多条数"), DefaultValueFactory = _ => 500 };
        var command = new Command("list", Texts.Of("List differences, the oldest first; exit code 2 if any is open", "列出差异（最早的在前）；有未结差异时退出码为 2")) { participant, state, kind, run, owner, limit };
        command.SetAction((parsed, cancellationToken) => hub.RunAsync(parsed, async client =>
        {
            var request = new ListDifferencesRequest
            {
                ParticipantId = parsed.GetValue(participant) ?? "",
                State = Inputs.Value<DifferenceState>(parsed, state, Names.Of),
                Kind = Inputs.Value<DifferenceKind>(parsed, kind, Names.Of),
                RunId = parsed.GetValue(run) ?? "",
                Owner = parsed.GetValue(owner) ?? "",
            };
            var differences = await Pages.AllAsync<Difference>(Math.Max(1, parsed.GetValue(limit)), async (size, token) =>
            {
                (request.PageSize, request.PageToken) = (size, token);
                var page = await client.ListDifferencesAsync(request, deadline: RemoteHub.Deadline, cancellationToken: cancellationToken);
                return (page.Differences, page.NextPageToken);
            });
            if (parsed.GetValue(json))
                differences.ForEach(Json.Write);
            else
                DifferenceView.WriteList(Console.Out, differences);
            return differences.Any(difference => Outcome.IsOpen(difference.State)) ? Outcome.Differences : Outcome.Clean;
        }));
        return command;
    }

    private static Command Show(RemoteHub hub, Option<bool> json)
    {
        var id = Inputs.Difference();
        var command = new Command("show", Texts.Of("Show a difference with its history", "显示差异及其经过")) { id };
        command.SetAction((parsed, cancellationToken) => hub.RunAsync(parsed, async client =>
        {
            var response = await client.GetDifferenceAsync(new GetDifferenceRequest { DifferenceId = parsed.GetValue(id) }, deadline: RemoteHub.Deadline, cancellationToken: cancellationToken);
            if (parsed.GetValue(json))
                Json.Write(response);
            else
                DifferenceView.Write(Console.Out, response.Difference, response.Events);
            return Outcome.Clean;
        }));
        return command;
    }

    private static Command Assign(RemoteHub hub, Option<bool> json)
    {
        var id = Inputs.Difference();
        var owner = new Option<string>("--owner") { Description = Texts.Of("who sees to it", "责任人"), DefaultValueFactory = _ => "" };
        var person = Inputs.Operator();
        var command = new Command("assign", Texts.Of("Give a difference an owner", "指派差异")) { id, owner, person };
        command.SetAction((parsed, cancellationToken) => hub.RunAsync(parsed, async client =>
        {
            var response = await client.AssignDifferenceAsync(
                new AssignDifferenceRequest { RequestId = NewId(), DifferenceId = parsed.GetValue(id), Owner = parsed.GetValue(owner), OperatorName = parsed.GetValue(person) }, deadline: RemoteHub.Deadline, cancellationToken: cancellationToken);
            return Print(response.Difference, parsed.GetValue(json));
        }));
        return command;
    }

    private static Command Said(
        RemoteHub hub, Option<bool> json, string name, string description, string textDescription, Func<ReconciliationOperationsServiceClient, string, string, string, CancellationToken, Task<Difference>> say)
    {
        var id = Inputs.Difference();
        var text = new Option<string>("--text") { Description = textDescription, DefaultValueFactory = _ => "" };
        var person = Inputs.Operator();
        var command = new Command(name, description) { id, text, person };
        command.SetAction((parsed, cancellationToken) => hub.RunAsync(parsed, async client =>
            Print(await say(client, parsed.GetValue(id)!, parsed.GetValue(text)!, parsed.GetValue(person)!, cancellationToken), parsed.GetValue(json))));
        return command;
    }

    private static int Print(Difference difference, bool json)
    {
        if (json)
            Json.Write(difference);
        else
            DifferenceView.Write(Console.Out, difference, []);
        return Outcome.Clean;
    }

    private static string NewId() => Guid.NewGuid().ToString();
}
