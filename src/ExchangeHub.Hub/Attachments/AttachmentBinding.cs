using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;

namespace ExchangeHub.Hub.Attachments;

/// <summary>An attachment as a paper of a case, or of a record, names it.</summary>
/// <param name="Id">The attachment.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="MediaType">Media type.</param>
/// <param name="Sha256">SHA-256 of the content.</param>
internal sealed record NamedAttachment(Guid Id, long Size, string MediaType, byte[] Sha256)
{
    /// <summary>What an error says of where it is named, beside the attachment's id.</summary>
    public IReadOnlyList<(string Name, string Value)> Where { get; init; } = [];
}

/// <summary>
/// Binds attachments to a case or a record, in the transaction that writes the case's event or the record's version, so that there is neither a
/// bound attachment without it nor one of them without its attachments.
/// </summary>
internal static class AttachmentBinding
{
    /// <summary>Looks whether all can be bound; nothing is changed.</summary>
    /// <param name="named">The attachments, without duplicates.</param>
    /// <param name="find">What is stored of them.</param>
    /// <param name="bond">What they are to belong to. Those that are bound to it already may be named again.</param>
    /// <param name="sender">The participant that names them; they must be of an office that it represents.</param>
    /// <param name="offices">The directory: <see cref="HubState.Offices"/>.</param>
    /// <exception cref="HubException">One does not exist, is not the sender's, not complete, bound to something else, or not what its paper says.</exception>
    public static void Require(IReadOnlyCollection<NamedAttachment> named, Func<Guid, Attachment?> find, AttachmentBond bond, Participant sender, IReadOnlyDictionary<string, Office> offices)
    {
        foreach (var attachment in named)
            Require(attachment, find(attachment.Id), bond, sender, offices);
    }

    /// <summary>Binds what <see cref="Require(IReadOnlyCollection{NamedAttachment}, Func{Guid, Attachment}, AttachmentBond, Participant, IReadOnlyDictionary{string, Office})"/> let through.</summary>
    public static void Bind(IReadOnlyCollection<NamedAttachment> named, Func<Guid, Attachment?> find, AttachmentBond bond)
    {
        foreach (var attachment in named)
            find(attachment.Id)!.BindTo(bond);
    }

    private static void Require(NamedAttachment named, Attachment? attachment, AttachmentBond bond, Participant sender, IReadOnlyDictionary<string, Office> offices)
    {
        if (attachment is null || attachment.UploaderRegion != sender.RegionCode || !offices.TryGetValue(attachment.OwnerOffice, out var owner) || !sender.Represents(owner))
            throw new HubException(ErrorCatalogue.AttachmentNotFound, [("attachment_id", named.Id.ToString()), .. named.Where]);
        if (attachment.CompleteTime is null)
            throw new HubException(ErrorCatalogue.AttachmentIncomplete, [("attachment_id", named.Id.ToString()), ("stored_size", attachment.StoredSize.ToString()), .. named.Where]);
        if (attachment.Bond != default && attachment.Bond != bond)
            throw new HubException(ErrorCatalogue.AttachmentBound, [("attachment_id", named.Id.ToString()), .. named.Where]);
        if (attachment.Size != named.Size || !attachment.Sha256.AsSpan().SequenceEqual(named.Sha256) || !attachment.MediaType.Equals(named.MediaType, StringComparison.OrdinalIgnoreCase))
            throw new HubException(ErrorCatalogue.AttachmentDiffers, [("attachment_id", named.Id.ToString()), .. named.Where]);
    }
}
