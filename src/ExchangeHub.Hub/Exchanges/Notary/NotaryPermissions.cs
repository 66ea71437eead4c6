using ExchangeHub.Hub.Identity;

namespace ExchangeHub.Hub.Exchanges.Notary;

/// <summary>Who may ask the five questions.</summary>
internal static class NotaryPermissions
{
    private const string Service = "/exchangehub.notary.v1.NotaryVerificationService/";

    public static readonly IReadOnlyList<Permission> Rows =
    [
        new(Service + "VerifyCertificate", [Roles.NotaryOffice, Roles.BackOffice]),
        new(Service + "VerifyPowerOfAttorney", [Roles.NotaryOffice, Roles.BackOffice]),
        new(Service + "VerifyEnforceableDeed", [Roles.NotaryOffice, Roles.BackOffice]),
        new(Service + "QueryWill", [Roles.NotaryOffice, Roles.BackOffice], Grant: Grants.SealedFiles),
        new(Service + "QueryInheritance", [Roles.NotaryOffice, Roles.BackOffice]),
    ];
}
