using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Reconciliation.Alerts;
using ExchangeHub.Hub.Reconciliation.Digests;
using ExchangeHub.Hub.Storage;

namespace ExchangeHub.Hub.Reconciliation.Feeds;

/// <summary>Reads all that is stored of published records again, feed by feed (数据集副本核对). A check that was left, or killed, has written down the feeds that it has read.</summary>
internal sealed partial class FeedCheck(
    FeedBook book, FeedReader reader, Leases<ReconciliationLease> leases, ReconciliationMetrics metrics, ExchangeIds ids, TimeProvider clock, ILogger<FeedCheck> logger)
{
    /// <summary>No participant's id: those have no space.</summary>
    private const string LeaseName = "record feeds";

    /// <summary>Between pages, so that callers don't notice it.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Reads all feeds. One hub at a time does it; another one waits, and begins where that has ended or was killed.</summary>
    public async Task<FeedResult> RunAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset? keepTime;
        while ((keepTime = await leases.TakeAsync(LeaseName, cancellationToken)) is null)
            await Task.Delay(leases.Renewal, clock, cancellationToken);
        var pace = new DigestPace(Pause, clock, token => leases.TakeAsync(LeaseName, token), keepTime.Value);
        var result = await CheckAsync(pace, cancellationToken);
        await leases.ReleaseAsync(LeaseName, cancellationToken); // One that was left ends by itself.
        return result;
    }

    private async Task<FeedResult> CheckAsync(DigestPace pace, CancellationToken cancellationToken)
    {
        var (checkId, result) = (ids.Next(), FeedResult.Nothing);
        try
        {
            foreach (var feed in await reader.FeedsAsync(cancellationToken))
            {
                var reading = await reader.ReadAsync(feed, pace, cancellationToken);
                result = await RecordAsync(checkId, reading, result, cancellationToken);
                metrics.FeedRead(reading);
            }
        }
        catch (LeaseLostException)
        {
            LogLost(logger, checkId);
            return result;
        }
        if (result.Corrupt == 0)
            LogClean(logger, checkId, result.Feeds, result.Versions, result.Healed);
        else
            LogEnded(logger, checkId, result.Feeds, result.Versions, result.Corrupt, result.NewFindings, result.Healed);
        return result;
    }

    private async Task<FeedResult> RecordAsync(Guid checkId, FeedReading reading, FeedResult before, CancellationToken cancellationToken)
    {
        var (found, healed) = await book.RecordAsync(checkId, reading, cancellationToken);
        foreach (var finding in found)
            LogCorrupt(logger, reading.Feed.Name, finding.Problem, checkId);
        return new FeedResult(
            before.Feeds + 1, before.Versions + reading.VersionCount, before.Corrupt + (reading.Findings.Count > 0 ? 1 : 0), before.NewFindings + found.Count, before.Healed + healed);
    }

    [LoggerMessage(1983, LogLevel.Error, "What is stored of feed {Feed} is not what was published: {Problem} (check {CheckId})")]
    private static partial void LogCorrupt(ILogger logger, string feed, string problem, Guid checkId);

    [LoggerMessage(1984, LogLevel.Information, "Check {CheckId} of feeds: {Feeds} feeds of {Versions} versions were read, all is as it was published; {Healed} differences are healed")]
    private static partial void LogClean(ILogger logger, Guid checkId, int feeds, long versions, int healed);

    [LoggerMessage(1985, LogLevel.Warning, "Check {CheckId} of feeds: {Feeds} feeds of {Versions} versions were read, {Corrupt} are not as they were published, {New} faults are new; {Healed} differences are healed")]
    private static partial void LogEnded(ILogger logger, Guid checkId, int feeds, long versions, int corrupt, int @new, int healed);

    [LoggerMessage(1986, LogLevel.Information, "Check {CheckId} of feeds is left to another hub")]
    private static partial void LogLost(ILogger logger, Guid checkId);
}
