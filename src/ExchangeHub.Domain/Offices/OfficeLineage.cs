using System.Collections.Frozen;

namespace ExchangeHub.Domain.Offices;

/// <summary>
/// The history of offices (机构沿革): finds who keeps the files today of an office that was renamed, merged, split or closed,
/// by its code or by the name that an old certificate shows. Immutable; replaced whole.
/// </summary>
/// <remarks>
/// An office may have come to another region on the way: names with 四川省重庆市 lead to Chongqing since 1997-06-18, if the
/// records say so. An event in the future counts from its date.
/// </remarks>
public sealed class OfficeLineage
{
    /// <summary>The most records.</summary>
    public const int MaxSuccessions = 10_000;

    private readonly FrozenDictionary<string, IReadOnlyList<OfficeSuccession>> _byOffice;
    private readonly OfficeNames _names;
    private readonly FrozenSet<string> _present;

    /// <param name="successions">The events, in any order.</param>
    /// <param name="present">The offices that can be asked today, of all regions.</param>
    /// <exception cref="DataProblemsException">The events contradict each other or lead nowhere: everything that is wrong.</exception>
    public OfficeLineage(IReadOnlyList<OfficeSuccession> successions, IEnumerable<PresentOffice> present)
    {
        ArgumentNullException.ThrowIfNull(successions);
        var offices = present.ToList();
        OfficeLineageChecks.Check(successions);
        _byOffice = OfficeKeys.ByOffice(successions);
        _names = new OfficeNames(successions, offices);
        _present = offices.Select(office => office.Uscc).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Where an office's code (统一社会信用代码) leads. The chain has the events by which its files went to other offices.</summary>
    public OfficeRoute Resolve(string uscc, DateOnly today) => Walk(uscc, null, today);

    /// <summary>
    /// Where a name leads that a paper of <paramref name="date"/> shows. Width, spaces and traditional characters don't matter; a
    /// name that nobody bore on that day is <see cref="OfficeRouteStatus.Unknown"/>.
    /// </summary>
    public OfficeRoute ResolveName(string name, DateOnly date, DateOnly today)
    {
        var routes = _names.BearersAt(name, date).Select(office => Walk(office, date, today)).ToList();
        return routes.DistinctBy(route => (route.Status, route.Uscc)).Count() switch
        {
            0 => new OfficeRoute(OfficeRouteStatus.Unknown, "", []),
            1 => routes.MaxBy(route => route.Chain.Count)!,
            _ => new OfficeRoute(OfficeRouteStatus.Ambiguous, "", []),
        };
    }

    /// <param name="office">Key of the office to begin with.</param>
    /// <param name="since">Since when the chain is to have its changes of name; null for none of the first office's.</param>
    /// <param name="today">Later events haven't happened.</param>
    private OfficeRoute Walk(string office, DateOnly? since, DateOnly today)
    {
        var chain = new List<OfficeSuccession>();
        for (var moved = true; moved;)
        {
            moved = false;
            foreach (var succession in _byOffice.GetValueOrDefault(office, []).Where(succession => succession.Date <= today))
            {
                var next = OfficeKeys.Successor(succession);
                moved = next != office;
                if (moved || succession.Date > since)
                    chain.Add(succession);
                if (!moved)
                    continue;
                (office, since) = (next, succession.Date);
                break; // The rest of the list is the old office's, and the checks leave it empty.
            }
        }
        return new OfficeRoute(_present.Contains(office) ? OfficeRouteStatus.Found : OfficeRouteStatus.Unknown, OfficeKeys.Uscc(office), chain);
    }
}
