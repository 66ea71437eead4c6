using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Storage.Protection;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Message = ExchangeHub.Contracts.Attachment.V1.Attachment;
using MessageState = ExchangeHub.Contracts.Attachment.V1.AttachmentState;

namespace ExchangeHub.Hub.Attachments;

/// <summary>Who may see an attachment, and what of it.</summary>
internal sealed class AttachmentAccess(ICaseSides cases, IRecordAudience records, PayloadProtection protection)
{
    private readonly PayloadProtector _protector = protection.For("attachment secret");

    /// <summary>Refuses whoever may not see the attachment, in the words for one that does not exist.</summary>
    public async Task RequireVisibleAsync(Guid id, Attachment? attachment, Participant caller, CancellationToken cancellationToken)
    {
        if (attachment is null || !await IsVisibleAsync(attachment, caller, cancellationToken))
            throw NotFound(id);
    }

    public static HubException NotFound(Guid id) => new(ErrorCatalogue.AttachmentNotFound, ("attachment_id", id.ToString()));

    /// <summary>The content's key and the name.</summary>
    public AttachmentSecret SecretOf(Attachment attachment) => AttachmentSecret.Decrypt(_protector, attachment);

    /// <summary>The same, encrypted, for a new one.</summary>
    public byte[] Encrypt(AttachmentSecret secret, Guid id, long size, byte[] sha256) => secret.Encrypt(_protector, id, size, sha256);

    public Message ToMessage(Attachment attachment) => new()
    {
        AttachmentId = attachment.Id.ToString(),
        Name = SecretOf(attachment).Name,
        MediaType = attachment.MediaType,
        Size = attachment.Size,
        Sha256 = UnsafeByteOperations.UnsafeWrap(attachment.Sha256),
        State = attachment.CompleteTime is null ? MessageState.Uploading : MessageState.Complete,
        StoredSize = attachment.StoredSize,
        CaseId = attachment.CaseId?.ToString() ?? "",
        Uploader = new ParticipantReference { ParticipantId = attachment.UploaderId, RegionCode = attachment.UploaderRegion },
        OwnerOfficeUscc = attachment.OwnerOffice,
        CreateTime = attachment.CreateTime.ToTimestamp(),
        RecordDataSet = attachment.RecordDataSet ?? DataSet.Unspecified,
        RecordKey = attachment.RecordKey ?? "",
    };

    private async Task<bool> IsVisibleAsync(Attachment attachment, Participant caller, CancellationToken cancellationToken)
    {
        if (attachment.CaseId is { } caseId)
            return await cases.IsSideAsync(caseId, caller, cancellationToken);
        return attachment.RecordDataSet is null ? attachment.UploaderId == caller.Id : await records.IncludesAsync(caller, attachment, cancellationToken);
    }
}
