using ExchangeHub.Hub.Configuration;

namespace ExchangeHub.Hub.Deliveries;

/// <summary>Pauses between attempts: each about twice as long as the one before, with jitter, so that many don't come together.</summary>
internal static class BackOff
{
    private const int MaxDoublings = 20;

    /// <param name="options">First and longest pause.</param>
    /// <param name="failures">Failed attempts so far, from 1.</param>
    public static TimeSpan After(DeliveryOptions options, int failures)
    {
        var pause = Math.Min(options.FirstPauseMs * Math.Pow(2, Math.Min(failures - 1, MaxDoublings)), options.LongestPauseMs);
        return TimeSpan.FromMilliseconds(pause * (0.5 + 0.5 * Random.Shared.NextDouble()));
    }
}
