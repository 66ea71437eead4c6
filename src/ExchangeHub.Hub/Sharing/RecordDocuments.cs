using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Attachments;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Sharing;

/// <summary>Binds the papers of new versions (附件) to their records, in the transaction that adds the versions.</summary>
internal sealed class RecordDocuments(HubStateHolder state)
{
    /// <summary>Attachments in one query: below what every database takes as parameters.</summary>
    private const int FoundAtOnce = 1_000;

    /// <summary>Binds what the versions name. Where they name nothing, the database is not asked.</summary>
    /// <param name="context">The transaction's.</param>
    /// <param name="publication">Who publishes what.</param>
    /// <param name="added">The new versions, and their places in the batch.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HubException">A document can't be bound: the errors are those of a case's.</exception>
    public async Task BindAsync(HubDbContext context, Publication publication, IReadOnlyList<(int Index, Record Record)> added, CancellationToken cancellationToken)
    {
        var versions = added.Select(version => (version.Record.Key, Named: Named(publication.Definition, version.Index, version.Record))).Where(version => version.Named.Count > 0).ToList();
        var attachments = new Dictionary<Guid, Attachment>();
        foreach (var ids in versions.SelectMany(version => version.Named).Select(document => document.Id).Distinct().Chunk(FoundAtOnce))
        {
            foreach (var attachment in await context.Attachments.Where(attachment => ids.Contains(attachment.Id)).ToListAsync(cancellationToken))
                attachments.Add(attachment.Id, attachment);
        }
        var offices = state.Current.Offices;
        foreach (var (key, named) in versions)
        {
            // One after the other, so that a version sees what another record of the batch has taken.
            var bond = AttachmentBond.ToRecord(publication.Definition.Set, key);
            AttachmentBinding.Require(named, attachments.GetValueOrDefault, bond, publication.Caller.Participant, offices);
            AttachmentBinding.Bind(named, attachments.GetValueOrDefault, bond);
        }
    }

    /// <summary>The id of the attachment that a document names; its form was checked.</summary>
    public static Guid IdOf(AttachedDocument document) => Guid.ParseExact(document.AttachmentId, "D");

    private static List<NamedAttachment> Named(DataSetDefinition definition, int index, Record record)
        => record.Content is null ? [] :
        [
            .. definition.Documents(record.Content).Select(document => new NamedAttachment(IdOf(document), document.Size, document.MediaType, document.Sha256.ToByteArray())
            {
                Where = [("field", RecordRules.PathOf(index)), ("record_key", record.Key)],
            }),
        ];
}
