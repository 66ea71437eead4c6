using ExchangeHub.Hub.Identity;

namespace ExchangeHub.Hub.Exchanges.Sharing;

/// <summary>Who may publish and read records. What a caller may read of them, the data set's sharing class says.</summary>
internal static class SharingPermissions
{
    private const string Records = "/exchangehub.sharing.v1.RecordSharingService/";

    private const string Grants = "/exchangehub.sharing.v1.SharingGrantService/";

    private static readonly string[] Users = [Roles.NotaryOffice, Roles.BackOffice];

    public static readonly IReadOnlyList<Permission> Rows =
    [
        new(Records + "ListDataSets", Roles.All),
        new(Records + "PublishRecords", [Roles.BackOffice]),
        new(Records + "GetRecord", Roles.All),
        new(Records + "ListRecordVersions", Roles.All),
        new(Records + "ListRecords", Roles.All),
        new(Records + "WatchChanges", Roles.All),
        new(Records + "ReadSnapshot", Roles.All),
        new(Grants + "ApplyForGrant", Users),
        new(Grants + "DecideGrant", [Roles.BackOffice]),
        new(Grants + "RevokeGrant", Users),
        new(Grants + "GetGrant", Roles.All),
        new(Grants + "ListGrants", Roles.All),
        new(Grants + "ListGrantUses", Roles.All),
    ];
}
