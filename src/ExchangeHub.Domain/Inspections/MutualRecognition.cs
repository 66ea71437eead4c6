namespace ExchangeHub.Domain.Inspections;

/// <summary>Whether one region's inspection counts as the other's, and if not, why.</summary>
public enum RecognitionStatus
{
    /// <summary>The result isn't published yet on that day. Nothing counts before.</summary>
    NotPublished,

    /// <summary>It counts: the other region need not inspect again.</summary>
    Recognised,

    /// <summary>It would count, but a complaint is open: the other region inspects by itself until that is decided.</summary>
    ComplaintOpen,

    /// <summary>It has counted for its time.</summary>
    Expired,
}

/// <summary>
/// Mutual recognition of inspections (检查结果互认): the published result of one region counts as the other's inspection, for a
/// branch or an appraiser, for 12 months, unless a complaint is open. No law says so: the regions agree on it.
/// </summary>
/// <param name="Status">Whether it counts.</param>
/// <param name="LastDay">
/// The last day on which it counts: that with the number of the day of publication or, where the month has none, its end. It
/// doesn't move from a day of rest, as nobody has to do anything on it.
/// </param>
public sealed record MutualRecognition(RecognitionStatus Status, DateOnly LastDay)
{
    /// <summary>Months for which a result counts.</summary>
    public const int Months = 12;

    /// <summary>Whether the result counts.</summary>
    public bool Counts => Status == RecognitionStatus.Recognised;

    /// <summary>What holds on a day. A result counts from the day on which it is published.</summary>
    /// <param name="published">The day of publication (公示).</param>
    /// <param name="onDay">The day in question.</param>
    /// <param name="hasOpenComplaint">Whether a complaint (投诉) against the branch or the appraiser is open on that day, in either region.</param>
    public static MutualRecognition Of(DateOnly published, DateOnly onDay, bool hasOpenComplaint)
    {
        var lastDay = ShownMonths.LastDay(published, Months);
        if (onDay < published)
            return new MutualRecognition(RecognitionStatus.NotPublished, lastDay);
        if (onDay > lastDay)
            return new MutualRecognition(RecognitionStatus.Expired, lastDay);
        return new MutualRecognition(hasOpenComplaint ? RecognitionStatus.ComplaintOpen : RecognitionStatus.Recognised, lastDay);
    }
}
