using ExchangeHub.Contracts.Notary.V1;

namespace ExchangeHub.Hub.Cases;

/// <summary>
/// A case (案件) as it stands now: what lists and time limits need. Its papers lie encrypted in <see cref="Deliveries.KeptMessage"/>;
/// how it came here, in <see cref="CaseEventEntry"/>.
/// </summary>
internal sealed class CaseFile
{
    /// <summary>The case's id, a UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Counts the events; the next one is <c>Version + 1</c>, and only one can be.</summary>
    public int Version { get; set; }

    /// <summary>The latest event.</summary>
    public Guid LastEventId { get; set; }

    public CaseState State { get; set; }

    /// <summary>Whether a date has passed without a reply (逾期).</summary>
    public bool IsOverdue { get; set; }

    public required MatterCode Matter { get; init; }

    public required Urgency Urgency { get; init; }

    /// <summary>The letter's number (函号): unique for its office in its year.</summary>
    public required string LetterNumber { get; init; }

    /// <summary>The year in which it was submitted, in Asia/Shanghai.</summary>
    public required int LetterYear { get; init; }

    public required string OwnCaseNumber { get; init; }

    public required string RequestingOffice { get; init; }

    public required string RequestingOfficeName { get; init; }

    public required string RequestingRegion { get; init; }

    /// <summary>The present addressee.</summary>
    public required string RequestedOffice { get; set; }

    public required string RequestedOfficeName { get; set; }

    public required string RequestedRegion { get; set; }

    /// <summary>The office that the request was addressed to, where it is not the addressee; else empty.</summary>
    public string AddressedOffice { get; set; } = "";

    public string AddressedOfficeName { get; set; } = "";

    /// <summary>How the addressee came from the office that was addressed, one step a line, in Chinese.</summary>
    public string Successions { get; set; } = "";

    /// <summary>Keyed hash of the person that it is about; null where there is none.</summary>
    public byte[]? SubjectHash { get; init; }

    public required DateTimeOffset SubmitTime { get; init; }

    /// <summary>When the present addressee's back office had it.</summary>
    public DateTimeOffset? DeliverTime { get; set; }

    /// <summary>When the receipt was confirmed: the clock's start.</summary>
    public DateTimeOffset? ReceiptTime { get; set; }

    /// <summary>The matter's own time limit; it waits during a supplement.</summary>
    public DateOnly? ServiceDate { get; set; }

    /// <summary>The law's time limit; it never waits.</summary>
    public DateOnly? LegalDate { get; set; }

    /// <summary>The last day on which the reply can be disputed.</summary>
    public DateOnly? DisputeDate { get; set; }

    /// <summary>What the dates were computed with.</summary>
    public string CalendarVersion { get; set; } = "";

    /// <summary>Periods in which the matter's clock waited: <c>first/last</c> in ISO 8601, one a line; the last may be open.</summary>
    public string Pauses { get; set; } = "";

    /// <summary>The day that the due check looks at next: of a reminder, a time limit or the end of the time for disputes. Null: none.</summary>
    public DateOnly? CheckDate { get; set; }

    /// <summary>Which news of the time limits were given already.</summary>
    public CaseNews News { get; set; }

    /// <summary>Whether it was passed on.</summary>
    public bool WasTransferred { get; set; }

    /// <summary>Whether the requesting office agreed that the clock starts again with the new addressee's receipt.</summary>
    public bool RestartAgreed { get; set; }

    /// <summary>Version of the latest reply; 0 without one.</summary>
    public int ReplyVersion { get; set; }

    public ReplyOutcome ReplyOutcome { get; set; }

    /// <summary>The event that brought the request.</summary>
    public Guid RequestEventId { get; set; }

    /// <summary>The event that brought the latest reply.</summary>
    public Guid? ReplyEventId { get; set; }

    public DateTimeOffset UpdateTime { get; set; }

    /// <summary>When it was closed or withdrawn.</summary>
    public DateTimeOffset? EndTime { get; set; }

    /// <summary>When its papers were purged.</summary>
    public DateTimeOffset? PurgeTime { get; set; }

    /// <summary>Whether a reply is still owed.</summary>
    public bool IsOpen => State is CaseState.Submitted or CaseState.Delivered or CaseState.Received or CaseState.InProgress
        or CaseState.SupplementRequested or CaseState.Transferred or CaseState.Disputed;
}

/// <summary>News of time limits that are given once.</summary>
[Flags]
internal enum CaseNews
{
    None = 0,

    /// <summary>The service date is near.</summary>
    ServiceReminder = 1,

    /// <summary>The legal date is near.</summary>
    LegalReminder = 2,

    /// <summary>The service date has passed.</summary>
    ServiceOverdue = 4,

    /// <summary>The legal date has passed.</summary>
    LegalOverdue = 8,

    /// <summary>Nobody confirmed the receipt in time.</summary>
    Unreceived = 16,

    /// <summary>The legal date has passed some time ago.</summary>
    LastReminder = 32,
}

/// <summary>One thing that happened to a case (案件事件). Rows are added and never changed.</summary>
internal sealed class CaseEventEntry
{
    public required Guid CaseId { get; init; }

    /// <summary>Its number in the case, from 1 without a gap.</summary>
    public required int Version { get; init; }

    /// <summary>Its own id, a UUIDv7 later than the one before it in the case; also its ledger entry's, and its message's.</summary>
    public required Guid EventId { get; init; }

    public required CaseEventKind Kind { get; init; }

    /// <summary>The case's state after it.</summary>
    public required CaseState State { get; init; }

    public required DateTimeOffset EventTime { get; init; }

    /// <summary>The participant that caused it; empty where the hub did.</summary>
    public required string ActorId { get; init; }

    public required string ActorRegion { get; init; }

    public required string ActingOffice { get; init; }

    public required string ActingOfficeName { get; init; }

    public required string OperatorName { get; init; }

    /// <summary>Whether it came after the case's end.</summary>
    public required bool IsLate { get; init; }
}
