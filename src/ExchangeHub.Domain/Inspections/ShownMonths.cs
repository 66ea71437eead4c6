namespace ExchangeHub.Domain.Inspections;

/// <summary>Spans of months in which nobody has to do anything, so that their last day doesn't move from a day of rest.</summary>
internal static class ShownMonths
{
    /// <summary>The day with the start's number, or the month's end. A date that somebody mistyped is to be named, so that this never overflows.</summary>
    public static DateOnly LastDay(DateOnly start, int months)
        => start > DateOnly.MaxValue.AddMonths(-months) ? DateOnly.MaxValue : start.AddMonths(months);
}
