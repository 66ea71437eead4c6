using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Reconciliation;

namespace ExchangeHub.Client.Sharing;

/// <summary>Where a region keeps its copy of feeds (本地副本). Whatever is written is durable when the call returns, and written whole or not at all.</summary>
public interface IRecordCopyStore
{
    /// <summary>The sequence up to which the copy of a feed has everything; null while it has no copy.</summary>
    Task<long?> SequenceAsync(FeedName feed, CancellationToken cancellationToken);

    /// <summary>Adds versions, and says that the copy now has everything up to a sequence. Versions that it has already stay as they are.</summary>
    /// <returns>The sums over the highest version of each key, but for deletions: see <see cref="LiveRecords"/>.</returns>
    Task<RangeFingerprint> ApplyAsync(FeedName feed, IReadOnlyList<Record> records, long sequence, CancellationToken cancellationToken);

    /// <summary>Begins a new copy beside the present one, which is read until the new one is whole.</summary>
    Task<IRecordCopyBuild> BeginAsync(FeedName feed, CancellationToken cancellationToken);
}

/// <summary>A copy that is being made; disposed of without <see cref="CompleteAsync"/> it leaves nothing.</summary>
public interface IRecordCopyBuild : IAsyncDisposable
{
    /// <summary>Adds versions.</summary>
    Task AddAsync(IReadOnlyList<Record> records, CancellationToken cancellationToken);

    /// <summary>The sums over what was added: see <see cref="LiveRecords"/>.</summary>
    Task<RangeFingerprint> SumAsync(CancellationToken cancellationToken);

    /// <summary>Puts it in the place of the present copy, as one that has everything up to a sequence.</summary>
    Task CompleteAsync(long sequence, CancellationToken cancellationToken);
}
