namespace ExchangeHub.Hub.Reconciliation.Alerts;

/// <summary>What an alert is about.</summary>
internal enum AlertKind
{
    /// <summary>A run has found rows that nobody can explain (安全事件).</summary>
    SecurityDifference,

    /// <summary>A run has failed (对账失败).</summary>
    RunFailed,

    /// <summary>A run could not compare all (对账部分完成).</summary>
    RunPartial,

    /// <summary>A day stays unreconciled past its limit (逾期未对平).</summary>
    DayUnreconciled,

    /// <summary>A delivery was given up (送达失败).</summary>
    DeliveryGivenUp,

    /// <summary>A check has found contents of attachments that are not what was announced (附件损坏).</summary>
    ContentCorrupt,

    /// <summary>A check has found feeds that are not what was published (变更流损坏).</summary>
    FeedCorrupt,

    /// <summary>An application was not decided in time (逾期未审核).</summary>
    GrantOverdue,
}

/// <summary>Something that an operator should hear of, as long as it holds (告警).</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Subject">What of: the same condition has the same subject, at every look and at every hub.</param>
/// <param name="Participant">The participant; for a delivery, its region's code; for an application, that of the region that decides.</param>
/// <param name="Time">Since when it holds (UTC).</param>
/// <param name="Count">How many there are of it.</param>
/// <param name="English">In words; nothing personal is in it.</param>
/// <param name="Chinese">The same in Chinese.</param>
internal sealed record Alert(AlertKind Kind, string Subject, string Participant, DateTimeOffset Time, long Count, string English, string Chinese)
{
    /// <summary>By this a receiver knows what it has heard of already.</summary>
    public string Id => $"{Kind}:{Subject}";
}
