using ExchangeHub.Hub.Identity;

namespace ExchangeHub.Hub.Attachments;

/// <summary>Knows who may read records (共享信息). Whoever keeps the records implements it.</summary>
internal interface IRecordAudience
{
    /// <summary>Whether <paramref name="caller"/> may read the record that <paramref name="document"/> is bound to, and what in it names the document.</summary>
    Task<bool> IncludesAsync(Participant caller, Attachment document, CancellationToken cancellationToken);
}
