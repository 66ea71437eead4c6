using ExchangeHub.Client.Calls;
using ExchangeHub.Client.Sharing;

namespace ExchangeHub.SampleRegion.Sharing;

/// <summary>Keeps the region's copy of feeds in step, each by itself. It calls the hub by a channel: what is read are streams, which a link does not carry.</summary>
internal sealed partial class RecordKeeper(IReadOnlyList<FeedName> feeds, SqliteRecordCopy copies, Func<HubChannel> connect, ILogger<RecordCopy> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly TaskCompletionSource<Dictionary<FeedName, RecordCopy>> _running = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits until the copy of a feed was in step at a sequence or beyond it.</summary>
    /// <exception cref="KeyNotFoundException">It keeps no copy of that feed.</exception>
    public async Task WaitAsync(FeedName feed, long sequence, CancellationToken cancellationToken)
        => await (await _running.Task.WaitAsync(cancellationToken))[feed].WaitAsync(sequence, cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var channel = await ConnectAsync(stoppingToken);
        var running = feeds.ToDictionary(feed => feed, feed => new RecordCopy(feed, copies, channel.Invoker, new RecordCopyOptions(), TimeProvider.System, logger));
        _running.SetResult(running);
        try
        {
            await Task.WhenAll(running.Values.Select(copy => copy.RunAsync(stoppingToken)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return; // The region stops.
        }
    }

    /// <summary>A region may be there before its hub: until there is one, its address is asked for again.</summary>
    private async Task<HubChannel> ConnectAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                return connect();
            }
            catch (InvalidOperationException error)
            {
                LogNoHub(logger, error);
            }
            await Task.Delay(Pause, stoppingToken);
        }
    }

    [LoggerMessage(3210, LogLevel.Debug, "There is no hub yet of which copies could be kept")]
    private static partial void LogNoHub(ILogger logger, Exception error);
}
