using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Configuration;

namespace ExchangeHub.Hub.Sharing;

/// <summary>The tails of the feeds that somebody follows.</summary>
internal sealed class FeedTails(RecordStore store, SharingOptions options, TimeProvider clock, ILogger<FeedTails> logger)
{
    private readonly Dictionary<(DataSet, string), FeedTail> _tails = [];
    private readonly Lock _changing = new();

    /// <summary>Something was published here.</summary>
    public void Signal(DataSet set, string region)
    {
        lock (_changing)
        {
            if (_tails.TryGetValue((set, region), out var tail))
                tail.Signal();
        }
    }

    /// <summary>Follows a feed until the result is disposed.</summary>
    public Following Follow(DataSet set, string region)
    {
        lock (_changing)
        {
            if (!_tails.TryGetValue((set, region), out var tail))
            {
                _tails.Add((set, region), tail = new FeedTail(set, region, store, options, clock, logger));
                tail.Start();
            }
            tail.Followers++;
            return new Following(tail, () => Leave((set, region), tail));
        }
    }

    private void Leave((DataSet, string) feed, FeedTail tail)
    {
        lock (_changing)
        {
            if (--tail.Followers > 0)
                return;
            _tails.Remove(feed);
            tail.Dispose();
        }
    }

    /// <summary>One who follows.</summary>
    internal sealed class Following(FeedTail tail, Action leave) : IDisposable
    {
        public FeedTail Tail => tail;

        public void Dispose() => leave();
    }
}
