using System.CommandLine;
using ExchangeHub.Contracts.Operations.V1;

namespace ExchangeHub.Server.Commands.Reconciliation;

/// <summary><c>reconcile run</c>, <c>watch</c> and <c>cancel</c>.</summary>
internal static class RunCommands
{
    public static Command Start(RemoteHub hub, Option<bool> json)
    {
        var participant = Inputs.Participant();
        var first = new Option<string?>("--from") { Description = Texts.Of("first day, yyyy-MM-dd; without it: all days that are not reconciled", "起始日期 yyyy-MM-dd；不填则为所有未对平的日期") };
        var last = new Option<string?>("--to") { Description = Texts.Of("last day; without it: the first", "截止日期；不填则与起始日期相同") };
        var set = new Option<string?>("--set") { Description = Texts.Of("what is compared: ledger (the default) or cases", "核对范围：ledger 交换台账（缺省），或 cases 案件状态") };
        var dryRun = new Option<bool>("--dry-run") { Description = Texts.Of("only say what is there and what would be repaired", "试运行：只报告差异和拟补正的内容") };
        var signOff = new Option<bool>("--sign-off") { Description = Texts.Of("compute every fingerprint anew on both sides, with a salt", "签署抽验：双方加盐重新计算全部指纹") };
        var repair = new Option<bool>("--repair") { Description = Texts.Of("repair differences where that is safe", "在安全的情况下自动补正差异") };
        var wait = new Option<bool>("--wait") { Description = Texts.Of("watch it until it has ended; the exit code then says how", "等待至结束，退出码表示结果") };
        var reason = Inputs.Reason();
        var person = Inputs.Operator();
        var command = new Command("run", Texts.Of("Start a run", "启动对账")) { participant, first, last, set, dryRun, signOff, repair, reason, person, wait };
        command.SetAction((parsed, cancellationToken) => hub.RunAsync(parsed, async client =>
        {
            var firstDay = Inputs.Day(parsed, first);
            var response = await client.StartReconciliationRunAsync(new StartReconciliationRunRequest
            {
                RequestId = Guid.NewGuid().ToString(),
                ParticipantId = parsed.GetValue(participant) ?? "",
                FirstDay = firstDay,
                LastDay = Inputs.Day(parsed, last) ?? firstDay,
                Set = Inputs.Set(parsed, set),
                DryRun = parsed.GetValue(dryRun),
                SignOff = parsed.GetValue(signOff),
                Repair = parsed.GetValue(repair),
                Reason = parsed.GetValue(reason),
                OperatorName = parsed.GetValue(person),
            }, deadline: RemoteHub.Deadline, cancellationToken: cancellationToken);
            if (!parsed.GetValue(wait))
                return Print(response.Run, parsed.GetValue(json));
            if (!parsed.GetValue(json))
                Console.WriteLine(Texts.Of($"Run {response.Run.RunId}", $"对账批次 {response.Run.RunId}"));
            return await RunWatch.ToEndAsync(client, response.Run.RunId, parsed.GetValue(json), cancellationToken);
        }));
        return command;
    }

    public static Command Watch(RemoteHub hub, Option<bool> json)
    {
        var run = Inputs.Run();
        var command = new Command("watch", Texts.Of("Watch a run until it has ended", "查看对账进度直至结束")) { run };
        command.SetAction((parsed, cancellationToken) => hub.RunAsync(parsed, client => RunWatch.ToEndAsync(client, parsed.GetValue(run)!, parsed.GetValue(json), cancellationToken)));
        return command;
    }

    public static Command Cancel(RemoteHub hub, Option<bool> json)
    {
        var run = Inputs.Run();
        var reason = Inputs.Reason();
        var person = Inputs.Operator();
        var command = new Command("cancel", Texts.Of("End a run; what it has found stays", "取消对账；已发现的差异保留")) { run, reason, person };
        command.SetAction((parsed, cancellationToken) => hub.RunAsync(parsed, async client =>
        {
            var response = await client.CancelReconciliationRunAsync(new CancelReconciliationRunRequest
            {
                RequestId = Guid.NewGuid().ToString(),
                RunId = parsed.GetValue(run),
                Reason = parsed.GetValue(reason),
                OperatorName = parsed.GetValue(person),
            }, deadline: RemoteHub.Deadline, cancellationToken: cancellationToken);
            Print(response.Run, parsed.GetValue(json));
            return Outcome.Clean; // That it is cancelled is what was asked for.
        }));
        return command;
    }

    private static int Print(ReconciliationRun run, bool json)
    {
        if (json)
            Json.Write(run);
        else
            RunView.WriteRun(Console.Out, run);
        return Outcome.Of(run.State);
    }
}
