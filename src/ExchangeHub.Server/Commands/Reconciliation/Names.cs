using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Contracts.Reconciliation.V1;

namespace ExchangeHub.Server.Commands.Reconciliation;

/// <summary>What values of the contract are called. English names are the contract's, so that they can be typed as options.</summary>
internal static class Names
{
    public static string Of(ReconciliationRunState state) => state switch
    {
        ReconciliationRunState.Queued => Texts.Of("QUEUED", "排队"),
        ReconciliationRunState.Running => Texts.Of("RUNNING", "进行中"),
        ReconciliationRunState.Clean => Texts.Of("CLEAN", "一致"),
        ReconciliationRunState.Differences => Texts.Of("DIFFERENCES", "有差异"),
        ReconciliationRunState.Failed => Texts.Of("FAILED", "失败"),
        ReconciliationRunState.Partial => Texts.Of("PARTIAL", "部分完成"),
        ReconciliationRunState.Cancelled => Texts.Of("CANCELLED", "已取消"),
        ReconciliationRunState.NotOffered => Texts.Of("NOT_OFFERED", "未提供"),
        _ => Unknown((int)state),
    };

    /// <summary>What is compared; the ledger of exchanges where nothing is said.</summary>
    public static string Of(LedgerSet set) => set switch
    {
        LedgerSet.Unspecified => Texts.Of("LEDGER", "交换台账"),
        LedgerSet.Cases => Texts.Of("CASES", "案件状态"),
        _ => Unknown((int)set),
    };

    public static string Of(ReconciliationRunKind kind) => kind switch
    {
        ReconciliationRunKind.Nightly => Texts.Of("NIGHTLY", "日终对账"),
        ReconciliationRunKind.Hourly => Texts.Of("HOURLY", "小时核对"),
        ReconciliationRunKind.Manual => Texts.Of("MANUAL", "人工对账"),
        _ => Unknown((int)kind),
    };

    public static string Of(DifferenceKind kind) => kind switch
    {
        DifferenceKind.MissingAtRegion => Texts.Of("MISSING_AT_REGION", "地区缺失"),
        DifferenceKind.MissingAtHub => Texts.Of("MISSING_AT_HUB", "中心缺失"),
        DifferenceKind.StateMismatch => Texts.Of("STATE_MISMATCH", "状态不符"),
        DifferenceKind.DigestMismatch => Texts.Of("DIGEST_MISMATCH", "摘要不符"),
        DifferenceKind.Duplicate => Texts.Of("DUPLICATE", "重复"),
        DifferenceKind.SequenceGap => Texts.Of("SEQUENCE_GAP", "序号缺口"),
        DifferenceKind.VersionLag => Texts.Of("VERSION_LAG", "版本滞后"),
        DifferenceKind.ContentCorrupt => Texts.Of("CONTENT_CORRUPT", "内容损坏"),
        _ => Unknown((int)kind),
    };

    public static string Of(DifferenceState state) => state switch
    {
        DifferenceState.Open => Texts.Of("OPEN", "待处理"),
        DifferenceState.Assigned => Texts.Of("ASSIGNED", "已指派"),
        DifferenceState.AutoRepaired => Texts.Of("AUTO_REPAIRED", "已自动补正"),
        DifferenceState.Resolved => Texts.Of("RESOLVED", "已处理"),
        DifferenceState.AcceptanceProposed => Texts.Of("ACCEPTANCE_PROPOSED", "待认可"),
        DifferenceState.Accepted => Texts.Of("ACCEPTED", "已认可"),
        _ => Unknown((int)state),
    };

    public static string Of(DifferenceSeverity severity) => severity switch
    {
        DifferenceSeverity.Minor => Texts.Of("MINOR", "一般"),
        DifferenceSeverity.Major => Texts.Of("MAJOR", "重要"),
        DifferenceSeverity.Security => Texts.Of("SECURITY", "安全事件"),
        _ => Unknown((int)severity),
    };

    public static string Of(DifferenceEventKind kind) => kind switch
    {
        DifferenceEventKind.Found => Texts.Of("FOUND", "发现"),
        DifferenceEventKind.Reopened => Texts.Of("REOPENED", "再现"),
        DifferenceEventKind.RepairStarted => Texts.Of("REPAIR_STARTED", "补正"),
        DifferenceEventKind.Healed => Texts.Of("HEALED", "消除"),
        DifferenceEventKind.Assigned => Texts.Of("ASSIGNED", "指派"),
        DifferenceEventKind.Commented => Texts.Of("COMMENTED", "备注"),
        DifferenceEventKind.Resolved => Texts.Of("RESOLVED", "已处理"),
        DifferenceEventKind.AcceptanceProposed => Texts.Of("ACCEPTANCE_PROPOSED", "申请认可"),
        DifferenceEventKind.Accepted => Texts.Of("ACCEPTED", "认可"),
        _ => Unknown((int)kind),
    };

    /// <summary>A value of a newer hub.</summary>
    private static string Unknown(int value) => $"({value})";
}
