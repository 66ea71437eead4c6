using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Contracts.Reconciliation.V1;

namespace ExchangeHub.Server.Commands.Reconciliation;

/// <summary>Runs, days and reports, for people.</summary>
internal static class RunView
{
    /// <summary>How far a run is, 0 to 1: days, and of the present one the ranges.</summary>
    public static double Fraction(WatchReconciliationRunResponse message)
    {
        var (run, progress) = (message.Run, message.Progress);
        if (Outcome.IsOver(run.State))
            return 1;
        var part = progress is { TotalRangeCount: > 0 } ? Math.Min(1, (double)progress.RangeCount / progress.TotalRangeCount) : 0;
        return run.WindowCount == 0 ? 0 : Math.Min(1, (run.DoneWindowCount + part) / run.WindowCount);
    }

    /// <summary>One line that says where a run stands.</summary>
    public static string Line(WatchReconciliationRunResponse message)
    {
        var (run, progress) = (message.Run, message.Progress);
        var parts = new List<string>
        {
            Names.Of(run.State),
            Texts.Of($"days {run.DoneWindowCount}/{run.WindowCount}", $"日期 {run.DoneWindowCount}/{run.WindowCount}"),
        };
        if (progress?.Day is not null)
            parts.Add(Texts.Of($"{Plain.Day(progress.Day)} ranges {progress.RangeCount}/{progress.TotalRangeCount}", $"{Plain.Day(progress.Day)} 区间 {progress.RangeCount}/{progress.TotalRangeCount}"));
        parts.Add(Texts.Of($"rows {Plain.Number(run.HubRowCount)} + {Plain.Number(run.RegionRowCount)}", $"记录 {Plain.Number(run.HubRowCount)} + {Plain.Number(run.RegionRowCount)}"));
        parts.Add(Texts.Of($"{Plain.Number(run.ByteCount)} bytes", $"{Plain.Number(run.ByteCount)} 字节"));
        parts.Add(Texts.Of($"differences {run.DifferenceCount}", $"差异 {run.DifferenceCount}"));
        if (progress is { HasSecondsLeft: true })
            parts.Add(Texts.Of($"about {progress.SecondsLeft:F0} s left", $"约剩 {progress.SecondsLeft:F0} 秒"));
        return string.Join(Texts.Of(", ", "，"), parts);
    }

    /// <summary>The same beside a bar, where a terminal has 80 columns: what the bar does not show.</summary>
    public static string ShortLine(WatchReconciliationRunResponse message)
    {
        var run = message.Run;
        var left = message.Progress is { HasSecondsLeft: true } progress ? Texts.Of($", {progress.SecondsLeft:F0} s left", $"，约剩 {progress.SecondsLeft:F0} 秒") : "";
        return Texts.Of($"{Names.Of(run.State)}, differences {run.DifferenceCount}{left}", $"{Names.Of(run.State)}，差异 {run.DifferenceCount}{left}");
    }

    /// <summary>A run, one property a line.</summary>
    public static void WriteRun(TextWriter output, ReconciliationRun run)
    {
        var table = new Properties(output);
        table.Add(Texts.Of("run", "对账批次"), run.RunId);
        table.Add(Texts.Of("participant", "参与方"), run.ParticipantId);
        table.Add(Texts.Of("kind", "类型"), string.Join(Texts.Of(", ", "，"), [Names.Of(run.Kind), .. Ways(run)]));
        table.Add(Texts.Of("compares", "核对范围"), run.Set == LedgerSet.Unspecified ? "" : Names.Of(run.Set));
        table.Add(Texts.Of("state", "状态"), Names.Of(run.State));
        table.Add(Texts.Of("days", "日期"), $"{Plain.Days(run.FirstDay, run.LastDay)} ({run.DoneWindowCount}/{run.WindowCount})");
        table.Add(Texts.Of("asked for by", "经办"), run.RequesterId.Length == 0 ? "" : $"{run.RequesterId}{Texts.Of(", ", "，")}{run.OperatorName}");
        table.Add(Texts.Of("why", "理由"), run.Reason);
        table.Add(Texts.Of("queued", "排队时间"), Plain.Time(run.QueueTime));
        table.Add(Texts.Of("started", "开始时间"), Plain.Time(run.StartTime));
        table.Add(Texts.Of("ended", "结束时间"), Plain.Time(run.EndTime));
        table.Add(Texts.Of("rows", "记录数"), Texts.Of($"hub {Plain.Number(run.HubRowCount)}, region {Plain.Number(run.RegionRowCount)}", $"中心 {Plain.Number(run.HubRowCount)}，地区 {Plain.Number(run.RegionRowCount)}"));
        table.Add(Texts.Of("differences", "差异"), Texts.Of(
            $"{run.DifferenceCount} found, {run.NewDifferenceCount} of them new, {run.HealedDifferenceCount} healed",
            $"发现 {run.DifferenceCount}，其中新增 {run.NewDifferenceCount}，消除 {run.HealedDifferenceCount}"));
        table.Add(Texts.Of("in flight", "在途"), run.InFlightCount == 0 ? "" : $"{run.InFlightCount}");
        table.Add(Texts.Of("open", "未结差异"), Texts.Of($"{run.OpeningCount} before, {run.ClosingCount} after", $"期初 {run.OpeningCount}，期末 {run.ClosingCount}"));
        table.Add(Texts.Of("settled", "在疑核定"), $"{run.SettledCount}");
        table.Add(Texts.Of("repairs", "补正"), run.DryRun ? Texts.Of($"{run.RepairCount} would be started", $"拟补正 {run.RepairCount}") : $"{run.RepairCount}");
        table.Add(Texts.Of("traffic", "通信量"), Texts.Of($"{Plain.Number(run.ByteCount)} bytes in {run.RoundTripCount} round trips", $"{Plain.Number(run.ByteCount)} 字节，往返 {run.RoundTripCount} 次"));
        table.Add(Texts.Of("problem", "问题"), run.ProblemReason.Length == 0 ? "" : $"{run.ProblemReason}{Texts.Of(": ", "：")}{run.Problem}");
        table.Write();
    }

    /// <summary>The days of a run, with the proof of each.</summary>
    public static void WriteWindows(TextWriter output, IReadOnlyList<ReconciledWindow> windows)
    {
        var table = new Table(
            Texts.Of("day", "日期"), Texts.Of("state", "状态"), Texts.Of("hub rows", "中心记录"), Texts.Of("region rows", "地区记录"), Texts.Of("differences", "差异"),
            Texts.Of("method", "方法"), Texts.Of("trips", "往返"), Texts.Of("bytes", "字节"), Texts.Of("residual", "残差"))
        { Numbers = [2, 3, 4, 6, 7] };
        foreach (var window in windows)
        {
            table.Add(
                Plain.Day(window.Day), Names.Of(window.State), Plain.Number((long)(window.HubTotal?.Count ?? 0)), Plain.Number((long)(window.RegionTotal?.Count ?? 0)), Plain.Number(window.DifferenceCount),
                window.Method, $"{window.RoundTripCount}", Plain.Number(window.ByteCount), window.Residual);
        }
        table.WriteTo(output);
    }

    /// <summary>Runs, one a line.</summary>
    public static void WriteRuns(TextWriter output, IEnumerable<ReconciliationRun> runs)
    {
        var table = new Table(
            Texts.Of("run", "对账批次"), Texts.Of("participant", "参与方"), Texts.Of("kind", "类型"), Texts.Of("days", "日期"), Texts.Of("state", "状态"), Texts.Of("ended", "结束时间"),
            Texts.Of("found", "发现"), Texts.Of("new", "新增"), Texts.Of("open", "期末未结"))
        { Numbers = [6, 7, 8] };
        foreach (var run in runs)
            table.Add(run.RunId, run.ParticipantId, Kind(run), Plain.Days(run.FirstDay, run.LastDay), Names.Of(run.State), Plain.Time(run.EndTime), $"{run.DifferenceCount}", $"{run.NewDifferenceCount}", $"{run.ClosingCount}");
        table.WriteTo(output);
    }

    /// <summary>How each day stands, one a line.</summary>
    public static void WriteDays(TextWriter output, IEnumerable<ReconciliationDay> days)
    {
        var table = new Table(Texts.Of("participant", "参与方"), Texts.Of("day", "日期"), Texts.Of("state", "状态"), Texts.Of("compared", "对账时间"), Texts.Of("last run", "最近批次"));
        foreach (var day in days)
            table.Add(day.ParticipantId, Plain.Day(day.Day), Names.Of(day.State), Plain.Time(day.CompareTime), day.LastRunId);
        table.WriteTo(output);
    }

    /// <summary>The report of a day.</summary>
    public static void WriteReport(TextWriter output, GetReconciliationReportResponse report)
    {
        output.WriteLine(Texts.Of($"Reconciliation on {Plain.Day(report.Day)}", $"{Plain.Day(report.Day)} 对账日报"));
        var table = new Table(
            Texts.Of("participant", "参与方"), Texts.Of("runs", "批次"), Texts.Of("last state", "最近状态"), Texts.Of("opening", "期初"), Texts.Of("found", "新增"), Texts.Of("closed", "结清"), Texts.Of("closing", "期末"),
            Texts.Of("days not reconciled", "未对平天数"))
        { Numbers = [1, 3, 4, 5, 6, 7] };
        foreach (var participant in report.Participants)
        {
            table.Add(
                participant.ParticipantId, $"{participant.Runs.Count}", participant.Runs.Count == 0 ? "" : Names.Of(participant.Runs[0].State),
                $"{participant.OpeningCount}", $"{participant.FoundCount}", $"{participant.ClosedCount}", $"{participant.ClosingCount}", $"{participant.UnreconciledDayCount}");
        }
        table.WriteTo(output);
    }

    /// <summary>What started it, and what it compares where that is not the ledger.</summary>
    private static string Kind(ReconciliationRun run) => run.Set == LedgerSet.Unspecified ? Names.Of(run.Kind) : $"{Names.Of(run.Kind)} {Names.Of(run.Set)}";

    private static IEnumerable<string> Ways(ReconciliationRun run)
    {
        if (run.DryRun)
            yield return Texts.Of("dry run", "试运行");
        if (run.SignOff)
            yield return Texts.Of("sign-off", "签署抽验");
        if (run.Repair)
            yield return Texts.Of("repairs", "自动补正");
    }
}
