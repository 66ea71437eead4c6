using ExchangeHub.Hub.Identity;

namespace ExchangeHub.Hub.Exchanges.Notary;

/// <summary>Who may ask the five questions, and who may deal with cases.</summary>
internal static class NotaryPermissions
{
    private const string Service = "/exchangehub.notary.v1.NotaryVerificationService/";
    private const string Cases = "/exchangehub.notary.v1.NotaryAssistanceService/";

    private static readonly string[] Sides = [Roles.NotaryOffice, Roles.BackOffice];

    public static readonly IReadOnlyList<Permission> Rows =
    [
        new(Service + "VerifyCertificate", [Roles.NotaryOffice, Roles.BackOffice]),
        new(Service + "VerifyPowerOfAttorney", [Roles.NotaryOffice, Roles.BackOffice]),
        new(Service + "VerifyEnforceableDeed", [Roles.NotaryOffice, Roles.BackOffice]),
        new(Service + "QueryWill", [Roles.NotaryOffice, Roles.BackOffice], Grant: Grants.SealedFiles),
        new(Service + "QueryInheritance", [Roles.NotaryOffice, Roles.BackOffice]),
        new(Cases + "SubmitCase", Sides),
        new(Cases + "ConfirmReceipt", Sides),
        new(Cases + "StartCase", Sides),
        new(Cases + "RequestSupplement", Sides),
        new(Cases + "ProvideSupplement", Sides),
        new(Cases + "TransferCase", Sides),
        new(Cases + "AgreeToRestart", Sides),
        new(Cases + "ReplyToCase", Sides),
        new(Cases + "DisputeReply", Sides),
        new(Cases + "CloseCase", Sides),
        new(Cases + "WithdrawCase", Sides),
        new(Cases + "GetCase", Sides),
        new(Cases + "ListCases", Roles.All),
        new(Cases + "WatchCase", Sides),
        new(Cases + "WatchCases", Sides),
    ];
}
