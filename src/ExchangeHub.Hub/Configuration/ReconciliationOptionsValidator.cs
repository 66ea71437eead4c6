using Quartz;

namespace ExchangeHub.Hub.Configuration;

/// <summary>Says everything that is wrong with the options of reconciliation.</summary>
internal static class ReconciliationOptionsValidator
{
    public static void Check(ReconciliationOptions options, Problems problems)
    {
        Cron(problems, options.NightlyCron, "Reconciliation.NightlyCron");
        Cron(problems, options.HourlyCron, "Reconciliation.HourlyCron");
        Cron(problems, options.CasesCron, "Reconciliation.CasesCron");
        Cron(problems, options.AttachmentCron, "Reconciliation.AttachmentCron");
        Cron(problems, options.FeedsCron, "Reconciliation.FeedsCron");
        Range(problems, options.AttachmentDays, 1, 365, "Reconciliation.AttachmentDays");
        Range(problems, options.AttachmentMiBPerSecond, 1, 1_024, "Reconciliation.AttachmentMiBPerSecond");
        Range(problems, options.MaxParallel, 1, 16, "Reconciliation.MaxParallel");
        Range(problems, options.MaxRepairs, 0, 100_000, "Reconciliation.MaxRepairs");
        Range(problems, options.MaxDifferences, 1, 1_000_000, "Reconciliation.MaxDifferences");
        Range(problems, options.DeadlineMs, 1_000, 600_000, "Reconciliation.DeadlineMs");
        Range(problems, options.CutOffMinutes, 1, 1_440, "Reconciliation.CutOffMinutes");
        Range(problems, options.UnreconciledHours, 1, 8_760, "Reconciliation.UnreconciledHours");
        Range(problems, options.LeaseSeconds, 1, 300, "Reconciliation.LeaseSeconds");
    }

    private static void Cron(Problems problems, string value, string where)
        => problems.Require(CronExpression.TryParse(value, out _), where, "is no cron expression of Quartz", "不是 Quartz 的 cron 表达式");

    private static void Range(Problems problems, int value, int min, int max, string where)
        => problems.Require(value >= min && value <= max, where, $"is {value}, must be {min} to {max}", $"为 {value}，必须在 {min} 至 {max} 之间");
}
