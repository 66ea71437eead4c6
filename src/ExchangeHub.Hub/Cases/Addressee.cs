using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Domain.Offices;
using ExchangeHub.Hub.Identity;

namespace ExchangeHub.Hub.Cases;

/// <summary>Who gets a request: the office that it names, or the one that keeps its files today.</summary>
/// <param name="Office">The office that gets it.</param>
/// <param name="Addressed">The office as the request names it.</param>
/// <param name="Steps">How the one came from the other (机构沿革), one step an item, in Chinese.</param>
internal sealed record Addressee(Office Office, OfficeReference Addressed, IReadOnlyList<string> Steps)
{
    /// <summary>Whether it is another office than the one that was named.</summary>
    public bool IsSuccessor => Steps.Count > 0;

    /// <summary>
    /// Finds it: by its code, or by the name that a paper of <paramref name="date"/> shows for an office that never had one. Null
    /// where neither leads to an office of today.
    /// </summary>
    public static Addressee? Find(HubState state, OfficeReference addressed, DateOnly date, DateOnly today)
    {
        if (state.Offices.GetValueOrDefault(addressed.Uscc) is { } present)
            return new Addressee(present, addressed, []);
        var route = addressed.Uscc.Length > 0 ? state.Lineage.Resolve(addressed.Uscc, today) : state.Lineage.ResolveName(addressed.Name, date, today);
        return route.Status == OfficeRouteStatus.Found && state.Offices.GetValueOrDefault(route.Uscc) is { } successor
            ? new Addressee(successor, addressed, [.. route.Chain.Select(Step)])
            : null;
    }

    private static string Step(OfficeSuccession succession) => $"{succession.Date:yyyy-MM-dd} {succession.From.Name} " + succession.Kind switch
    {
        SuccessionKind.Rename => $"更名为 {succession.To!.Name}",
        SuccessionKind.Merge => $"并入 {succession.To!.Name}",
        SuccessionKind.Split => $"分立，档案由 {Keeper(succession)} 保管",
        _ => $"撤销，档案由 {Keeper(succession)} 保管",
    };

    private static string Keeper(OfficeSuccession succession) => succession.ArchiveCustodian.Length > 0 ? succession.ArchiveCustodian : succession.To!.Name;
}
