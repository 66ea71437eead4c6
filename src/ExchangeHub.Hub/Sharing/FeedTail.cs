using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;

namespace ExchangeHub.Hub.Sharing;

/// <summary>The newest versions of a feed, as they were at one time.</summary>
/// <param name="Records">The versions, without a gap, up to <paramref name="Head"/>.</param>
/// <param name="Head">How far the feed was, and what it came to.</param>
/// <param name="Next">Completes when there is another one.</param>
internal sealed record TailView(IReadOnlyList<Record> Records, FeedHead Head, Task Next)
{
    /// <summary>The versions after a sequence; null where some of them are no longer here.</summary>
    public ArraySegment<Record>? After(long sequence)
    {
        var records = (Record[])Records;
        var missing = Head.Sequence - sequence;
        if (missing > records.Length)
            return null;
        var count = (int)Math.Max(missing, 0);
        return new ArraySegment<Record>(records, records.Length - count, count);
    }
}

/// <summary>Reads what is new in a feed once for all who follow it: when this hub has published, and from time to time for what others did.</summary>
internal sealed partial class FeedTail(DataSet set, string region, RecordStore store, SharingOptions options, TimeProvider clock, ILogger logger) : IDisposable
{
    private const int RowsAtOnce = 1_000;

    /// <summary>Bytes of versions that are kept: much more than the usual ones have.</summary>
    private const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>
    /// What is new is shown no sooner after the last time than this for each who follows: a message costs about the same however much is in
    /// it, and where many follow, fewer and larger ones bring more.
    /// </summary>
    private static readonly TimeSpan PausePerFollower = TimeSpan.FromMicroseconds(100);

    /// <summary>Timers have no shorter one.</summary>
    private static readonly TimeSpan MinPause = TimeSpan.FromMilliseconds(1);

    private static readonly TimeSpan MaxPause = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _ended = new();
    private TaskCompletionSource _signal = New();
    private TaskCompletionSource _next = New();
    private TailView? _view;
    private Task _running = Task.CompletedTask;
    private long _bytes;

    /// <summary>How many follow; changed under the lock of who keeps the tails.</summary>
    public int Followers { get; set; }

    /// <summary>Looks at once.</summary>
    public void Signal() => Volatile.Read(ref _signal).TrySetResult();

    public void Start() => _running = RunAsync();

    /// <summary>Ends it; nobody follows any more.</summary>
    public void Dispose()
    {
        _ended.Cancel();
        _running.ContinueWith(_ => _ended.Dispose(), TaskScheduler.Default); // Not before: it looks at it.
    }

    /// <summary>The newest, as far as it is known.</summary>
    public async Task<TailView> ViewAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = Volatile.Read(ref _next).Task;
            if (Volatile.Read(ref _view) is { } view)
                return view;
            await next.WaitAsync(cancellationToken);
        }
    }

    private async Task RunAsync()
    {
        var records = new Queue<Record>();
        long sequence = -1;
        while (!_ended.IsCancellationRequested)
        {
            Volatile.Write(ref _signal, New());
            try
            {
                var seen = sequence;
                sequence = await LookAsync(records, seen);
                if (sequence != seen)
                    await PauseAsync();
                await WaitAsync();
            }
            catch (OperationCanceledException) when (_ended.IsCancellationRequested)
            {
                break; // Nobody follows any more.
            }
            catch (Exception error)
            {
                LogNotLooked(logger, error, set, region); // The database, most likely: those who follow wait.
                Forget(records); // Some may have been read already, and will be read again.
                await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(options.PollMs), clock, _ended.Token));
            }
        }
    }

    /// <summary>Reads what is new, and shows it.</summary>
    private async Task<long> LookAsync(Queue<Record> records, long sequence)
    {
        var feed = await store.FeedAsync(set, region, _ended.Token);
        var head = feed is null ? new FeedHead { DataSet = set, ProducerRegion = region, Live = new() } : RecordCodec.Head(feed);
        if (head.Sequence == sequence)
            return sequence;
        if (sequence < 0)
            sequence = Math.Max(0, head.Sequence - options.TailRecords); // Who has just begun to follow may be a little behind.
        while (sequence < head.Sequence)
        {
            try
            {
                foreach (var record in await store.AfterAsync(set, region, sequence, head.Sequence, RowsAtOnce, _ended.Token))
                {
                    sequence = record.Sequence;
                    records.Enqueue(record);
                    _bytes += record.CalculateSize();
                    while (records.Count > options.TailRecords || _bytes > MaxBytes)
                        _bytes -= records.Dequeue().CalculateSize();
                }
            }
            catch (HubException error) when (error.Kind == ErrorCatalogue.StoredDataUnreadable)
            {
                // Only what comes after it is held: who has not passed it reads the database, and is told.
                LogUnreadable(logger, set, region, sequence + 1);
                Forget(records);
                sequence = Math.Min(sequence + RowsAtOnce, head.Sequence);
            }
        }
        var next = New();
        Volatile.Write(ref _view, new TailView(records.ToArray(), head, next.Task));
        Interlocked.Exchange(ref _next, next).SetResult();
        return sequence;
    }

    private Task PauseAsync()
    {
        var pause = PausePerFollower * Followers;
        return pause < MinPause ? Task.CompletedTask : Task.Delay(pause < MaxPause ? pause : MaxPause, clock, _ended.Token);
    }

    private void Forget(Queue<Record> records)
    {
        records.Clear();
        _bytes = 0;
    }

    private async Task WaitAsync()
    {
        using var waited = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
        await Task.WhenAny(Volatile.Read(ref _signal).Task, Task.Delay(TimeSpan.FromMilliseconds(options.PollMs), clock, waited.Token));
        await waited.CancelAsync();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(2100, LogLevel.Warning, "What is new in {DataSet} of {Region} could not be read; it is tried again soon")]
    private static partial void LogNotLooked(ILogger logger, Exception error, DataSet dataSet, string region);

    [LoggerMessage(2101, LogLevel.Error, "Version {Sequence} of {DataSet} of {Region} was altered, can't be decrypted, or is missing: who follows the feed comes no further than that")]
    private static partial void LogUnreadable(ILogger logger, DataSet dataSet, string region, long sequence);
}
