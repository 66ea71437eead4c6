using ExchangeHub.Hub.Identity;

namespace ExchangeHub.Hub.Attachments;

/// <summary>Who may use attachments; which ones, each call looks at.</summary>
internal static class AttachmentPermissions
{
    private const string Service = "/exchangehub.attachment.v1.AttachmentService/";

    public static readonly IReadOnlyList<Permission> Rows =
    [
        new(Service + "CreateAttachment", [Roles.NotaryOffice, Roles.BackOffice]),
        new(Service + "UploadAttachment", [Roles.NotaryOffice, Roles.BackOffice]),
        new(Service + "GetAttachment", [Roles.NotaryOffice, Roles.BackOffice]),
        new(Service + "DownloadAttachment", [Roles.NotaryOffice, Roles.BackOffice]),
    ];
}
