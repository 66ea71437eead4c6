using ExchangeHub.Contracts.Sharing.V1;

namespace ExchangeHub.Hub.Sharing.Rosters;

/// <summary>That an entry of a roster names somebody, or that a sanction is against somebody; of a sanction that was corrected there may be several.</summary>
internal sealed class RosterSubject
{
    public required DataSet DataSet { get; init; }

    public required string ProducerRegion { get; init; }

    public required string Key { get; init; }

    public required SubjectKind SubjectKind { get; init; }

    public required string SubjectKey { get; init; }

    /// <summary>Of an entry: the day on which its marks are to be looked at again; null where nothing changes by itself.</summary>
    public DateOnly? NextDate { get; set; }
}

/// <summary>How far a feed of a roster or of sanctions was gone through (已处理位置).</summary>
internal sealed class RosterPosition
{
    public required DataSet DataSet { get; init; }

    public required string ProducerRegion { get; init; }

    /// <summary>All that versions up to this one ask for is done.</summary>
    public long Sequence { get; set; }
}
