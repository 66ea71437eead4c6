using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;

namespace ExchangeHub.Hub.Relay;

/// <summary>Shaves a caller's deadline: the hub keeps a reserve to record and reply, so that a slow region gives a clear error and not a broken call.</summary>
internal sealed class Deadlines(DeadlineOptions options, TimeProvider clock)
{
    /// <summary>The region's deadline (UTC) for a call that came with <paramref name="callerDeadline"/>; <see cref="DateTime.MaxValue"/> means none.</summary>
    /// <exception cref="HubException">Too little is left.</exception>
    public DateTime Shave(DateTime callerDeadline)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var left = callerDeadline == DateTime.MaxValue ? TimeSpan.FromMilliseconds(options.DefaultMs) : callerDeadline - now;
        if (left.TotalMilliseconds < options.MinimumMs)
            throw new HubException(ErrorCatalogue.DeadlineTooShort, ("remaining_ms", Math.Max(0, (long)left.TotalMilliseconds).ToString()), ("minimum_ms", options.MinimumMs.ToString()));

        left = TimeSpan.FromMilliseconds(Math.Min(left.TotalMilliseconds, options.MaximumMs));
        var reserve = TimeSpan.FromMilliseconds(Math.Min(options.ReserveMs, left.TotalMilliseconds / 2));
        return now + left - reserve;
    }
}
