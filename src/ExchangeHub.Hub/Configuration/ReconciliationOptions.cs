namespace ExchangeHub.Hub.Configuration;

/// <summary>When and how the hub's ledger is compared with the regions' (对账).</summary>
public sealed record ReconciliationOptions
{
    /// <summary>When all days that are not reconciled are compared: a cron expression of Quartz, in Asia/Shanghai.</summary>
    public string NightlyCron { get; init; } = "0 0 2 * * ?";

    /// <summary>
    /// When the present day is looked at, and days are tried again for which a region was down: a cron expression of Quartz, in
    /// Asia/Shanghai.
    /// </summary>
    public string HourlyCron { get; init; } = "0 20 * * * ?";

    /// <summary>When the states of cases are compared: a cron expression of Quartz, in Asia/Shanghai; best after <see cref="NightlyCron"/>.</summary>
    public string CasesCron { get; init; } = "0 0 4 * * ?";

    /// <summary>When the stored contents of attachments are read again (附件摘要核对): a cron expression of Quartz, in Asia/Shanghai.</summary>
    public string AttachmentCron { get; init; } = "0 0 4 ? * SUN";

    /// <summary>Days after which a content is read again, 1 to 365: fewer than lie between two times of <see cref="AttachmentCron"/>, or each second one finds nothing.</summary>
    public int AttachmentDays { get; init; } = 6;

    /// <summary>How much of the contents is read in a second at the most, in MiB, 1 to 1,024, so that callers don't notice it.</summary>
    public int AttachmentMiBPerSecond { get; init; } = 8;

    /// <summary>When all that is stored of published records is read again (数据集副本核对): a cron expression of Quartz, in Asia/Shanghai.</summary>
    public string FeedsCron { get; init; } = "0 30 4 * * ?";

    /// <summary>Whether the jobs repair differences where that is safe (自动补正).</summary>
    public bool Repair { get; init; } = true;

    /// <summary>Participants that are compared side by side on one hub, 1 to 16.</summary>
    public int MaxParallel { get; init; } = 2;

    /// <summary>Most repairs that one run starts, 0 to 100,000; the next run goes on.</summary>
    public int MaxRepairs { get; init; } = 1_000;

    /// <summary>
    /// Most differences of one day that are recorded, 1 to 1,000,000. A day with more fails with <c>TOO_MANY_DIFFERENCES</c>
    /// and none is recorded: something is wrong that is not mended row by row, such as another region's ledger.
    /// </summary>
    public int MaxDifferences { get; init; } = 200_000;

    /// <summary>How long a region may take for one answer, in milliseconds, 1,000 to 600,000; ten times as long in a sign-off, for which it reads every row.</summary>
    public int DeadlineMs { get; init; } = 30_000;

    /// <summary>How young rows may be that are left out, in minutes, 1 to 1,440: an exchange under way is in one ledger only.</summary>
    public int CutOffMinutes { get; init; } = 15;

    /// <summary>Hours after which a day that is still not reconciled makes the health of reconciliation bad, 1 to 8,760.</summary>
    public int UnreconciledHours { get; init; } = 48;

    /// <summary>How long a hub that was killed keeps the other hubs on its database from comparing a participant's ledger, in seconds, 1 to 300.</summary>
    public int LeaseSeconds { get; init; } = 30;
}
