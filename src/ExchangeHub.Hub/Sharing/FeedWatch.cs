using System.Runtime.CompilerServices;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Records;
using ExchangeHub.Hub.Errors;

namespace ExchangeHub.Hub.Sharing;

/// <summary>What came after a sequence, and then what comes, without a gap at the join. Nothing piles up: who reads slowly is further behind, and reads the database.</summary>
internal sealed class FeedWatch(RecordStore store, FeedTails tails)
{
    /// <summary>Versions that are read at once for one who is behind: each who takes nothing holds them until told to go.</summary>
    private const int BehindAtOnce = 250;

    /// <summary>Follows a feed until it is cancelled.</summary>
    /// <param name="right">The right to read it.</param>
    /// <param name="sequence">The last that the caller has.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="HubException">The feed has never been where the caller is.</exception>
    public async IAsyncEnumerable<WatchChangesResponse> FollowAsync(ReadRight right, long sequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (set, region) = (right.Definition.Set, right.ProducerRegion);
        using var following = tails.Follow(set, region);
        var saysHead = true;
        while (true)
        {
            var view = await following.Tail.ViewAsync(cancellationToken);
            if (sequence > view.Head.Sequence)
                await RequireReachedAsync(set, region, sequence, cancellationToken);

            IReadOnlyList<Record> records = view.After(sequence) is { } tail ? tail : await store.AfterAsync(set, region, sequence, view.Head.Sequence, BehindAtOnce, cancellationToken);
            foreach (var page in RecordPages.Split(records))
            {
                sequence = page[^1].Sequence;
                saysHead = false;
                yield return new WatchChangesResponse { Records = { page.Select(right.Shown) }, Head = sequence == view.Head.Sequence ? view.Head : null };
            }
            if (saysHead && sequence == view.Head.Sequence)
            {
                saysHead = false;
                yield return new WatchChangesResponse { Head = view.Head };
            }
            if (sequence >= view.Head.Sequence)
                await view.Next.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The tail may be a moment behind what the caller was answered; the feed itself is not.</summary>
    private async Task RequireReachedAsync(DataSet set, string region, long sequence, CancellationToken cancellationToken)
    {
        var reached = (await store.FeedAsync(set, region, cancellationToken))?.Sequence ?? 0;
        if (sequence > reached)
            throw new HubException(ErrorCatalogue.FeedSequenceUnknown, ("data_set", DataSets.NameOf(set)), ("producer_region", region), ("sequence", reached.ToString()));
    }
}
