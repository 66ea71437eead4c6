using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Reconciliation;
using Google.Protobuf.Collections;
using Grpc.Core;
using static ExchangeHub.Contracts.Sharing.V1.RecordSharingService;

namespace ExchangeHub.Client.Sharing;

/// <summary>
/// Keeps a copy of a feed in step (本地副本同步): the snapshot first, then every change. It goes on from the last sequence that was kept, and
/// begins anew where count and sums are not the feed's, so that what it says is in step is.
/// </summary>
/// <param name="feed">The feed.</param>
/// <param name="store">Where the copy is kept.</param>
/// <param name="hub">The way to the hub: a channel's invoker, as a link carries no streams.</param>
/// <param name="options">How.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">Where it is said what becomes of it.</param>
public sealed partial class RecordCopy(FeedName feed, IRecordCopyStore store, CallInvoker hub, RecordCopyOptions options, TimeProvider clock, ILogger<RecordCopy> logger)
{
    private readonly RecordSharingServiceClient _client = new(hub);
    private readonly Lock _moving = new();
    private long _inStepAt = -1;
    private TaskCompletionSource _moved = New();

    /// <summary>Keeps it in step until it is cancelled. Whatever hinders it is tried again, less and less often; a refusal too, as a grant may come.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pause = options.FirstPause;
        while (!cancellationToken.IsCancellationRequested)
        {
            var before = await store.SequenceAsync(feed, cancellationToken);
            try
            {
                if (before is null)
                    await TakeSnapshotAsync(cancellationToken);
                await FollowAsync(cancellationToken);
            }
            catch (RpcException error) when (!cancellationToken.IsCancellationRequested)
            {
                await HinderedAsync(error, cancellationToken);
            }
            // What has moved since is no reason to wait longer.
            pause = await store.SequenceAsync(feed, cancellationToken) == before ? TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, options.LongestPause.Ticks)) : options.FirstPause;
            await Task.Delay(pause, clock, cancellationToken);
        }
    }

    /// <summary>Takes a new snapshot in the place of the copy.</summary>
    /// <exception cref="RpcException">The hub refused, could not be reached, or the stream broke off.</exception>
    public async Task TakeSnapshotAsync(CancellationToken cancellationToken)
    {
        await using var build = await store.BeginAsync(feed, cancellationToken);
        using var call = _client.ReadSnapshot(new ReadSnapshotRequest { DataSet = feed.Set, ProducerRegion = feed.ProducerRegion, Purpose = options.Purpose }, cancellationToken: cancellationToken);
        FeedHead? head = null;
        await foreach (var message in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            if (message.Records.Count > 0)
                await build.AddAsync(message.Records, cancellationToken);
            head = message.Head;
        }
        if (head is null)
            throw new RpcException(new Status(StatusCode.DataLoss, $"The snapshot of {feed} ended before it was whole."));
        Compare(await build.SumAsync(cancellationToken), head);
        await build.CompleteAsync(head.Sequence, cancellationToken);
        LogSnapshot(logger, feed, head.Sequence, head.Live?.Count ?? 0);
    }

    /// <summary>Waits until the copy was in step at a sequence or beyond it.</summary>
    public async Task WaitAsync(long sequence, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task moved;
            lock (_moving)
            {
                if (_inStepAt >= sequence)
                    return;
                moved = _moved.Task;
            }
            await moved.WaitAsync(cancellationToken);
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var sequence = await store.SequenceAsync(feed, cancellationToken) ?? 0;
        using var call = _client.WatchChanges(new WatchChangesRequest { DataSet = feed.Set, ProducerRegion = feed.ProducerRegion, AfterSequence = sequence, Purpose = options.Purpose }, cancellationToken: cancellationToken);
        await foreach (var message in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            foreach (var record in message.Records)
            {
                if (record.Sequence != ++sequence)
                    throw new RpcException(new Status(StatusCode.DataLoss, $"{feed} has a gap: {sequence} is missing before {record.Sequence}."));
            }
            var sums = await store.ApplyAsync(feed, [.. await BroughtBackAsync(message.Records, cancellationToken), .. message.Records], sequence, cancellationToken);
            if (message.Head is not { } head)
                continue;
            Compare(sums, head);
            Reached(sequence);
        }
    }

    /// <summary>
    /// The earlier versions of what is corrected: where one counts no longer, a version may hold again that the snapshot had left out. What is
    /// in the copy already is added no second time.
    /// </summary>
    private async Task<List<Record>> BroughtBackAsync(RepeatedField<Record> records, CancellationToken cancellationToken)
    {
        var versions = new List<Record>();
        foreach (var key in records.Where(record => record.Operation == RecordOperation.Correct).Select(record => record.Key).Distinct())
        {
            var request = new ListRecordVersionsRequest { DataSet = feed.Set, ProducerRegion = feed.ProducerRegion, Key = key, Purpose = options.Purpose };
            do
            {
                var page = await _client.ListRecordVersionsAsync(request, cancellationToken: cancellationToken);
                versions.AddRange(page.Records.TakeWhile(record => record.Sequence < records[0].Sequence));
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
        }
        return versions;
    }

    /// <summary>A copy that is not what its feed is, or is of another feed than the hub has now, is taken anew.</summary>
    private async Task HinderedAsync(RpcException error, CancellationToken cancellationToken)
    {
        LogHindered(logger, error, feed);
        if (error.StatusCode != StatusCode.DataLoss && HubError.From(error).Reason != "FEED_SEQUENCE_UNKNOWN")
            return;
        try
        {
            await TakeSnapshotAsync(cancellationToken);
        }
        catch (RpcException again) when (!cancellationToken.IsCancellationRequested)
        {
            LogHindered(logger, again, feed); // The present copy stays; it is tried again.
        }
    }

    private void Compare(RangeFingerprint sums, FeedHead head)
    {
        if (sums != LiveRecords.Of(head))
            throw new RpcException(new Status(StatusCode.DataLoss, $"The copy of {feed} is not what the feed is at {head.Sequence}: {sums.Count} records, and {head.Live?.Count ?? 0} there."));
    }

    private void Reached(long sequence)
    {
        TaskCompletionSource moved;
        lock (_moving)
        {
            _inStepAt = sequence;
            moved = _moved;
            _moved = New();
        }
        moved.SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(3201, LogLevel.Information, "Took the snapshot of {Feed} at {Sequence}: {Count} records")]
    private static partial void LogSnapshot(ILogger logger, FeedName feed, long sequence, ulong count);

    [LoggerMessage(3202, LogLevel.Warning, "The copy of {Feed} could not be kept in step; it is tried again")]
    private static partial void LogHindered(ILogger logger, Exception error, FeedName feed);
}
