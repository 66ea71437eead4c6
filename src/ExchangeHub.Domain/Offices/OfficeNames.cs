using System.Collections.Frozen;

namespace ExchangeHub.Domain.Offices;

/// <summary>Which office bore a name at which time.</summary>
internal sealed class OfficeNames
{
    private readonly FrozenDictionary<string, IReadOnlyList<Bearer>> _bearers;

    public OfficeNames(IReadOnlyList<OfficeSuccession> successions, IEnumerable<PresentOffice> present)
    {
        // When a name began is known only where a rename gave it: the office that others merged into had its name before.
        var begins = successions.Where(succession => succession.Kind == SuccessionKind.Rename).ToLookup(succession => Named.Of(succession.To!), succession => succession.Date);
        var ends = successions.ToLookup(succession => Named.Of(succession.From), succession => succession.Date);
        DateOnly BeginBefore(Named office, DateOnly day) => begins[office].Where(begin => begin < day).DefaultIfEmpty(DateOnly.MinValue).Max();
        DateOnly EndAfter(Named office, DateOnly day) => ends[office].Where(end => end > day).DefaultIfEmpty(DateOnly.MaxValue).Min();

        var earlier =
            from succession in successions
            let office = Named.Of(succession.From)
            select new Bearer(office, BeginBefore(office, succession.Date), succession.Date, IsRecorded: true);
        var later =
            from succession in successions
            where succession.To is not null
            let office = Named.Of(succession.To!)
            let begin = succession.Kind == SuccessionKind.Rename ? succession.Date : DateOnly.MinValue
            select new Bearer(office, begin, EndAfter(office, succession.Date), IsRecorded: false);
        var today =
            from entry in present
            let office = Named.Of(new HistoricalOffice(entry.Uscc, entry.Name))
            select new Bearer(office, BeginBefore(office, DateOnly.MaxValue), DateOnly.MaxValue, IsRecorded: false);

        _bearers = earlier.Concat(later).Concat(today)
            .GroupBy(bearer => bearer.Office.Name, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, IReadOnlyList<Bearer> (group) => [.. group], StringComparer.Ordinal);
    }

    /// <summary>
    /// Keys of the offices that bore a name on a day. Of an office that bears it today, nobody may have recorded since when, so
    /// one of which the records say that it bore the name then counts before it.
    /// </summary>
    public IEnumerable<string> BearersAt(string name, DateOnly date)
    {
        var bearers = _bearers.GetValueOrDefault(OfficeKeys.MatchKey(name), []).Where(bearer => bearer.Begin <= date && date < bearer.End).ToList();
        var recorded = bearers.Where(bearer => bearer.IsRecorded).ToList();
        return (recorded.Count > 0 ? recorded : bearers).Select(bearer => bearer.Office.Key).Distinct(StringComparer.Ordinal);
    }

    /// <param name="Key">See <see cref="OfficeKeys"/>.</param>
    /// <param name="Name">In the form for comparison.</param>
    private sealed record Named(string Key, string Name)
    {
        public static Named Of(HistoricalOffice office) => new(OfficeKeys.Of(office), OfficeKeys.MatchKey(office.Name));
    }

    /// <param name="Office">Who bore the name.</param>
    /// <param name="Begin">The first day.</param>
    /// <param name="End">The first day on which it was no longer so.</param>
    /// <param name="IsRecorded">Whether a record says that the office bore the name until <paramref name="End"/>.</param>
    private sealed record Bearer(Named Office, DateOnly Begin, DateOnly End, bool IsRecorded);
}
