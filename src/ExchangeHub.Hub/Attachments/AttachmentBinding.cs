using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Attachments;

/// <summary>
/// Binds attachments to a case. It is called in the transaction that writes the case's event, so that there is neither a
/// bound attachment without its event nor an event without its attachments.
/// </summary>
internal static class AttachmentBinding
{
    /// <summary>Binds complete attachments of offices that <paramref name="sender"/> represents. Those that are bound to this case already stay so.</summary>
    /// <param name="context">The context of the transaction that is under way.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="sender">The participant whose event names them.</param>
    /// <param name="offices">The directory: <see cref="HubState.Offices"/>.</param>
    /// <param name="ids">The attachments, without duplicates.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HubException">One does not exist, is not the sender's, not complete, or another case's. The transaction must not be committed.</exception>
    public static async Task BindAsync(HubDbContext context, Guid caseId, Participant sender, IReadOnlyDictionary<string, Office> offices, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
            return;
        var found = await context.Attachments.AsNoTracking().Where(attachment => ids.Contains(attachment.Id)).ToDictionaryAsync(attachment => attachment.Id, cancellationToken);
        foreach (var id in ids)
            Require(id, found.GetValueOrDefault(id), caseId, sender, offices);

        var bound = await context.Attachments
            .Where(attachment => ids.Contains(attachment.Id) && (attachment.CaseId == null || attachment.CaseId == caseId))
            .ExecuteUpdateAsync(set => set.SetProperty(attachment => attachment.CaseId, caseId), cancellationToken);
        if (bound != ids.Count) // Purged, or bound by another event, between the two statements.
            throw new HubException(ErrorCatalogue.AttachmentNotFound, ("attachment_id", ids.First().ToString()));
    }

    private static void Require(Guid id, Attachment? attachment, Guid caseId, Participant sender, IReadOnlyDictionary<string, Office> offices)
    {
        if (attachment is null || !offices.TryGetValue(attachment.OwnerOffice, out var owner) || !sender.Represents(owner))
            throw new HubException(ErrorCatalogue.AttachmentNotFound, ("attachment_id", id.ToString()));
        if (attachment.CompleteTime is null)
            throw new HubException(ErrorCatalogue.AttachmentIncomplete, ("attachment_id", id.ToString()), ("stored_size", attachment.StoredSize.ToString()));
        if (attachment.CaseId is not null && attachment.CaseId != caseId)
            throw new HubException(ErrorCatalogue.AttachmentBound, ("attachment_id", id.ToString()));
    }
}
