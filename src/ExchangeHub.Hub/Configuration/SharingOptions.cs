namespace ExchangeHub.Hub.Configuration;

/// <summary>How information is shared (信息共享).</summary>
public sealed record SharingOptions
{
    /// <summary>How often it is looked for what other hubs have published, granted or revoked, in milliseconds, 100 to 60,000.</summary>
    public int PollMs { get; init; } = 1_000;

    /// <summary>Versions of a feed that are kept in memory for those who follow it, 100 to 100,000. Who is further behind reads the database.</summary>
    public int TailRecords { get; init; } = 2_000;

    /// <summary>When those who were told that a certificate is authentic hear that it was revoked since: a cron expression of Quartz, in Asia/Shanghai.</summary>
    public string AddendumCron { get; init; } = "0 0 5 * * ?";

    /// <summary>When entries of rosters are marked for sanctions and lapsed licences: a cron expression of Quartz, in Asia/Shanghai.</summary>
    public string RosterMarkCron { get; init; } = "0 0/10 * * * ?";
}
