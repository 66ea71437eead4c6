using ExchangeHub.Hub.Attachments;
using ExchangeHub.Hub.Identity;

namespace ExchangeHub.Hub.Sharing;

/// <summary>
/// Who may have a record's documents: who may read it without a grant. Where a record is for the departments only at present, others don't have
/// them, whatever earlier versions were; nor ever those that only such versions named.
/// </summary>
internal sealed class RecordAudience(DataSetCatalogue catalogue, RecordStore store) : IRecordAudience
{
    /// <inheritdoc/>
    public async Task<bool> IncludesAsync(Participant caller, Attachment document, CancellationToken cancellationToken)
    {
        if (document is not { RecordDataSet: { } set, RecordKey: { } key, UploaderRegion: { } region } || catalogue.Find(set) is not { } definition)
            return false;
        if (ReadRights.WithoutGrant(caller, definition, region) is not { } right)
            return false;
        if (right.SeesInternal)
            return true;

        var versions = await store.VersionsAsync(set, region, key, 0, knownTime: null, RecordRules.MaxVersions, cancellationToken);
        var told = versions.Where(version => version.Content is not null).ToList(); // A deletion does not make public what was internal.
        return told.Count > 0 && right.Sees(told[^1])
            && told.Any(version => right.Sees(version) && definition.Documents(version.Content).Any(named => RecordDocuments.IdOf(named) == document.Id));
    }
}
