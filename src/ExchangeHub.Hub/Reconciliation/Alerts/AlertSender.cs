namespace ExchangeHub.Hub.Reconciliation.Alerts;

/// <summary>
/// Tells of each condition once, as long as it holds; what the receiver did not take is tried again with growing pauses, and nothing newer goes
/// before it. A hub that is started again tells once more of what still holds, and so does each of several hubs: the ids are the same.
/// </summary>
internal sealed partial class AlertSender(AlertWebhook webhook, TimeSpan longestPause, ILogger<AlertSender> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <summary>Doublings after which the pause is the longest in any case.</summary>
    private const int MaxDoublings = 20;

    /// <summary>What holds and has been told of; never more than what was found at the last look.</summary>
    private HashSet<string> _told = new(StringComparer.Ordinal);
    private int _failures;

    /// <summary>Tells what was not told yet. Null: all of it was taken; otherwise how long to wait before the next attempt.</summary>
    public async Task<TimeSpan?> SendAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellationToken)
    {
        _told = [.. _told.Intersect(alerts.Select(alert => alert.Id), StringComparer.Ordinal)];
        foreach (var alert in alerts.Where(alert => !_told.Contains(alert.Id)).ToList())
        {
            if (await webhook.PostAsync(alert, cancellationToken) is { } problem)
            {
                _failures++;
                LogNotTaken(logger, alert.Id, _failures, problem);
                return Pause();
            }
            _failures = 0;
            _told.Add(alert.Id);
            LogTold(logger, alert.Id);
        }
        return null;
    }

    /// <summary>Twice as long each time, and never the same for two hubs.</summary>
    private TimeSpan Pause()
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(_failures - 1, MaxDoublings));
        return (pause < longestPause ? pause : longestPause) * (0.5 + 0.5 * Random.Shared.NextDouble());
    }

    [LoggerMessage(1960, LogLevel.Information, "Alert {Id} was taken by the webhook")]
    private static partial void LogTold(ILogger logger, string id);

    [LoggerMessage(1961, LogLevel.Warning, "Alert {Id} was not taken by the webhook, attempt {Attempt}: {Problem}")]
    private static partial void LogNotTaken(ILogger logger, string id, int attempt, string problem);
}
