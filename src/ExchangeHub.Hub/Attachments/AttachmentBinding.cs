using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;

namespace ExchangeHub.Hub.Attachments;

/// <summary>An attachment as a paper of a case names it.</summary>
/// <param name="Id">The attachment.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="MediaType">Media type.</param>
/// <param name="Sha256">SHA-256 of the content.</param>
internal sealed record NamedAttachment(Guid Id, long Size, string MediaType, byte[] Sha256);

/// <summary>
/// Binds attachments to a case, in the transaction that writes the case's event, so that there is neither a bound attachment
/// without its event nor an event without its attachments.
/// </summary>
internal static class AttachmentBinding
{
    /// <summary>Looks whether all can be bound; nothing is changed.</summary>
    /// <param name="named">The attachments, without duplicates.</param>
    /// <param name="find">What is stored of them.</param>
    /// <param name="caseId">The case. Those that are bound to it already may be named again.</param>
    /// <param name="sender">The participant whose event names them; they must be of an office that it represents.</param>
    /// <param name="offices">The directory: <see cref="HubState.Offices"/>.</param>
    /// <exception cref="HubException">One does not exist, is not the sender's, not complete, another case's, or not what its paper says.</exception>
    public static void Require(IReadOnlyCollection<NamedAttachment> named, Func<Guid, Attachment?> find, Guid caseId, Participant sender, IReadOnlyDictionary<string, Office> offices)
    {
        foreach (var attachment in named)
            Require(attachment, find(attachment.Id), caseId, sender, offices);
    }

    /// <summary>Binds what <see cref="Require(IReadOnlyCollection{NamedAttachment}, Func{Guid, Attachment}, Guid, Participant, IReadOnlyDictionary{string, Office})"/> let through.</summary>
    public static void Bind(IReadOnlyCollection<NamedAttachment> named, Func<Guid, Attachment?> find, Guid caseId)
    {
        foreach (var attachment in named)
            find(attachment.Id)!.CaseId = caseId;
    }

    private static void Require(NamedAttachment named, Attachment? attachment, Guid caseId, Participant sender, IReadOnlyDictionary<string, Office> offices)
    {
        var id = ("attachment_id", named.Id.ToString());
        if (attachment is null || !offices.TryGetValue(attachment.OwnerOffice, out var owner) || !sender.Represents(owner))
            throw AttachmentAccess.NotFound(named.Id);
        if (attachment.CompleteTime is null)
            throw new HubException(ErrorCatalogue.AttachmentIncomplete, id, ("stored_size", attachment.StoredSize.ToString()));
        if (attachment.CaseId is not null && attachment.CaseId != caseId)
            throw new HubException(ErrorCatalogue.AttachmentBound, id);
        if (attachment.Size != named.Size || !attachment.Sha256.AsSpan().SequenceEqual(named.Sha256) || !attachment.MediaType.Equals(named.MediaType, StringComparison.OrdinalIgnoreCase))
            throw new HubException(ErrorCatalogue.AttachmentDiffers, id);
    }
}
