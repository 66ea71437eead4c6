using System.Collections.Concurrent;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;

namespace ExchangeHub.Hub.Attachments;

/// <summary>Bounds the uploads that one participant has under way: each holds memory.</summary>
internal sealed class UploadLimiter(LimitOptions limits)
{
    private readonly ConcurrentDictionary<string, StrongBox> _counts = new(StringComparer.Ordinal);

    /// <summary>Runs an upload.</summary>
    /// <exception cref="HubException">The participant has as many under way as it may.</exception>
    public async Task<T> RunAsync<T>(Participant caller, Func<Task<T>> upload)
    {
        var count = _counts.GetOrAdd(caller.Id, static _ => new StrongBox());
        try
        {
            if (Interlocked.Increment(ref count.Value) > limits.UploadsPerParticipant)
                throw new HubException(ErrorCatalogue.TooManyUploads, ("participant", caller.Id), ("limit", limits.UploadsPerParticipant.ToString())) { RetryAfter = TimeSpan.FromSeconds(1) };
            return await upload();
        }
        finally
        {
            Interlocked.Decrement(ref count.Value);
        }
    }

    private sealed class StrongBox
    {
        public int Value;
    }
}
