using ExchangeHub.Domain;
using Quartz;

namespace ExchangeHub.Hub.Configuration;

/// <summary>Says everything that is wrong with the options of cases and deliveries.</summary>
internal static class CaseOptionsValidator
{
    public static void Check(HubOptions options, Problems problems)
    {
        var deliveries = options.Deliveries;
        Range(problems, deliveries.Concurrency, 1, 256, "Deliveries.Concurrency");
        Range(problems, deliveries.DeadlineMs, 100, 60_000, "Deliveries.DeadlineMs");
        Range(problems, deliveries.FirstPauseMs, 10, 60_000, "Deliveries.FirstPauseMs");
        Range(problems, deliveries.LongestPauseMs, Math.Max(100, deliveries.FirstPauseMs), 3_600_000, "Deliveries.LongestPauseMs");
        Range(problems, deliveries.GiveUpHours, 1, 2_160, "Deliveries.GiveUpHours");
        Range(problems, deliveries.PollMs, 100, 60_000, "Deliveries.PollMs");
        Range(problems, deliveries.LeaseSeconds, 1, 300, "Deliveries.LeaseSeconds");

        var cases = options.Cases;
        Range(problems, cases.ReminderWorkingDays, 1, 10, "Cases.ReminderWorkingDays");
        Range(problems, cases.RetentionDays, 1, 3_650, "Cases.RetentionDays");
        Range(problems, cases.RequestIdDays, 1, 3_650, "Cases.RequestIdDays");
        problems.Require(CronExpression.TryParse(cases.DueCheckCron, out _), "Cases.DueCheckCron", "is no cron expression of Quartz", "不是 Quartz 的 cron 表达式");
        problems.Require(cases.CalendarFolder.Length == 0 || Directory.Exists(cases.CalendarFolder), "Cases.CalendarFolder", "is no folder", "不是文件夹");
        for (var i = 0; i < options.Regions.Count; i++)
            DivisionCodes(options.Regions[i], $"Regions[{i}]", problems);
    }

    private static void DivisionCodes(RegionOptions region, string where, Problems problems)
    {
        for (var i = 0; i < region.Offices.Count; i++)
        {
            var code = region.Offices[i].DivisionCode;
            problems.Require(code.Length == 0 || PracticeNumbers.IsDivisionCode(code), $"{where}.Offices[{i}].DivisionCode", "must be six digits", "必须为六位数字");
        }
    }

    private static void Range(Problems problems, int value, int min, int max, string where)
        => problems.Require(value >= min && value <= max, where, $"is {value}, must be {min} to {max}", $"为 {value}，必须在 {min} 至 {max} 之间");
}
