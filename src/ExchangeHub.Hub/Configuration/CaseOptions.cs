namespace ExchangeHub.Hub.Configuration;

/// <summary>How deliveries (送达) are made.</summary>
public sealed record DeliveryOptions
{
    /// <summary>Deliveries under way to one region, 1 to 256.</summary>
    public int Concurrency { get; init; } = 32;

    /// <summary>How long an addressee may take for one, in milliseconds, 100 to 60,000.</summary>
    public int DeadlineMs { get; init; } = 10_000;

    /// <summary>The pause after the first failed attempt, in milliseconds, 10 to 60,000; each further one is about twice as long.</summary>
    public int FirstPauseMs { get; init; } = 250;

    /// <summary>The longest pause, in milliseconds, 100 to 3,600,000.</summary>
    public int LongestPauseMs { get; init; } = 60_000;

    /// <summary>When a delivery is given up and an operator is alerted, in hours, 1 to 2,160.</summary>
    public int GiveUpHours { get; init; } = 168;

    /// <summary>How often the database is looked at for what other hubs accepted, in milliseconds, 100 to 60,000.</summary>
    public int PollMs { get; init; } = 1_000;

    /// <summary>How long a hub that was killed keeps the other hubs on its database from its deliveries, in seconds, 1 to 300.</summary>
    public int LeaseSeconds { get; init; } = 15;
}

/// <summary>Time limits and retention of cases (案件).</summary>
public sealed record CaseOptions
{
    /// <summary>Folder of working-day calendars (工作日历) that add to the built-in ones. Empty: none.</summary>
    public string CalendarFolder { get; init; } = "";

    /// <summary>When the due check runs: a cron expression of Quartz, in Asia/Shanghai.</summary>
    public string DueCheckCron { get; init; } = "0 5 * * * ?";

    /// <summary>Working days before a time limit at which a reminder is given, 1 to 10.</summary>
    public int ReminderWorkingDays { get; init; } = 2;

    /// <summary>Days for which the papers of an ended case are kept once all is delivered, 1 to 3,650.</summary>
    public int RetentionDays { get; init; } = 90;

    /// <summary>Days for which the first result of a call is kept for its repetition, 1 to 3,650.</summary>
    public int RequestIdDays { get; init; } = 90;
}

/// <summary>One event in the history of an office (机构沿革).</summary>
public sealed record SuccessionOptions
{
    /// <summary>What happened: <c>Rename</c>, <c>Merge</c>, <c>Split</c> or <c>Close</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Its first day, <c>yyyy-MM-dd</c>.</summary>
    public string Date { get; init; } = "";

    /// <summary>The office as it was before; its code is empty where it never had one.</summary>
    public OfficeOptions From { get; init; } = new();

    /// <summary>The office that came after it; absent for <c>Close</c>.</summary>
    public OfficeOptions? To { get; init; }

    /// <summary>Code of the office that keeps the files, for <c>Split</c> and <c>Close</c>.</summary>
    public string ArchiveCustodian { get; init; } = "";
}
