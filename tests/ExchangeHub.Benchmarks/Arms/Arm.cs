using ExchangeHub.Hub.Configuration;

namespace ExchangeHub.Benchmarks.Arms;

/// <summary>One of the ways from the caller to the back office that are compared.</summary>
/// <param name="Name">Its name, in the options and in the tables.</param>
/// <param name="What">What stands between caller and back office, for the report.</param>
/// <param name="Store">Where it records every call durably before it answers, and says so with a receipt; null where it keeps no ledger.</param>
/// <param name="IsLinked">Whether the back office opens a link to it; otherwise it calls the back office.</param>
internal sealed record Arm(string Name, string What, string? Store = null, bool IsLinked = false)
{
    public static readonly Arm Direct = new("direct", "nothing: the caller calls the back office itself");
    public static readonly Arm Yarp = new("yarp", "a bare YARP 2.3");
    public static readonly Arm Nginx = new("nginx", "nginx with `grpc_pass`");
    public static readonly Arm Hub = new("hub", "the hub, everything on", StoreOptions.Sqlite);
    public static readonly Arm HubLink = new("hub-link", "the hub, everything on, over a link that the back office opened", StoreOptions.Sqlite, IsLinked: true);
    public static readonly Arm HubPostgreSql = new("hub-postgresql", "the hub, everything on, on PostgreSQL", StoreOptions.PostgreSql);
    public static readonly Arm Plain = new("plain", "a typed gRPC service with one EF Core `SaveChanges` a call", StoreOptions.Sqlite);

    public static readonly IReadOnlyList<Arm> All = [Direct, Yarp, Nginx, Hub, HubLink, HubPostgreSql, Plain];

    /// <summary>The arms of these names.</summary>
    /// <exception cref="ArgumentException">A name is none.</exception>
    public static IReadOnlyList<Arm> Named(IEnumerable<string> names)
        => [.. names.Select(name => All.FirstOrDefault(arm => arm.Name == name) ?? throw new ArgumentException($"There is no arm {name}; there are {string.Join(", ", All.Select(arm => arm.Name))}."))];
}
