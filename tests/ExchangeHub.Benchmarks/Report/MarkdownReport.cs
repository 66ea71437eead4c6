using System.Text;
using ExchangeHub.Benchmarks.Arms;
using ExchangeHub.Benchmarks.Load;

namespace ExchangeHub.Benchmarks.Report;

/// <summary>The comparison as Markdown tables.</summary>
internal static class MarkdownReport
{
    public static string Of(Machine machine, Schedule schedule, IReadOnlyList<Measured> all)
    {
        var sizes = Question.Sizes;
        var text = new StringBuilder();
        text.AppendLine($"{machine}");
        text.AppendLine($"Question {sizes.Question} B, answer {sizes.Answer} B (before the receipt is completed). {schedule.Rounds} rounds of {schedule.Visit.TotalSeconds:0.#} s; medians over rounds, ratios paired within rounds.");
        foreach (var measured in all)
            AppendTable(text, measured);
        AppendTargets(text, all);
        return text.ToString();
    }

    private static void AppendTable(StringBuilder text, Measured measured)
    {
        text.AppendLine();
        text.AppendLine($"### Concurrency {measured.Concurrency}");
        text.AppendLine("| arm | calls/s | × YARP | × nginx | × plain | p50 ms | p99 ms | relay CPU µs a call | relay memory MiB |");
        text.AppendLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var arm in measured.Visits.Keys)
        {
            var hasRelay = arm != Arm.Direct;
            text.AppendLine($"| {arm.Name} | {measured.Median(arm, visit => visit.CallsPerSecond):N0} | {Ratio(measured, arm, Arm.Yarp)} | {Ratio(measured, arm, Arm.Nginx)} | {Ratio(measured, arm, Arm.Plain)} "
                + $"| {measured.Median(arm, visit => visit.P50Ms):0.00} | {measured.Median(arm, visit => visit.P99Ms):0.0} "
                + (hasRelay ? $"| {measured.Median(arm, visit => visit.RelayMicrosecondsPerCall):0} | {measured.Median(arm, visit => visit.RelayMegabytes):0} |" : "| – | – |"));
        }
    }

    private static string Ratio(Measured measured, Arm arm, Arm to)
        => measured.MedianRatio(arm, to, visit => visit.CallsPerSecond) is { } ratio ? $"{ratio:0.00}" : "–";

    private static void AppendTargets(StringBuilder text, IReadOnlyList<Measured> all)
    {
        text.AppendLine();
        text.AppendLine("| arm | target | measured | |");
        text.AppendLine("|---|---|---|---|");
        foreach (var target in Target.All)
        {
            if (target.Measure(all) is { } ratio)
                text.AppendLine($"| {target.Of.Name} | {target.Text} | {ratio:0.00} | {(target.IsMet(ratio) ? "PASS" : "MISS")} |");
        }
    }
}
