using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Server.Commands;
using Spectre.Console;

namespace ExchangeHub.Demo;

/// <summary><c>--once</c>: the scenario as a table, or as JSON.</summary>
internal static class OnceCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static async Task<int> RunAsync(DemoOptions options, bool json, CancellationToken cancellationToken)
    {
        await using var world = await DemoWorld.StartAsync(options, withHistory: true, dealsWithCases: false, _ => { }, cancellationToken);
        var result = await new Scenario(world, Texts.Language.Locale()).RunAsync(cancellationToken);
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(new { result.AsExpected, result.Steps, result.Ledgers, result.Cases }, Json));
        else
            Print(result);
        return result.AsExpected ? 0 : 1;
    }

    private static void Print(ScenarioResult result)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("", Texts.Of("from", "委托方"), Texts.Of("to", "对方地区"), Texts.Of("what", "事项"), Texts.Of("result", "结果"), "ms");
        table.Columns[5].RightAligned();
        foreach (var step in result.Steps)
        {
            var outcome = step.AsExpected ? step.Actual : Texts.Of($"{step.Actual} (expected {step.Expected})", $"{step.Actual}（预期 {step.Expected}）");
            table.AddRow(step.AsExpected ? "[green]ok[/]" : "[red]FAIL[/]", step.From, step.To, Markup.Escape(Texts.Of(step.Name, step.NameZh)), Markup.Escape(outcome), $"{step.Milliseconds:F1}");
        }
        AnsiConsole.Write(table);
        foreach (var ledger in result.Ledgers)
        {
            AnsiConsole.WriteLine(Texts.Of(
                $"ledger {ledger.Region}: hub {ledger.HubRows} (answers {ledger.Answers}, deliveries {ledger.Deliveries}, acts {ledger.Acts}), region {ledger.RegionRows}, differences {ledger.Differences}",
                $"台账 {ledger.Region}：中心 {ledger.HubRows}（答复 {ledger.Answers}、送达 {ledger.Deliveries}、办理 {ledger.Acts}），地区 {ledger.RegionRows}，差异 {ledger.Differences}"));
        }
        foreach (var cases in result.Cases)
            AnsiConsole.WriteLine(Texts.Of($"cases {cases.Region}: hub {cases.HubCases}, region {cases.RegionCases}, differences {cases.Differences}", $"案件 {cases.Region}：中心 {cases.HubCases}，地区 {cases.RegionCases}，差异 {cases.Differences}"));
        var unexpected = result.Steps.Count(step => !step.AsExpected);
        AnsiConsole.MarkupLine(result.AsExpected
            ? $"[green]{Texts.Of($"{result.Steps.Count} of {result.Steps.Count} as expected, ledgers and cases agree", $"{result.Steps.Count} 项全部符合预期，台账与案件一致")}[/]"
            : $"[red]{Texts.Of($"{unexpected} of {result.Steps.Count} not as expected, or ledgers or cases differ", $"{result.Steps.Count} 项中有 {unexpected} 项不符合预期，或台账、案件不一致")}[/]");
    }
}
