using ExchangeHub.Contracts.Sharing.V1;

namespace ExchangeHub.Domain.Records;

/// <summary>What the order of versions goes by.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Operation">What it does.</param>
/// <param name="CorrectedVersion">The version that it stands in for; 0 for none.</param>
/// <param name="EffectiveDate">Its first day, in Asia/Shanghai.</param>
public readonly record struct VersionFacts(int Version, RecordOperation Operation, int CorrectedVersion, DateOnly EffectiveDate)
{
    /// <summary>Those of a record.</summary>
    public static VersionFacts Of(Record record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new VersionFacts(record.Version, record.Operation, record.CorrectedVersion, RecordTimeline.DateOf(record));
    }
}

/// <summary>
/// What the versions of one record say of a day (双时态): each holds from its effective date on until another does; of several with one
/// date the highest; one that was corrected counts no longer, the correction stands in its place with its own date.
/// </summary>
public static class RecordTimeline
{
    /// <summary>The version that is in effect on a day; null where there is none, or it is a deletion.</summary>
    /// <param name="versions">Versions of one key, all that were recorded until some time: what was known then.</param>
    /// <param name="day">The day, in Asia/Shanghai.</param>
    public static Record? InEffect(IReadOnlyCollection<Record> versions, DateOnly day) => InEffect(versions, day, VersionFacts.Of);

    /// <inheritdoc cref="InEffect(IReadOnlyCollection{Record}, DateOnly)"/>
    /// <param name="versions">Versions of one key, all that were recorded until some time: what was known then.</param>
    /// <param name="day">The day, in Asia/Shanghai.</param>
    /// <param name="factsOf">What is known of each.</param>
    public static T? InEffect<T>(IReadOnlyCollection<T> versions, DateOnly day, Func<T, VersionFacts> factsOf)
        where T : class
        => Last(Standing(versions, factsOf), day) is { } last && factsOf(last).Operation != RecordOperation.Delete ? last : null;

    /// <summary>
    /// What is left of the versions for who looks at no day before <paramref name="day"/>, in the order of their numbers: the one in
    /// effect, those that will be, and the highest, by which count and sums of a feed go. Deletions too: without one in effect, a version
    /// of an earlier day would seem to hold. Whatever is published later, these say of it what all versions say, but for a
    /// <see cref="RecordOperation.Correct"/>: it may bring back one that is left out.
    /// </summary>
    public static IReadOnlyList<T> From<T>(IReadOnlyCollection<T> versions, DateOnly day, Func<T, VersionFacts> factsOf)
        where T : class
    {
        var standing = Standing(versions, factsOf);
        var inEffect = Last(standing, day);
        var highest = versions.MaxBy(version => factsOf(version).Version);
        var toCome = standing.Where(version => version.Facts.EffectiveDate > day).Select(version => version.Item).ToHashSet();
        return [.. versions.Where(version => version == inEffect || version == highest || toCome.Contains(version)).OrderBy(version => factsOf(version).Version)];
    }

    /// <summary>The first day of a version.</summary>
    public static DateOnly DateOf(Record record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return CalendarDates.TryToDateOnly(record.EffectiveDate, out var date) ? date : throw new ArgumentException("The version has no effective date.", nameof(record));
    }

    /// <summary>Those that no other corrects. A correction that is corrected in its turn has done its work all the same.</summary>
    private static List<(T Item, VersionFacts Facts)> Standing<T>(IReadOnlyCollection<T> versions, Func<T, VersionFacts> factsOf)
    {
        ArgumentNullException.ThrowIfNull(versions);
        ArgumentNullException.ThrowIfNull(factsOf);
        var all = versions.Select(version => (Item: version, Facts: factsOf(version))).ToList();
        var corrected = all.Where(version => version.Facts.CorrectedVersion > 0).Select(version => version.Facts.CorrectedVersion).ToHashSet();
        if (corrected.Count > 0)
            all.RemoveAll(version => corrected.Contains(version.Facts.Version));
        return all;
    }

    private static T? Last<T>(List<(T Item, VersionFacts Facts)> standing, DateOnly day)
        where T : class
        => standing.Where(version => version.Facts.EffectiveDate <= day).DefaultIfEmpty().MaxBy(version => (version.Facts.EffectiveDate, version.Facts.Version)).Item;
}
