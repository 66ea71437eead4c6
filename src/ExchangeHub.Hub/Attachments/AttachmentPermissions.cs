using ExchangeHub.Hub.Identity;

namespace ExchangeHub.Hub.Attachments;

/// <summary>Who may use attachments; which ones, each call looks at. Records are for all to read, and so are their documents.</summary>
internal static class AttachmentPermissions
{
    private const string Service = "/exchangehub.attachment.v1.AttachmentService/";

    public static readonly IReadOnlyList<Permission> Rows =
    [
        new(Service + "CreateAttachment", [Roles.NotaryOffice, Roles.BackOffice]),
        new(Service + "UploadAttachment", [Roles.NotaryOffice, Roles.BackOffice]),
        new(Service + "GetAttachment", Roles.All),
        new(Service + "DownloadAttachment", Roles.All),
    ];
}
