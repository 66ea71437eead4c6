using ExchangeHub.Contracts.Exchange.V1;

namespace ExchangeHub.Client.Attachments;

/// <summary>What a file is that is uploaded.</summary>
/// <param name="Name">The file's name, without a folder, 1 to 200 characters.</param>
/// <param name="MediaType">Its media type, e.g. <c>application/pdf</c>; the hub takes some only.</param>
/// <param name="OwnerOffice">The office that it comes from.</param>
public sealed record AttachmentDescription(string Name, string MediaType, OfficeReference OwnerOffice)
{
    /// <summary>
    /// Id of the announcement. Keep it with the file: an upload of the same file with the same id goes on where an earlier one broke off, even
    /// in another process.
    /// </summary>
    public Guid RequestId { get; init; } = Guid.NewGuid();
}
