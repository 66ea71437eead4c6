using System.Collections.Frozen;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;

namespace ExchangeHub.Hub.Identity;

/// <summary>Who may call what: one row for each RPC, and nothing without a row.</summary>
internal sealed class PermissionTable(IEnumerable<Permission> rows)
{
    private readonly FrozenDictionary<string, Permission> _rows = rows.ToFrozenDictionary(row => row.Method);

    /// <summary>Rows of what the hub offers beside the exchanges.</summary>
    public static readonly IReadOnlyList<Permission> OperationRows =
    [
        new("/exchangehub.link.v1.LinkService/Connect", [Roles.BackOffice]),
        new("/grpc.health.v1.Health/Check", Roles.All),
        new("/grpc.health.v1.Health/Watch", [Roles.Operator]),
        new("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", [Roles.Operator]),
        new("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", [Roles.Operator]),
    ];

    /// <summary>Refuses to start when an RPC has no row, or a row no RPC.</summary>
    /// <exception cref="ConfigurationException">Names every such RPC and row.</exception>
    public void CheckCovers(IReadOnlyCollection<string> methods)
    {
        var problems = new Problems();
        foreach (var method in methods.Except(_rows.Keys))
            problems.Add("Permissions", $"{method} has no row", $"{method} 没有权限记录");
        foreach (var method in _rows.Keys.Except(methods))
            problems.Add("Permissions", $"the row {method} has no RPC", $"权限记录 {method} 没有对应的 RPC");
        problems.ThrowIfAny();
    }

    /// <summary>Refuses a caller who may not call <paramref name="method"/>.</summary>
    /// <exception cref="HubException">The caller may not.</exception>
    public void Demand(Participant caller, string method)
    {
        var row = _rows.GetValueOrDefault(method);
        if (row is null || !caller.Roles.Overlaps(row.Roles))
            throw new HubException(ErrorCatalogue.RoleNotPermitted, ("participant", caller.Id), ("method", method));
        if (row.Grant is { } grant && !caller.Grants.Contains(grant))
            throw new HubException(ErrorCatalogue.GrantMissing, ("participant", caller.Id), ("method", method), ("grant", grant));
    }
}
