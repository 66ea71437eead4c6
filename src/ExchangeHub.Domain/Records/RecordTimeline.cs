using ExchangeHub.Contracts.Sharing.V1;

namespace ExchangeHub.Domain.Records;

/// <summary>
/// What the versions of one record say of a day (双时态): each holds from its effective date on until another does; of several with one
/// date the highest; one that was corrected counts no longer, the correction stands in its place with its own date.
/// </summary>
public static class RecordTimeline
{
    /// <summary>The version that is in effect on a day; null where there is none, or it is a deletion.</summary>
    /// <param name="versions">Versions of one key, all that were recorded until some time: what was known then.</param>
    /// <param name="day">The day, in Asia/Shanghai.</param>
    public static Record? InEffect(IReadOnlyCollection<Record> versions, DateOnly day)
        => Last(Standing(versions), day) is { Operation: not RecordOperation.Delete } record ? record : null;

    /// <summary>
    /// What is left of the versions for who looks at no day before <paramref name="day"/>, in the order of their numbers: the one in
    /// effect, those that will be, and the highest, by which count and sums of a feed go; deletions only where they are to come.
    /// </summary>
    public static IReadOnlyList<Record> From(IReadOnlyCollection<Record> versions, DateOnly day)
    {
        var standing = Standing(versions);
        var inEffect = Last(standing, day);
        var highest = versions.MaxBy(record => record.Version);
        return [.. versions
            .Where(record => (standing.Contains(record) && DateOf(record) > day) || (record.Operation != RecordOperation.Delete && (record == inEffect || record == highest)))
            .OrderBy(record => record.Version)];
    }

    /// <summary>The first day of a version.</summary>
    public static DateOnly DateOf(Record record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return CalendarDates.TryToDateOnly(record.EffectiveDate, out var date) ? date : throw new ArgumentException("The version has no effective date.", nameof(record));
    }

    /// <summary>Those that no other corrects. A correction that is corrected in its turn has done its work all the same.</summary>
    private static List<Record> Standing(IReadOnlyCollection<Record> versions)
    {
        ArgumentNullException.ThrowIfNull(versions);
        var corrected = versions.Where(record => record.CorrectedVersion > 0).Select(record => record.CorrectedVersion).ToHashSet();
        return [.. versions.Where(record => !corrected.Contains(record.Version))];
    }

    private static Record? Last(List<Record> standing, DateOnly day)
        => standing.Where(record => DateOf(record) <= day).MaxBy(record => (DateOf(record), record.Version));
}
