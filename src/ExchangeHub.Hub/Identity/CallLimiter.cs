using System.Collections.Concurrent;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;

namespace ExchangeHub.Hub.Identity;

/// <summary>Bounds the calls that one participant has under way, over all its connections.</summary>
internal sealed class CallLimiter(LimitOptions limits)
{
    private readonly ConcurrentDictionary<string, Count> _counts = new(StringComparer.Ordinal);

    /// <summary>Enters a call; dispose the result when it ends.</summary>
    /// <exception cref="HubException">The participant has as many under way as it may.</exception>
    public Lease Enter(Participant caller)
    {
        var count = _counts.GetOrAdd(caller.Id, static _ => new Count());
        if (Interlocked.Increment(ref count.Value) <= limits.ConcurrentCallsPerParticipant)
            return new Lease(count);
        Interlocked.Decrement(ref count.Value);
        throw new HubException(ErrorCatalogue.TooManyCalls, ("participant", caller.Id), ("limit", limits.ConcurrentCallsPerParticipant.ToString()))
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };
    }

    internal sealed class Count
    {
        public int Value;
    }

    /// <summary>A call that has entered; the default one has not, and leaves nothing.</summary>
    internal readonly struct Lease(Count? count) : IDisposable
    {
        public void Dispose()
        {
            if (count is not null)
                Interlocked.Decrement(ref count.Value);
        }
    }
}
