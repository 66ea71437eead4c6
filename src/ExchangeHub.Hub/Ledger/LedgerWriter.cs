using System.Collections.Concurrent;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Storage;

namespace ExchangeHub.Hub.Ledger;

/// <summary>
/// Groups ledger entries into commits (组提交): entries wait in a bounded queue, one work item at a time drains it, commits
/// what it found in one transaction, and then releases those who wait. The batch grows under load and stays at one when
/// idle.
/// </summary>
/// <remarks>
/// Those who wait are released by the work item itself, one after the other: measured, fewer and larger commits matter
/// more than fast wake-ups. What follows an append must therefore never block.
/// </remarks>
internal sealed partial class LedgerWriter(ILedgerStore store, IHubDatabase database, LimitOptions limits, TimeProvider clock, ILogger<LedgerWriter> logger) : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<Waiting> _queue = new();
    private readonly Lock _looking = new();
    private Task? _look;
    private int _queued;
    private int _running;
    private long _lastFailure;

    /// <summary>When the last commit failed; null if it succeeded.</summary>
    public DateTimeOffset? LastFailure => Volatile.Read(ref _lastFailure) is var ticks and not 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Adds an entry. When the task completes, the entry is durable.</summary>
    /// <exception cref="HubException">It could not be written, or too many wait: the call must not be answered.</exception>
    public Task AppendAsync(LedgerEntry entry)
    {
        var waiting = new Waiting(entry.Sealed()); // First: what throws here must not have taken a place.
        if (Interlocked.Increment(ref _queued) > limits.LedgerQueue)
        {
            Interlocked.Decrement(ref _queued);
            throw new HubException(ErrorCatalogue.LedgerBusy) { RetryAfter = TimeSpan.FromSeconds(1) };
        }

        _queue.Enqueue(waiting);
        StartUnlessRunning();
        return waiting.Task;
    }

    /// <summary>
    /// Refuses a call at once while the last commit failed and the database still can't be used: a region is not asked
    /// what could not be answered. All who come at the same time share one look at the database.
    /// </summary>
    /// <exception cref="HubException">The ledger can't be written.</exception>
    public Task RequireWritableAsync()
    {
        if (LastFailure is null)
            return Task.CompletedTask;
        lock (_looking)
        {
            if (_look is null or { IsCompleted: true })
                _look = LookAsync();
            return _look;
        }
    }

    void IThreadPoolWorkItem.Execute() => _ = DrainAsync();

    private async Task LookAsync()
    {
        try
        {
            await store.CheckAsync(CancellationToken.None);
        }
        catch (Exception error)
        {
            LogStillUnusable(logger, error);
            throw Unavailable();
        }
    }

    private void StartUnlessRunning()
    {
        if (Interlocked.CompareExchange(ref _running, 1, 0) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private async Task DrainAsync()
    {
        var batch = new List<Waiting>();
        while (true)
        {
            while (batch.Count < limits.LedgerBatch && _queue.TryDequeue(out var waiting))
                batch.Add(waiting);
            if (batch.Count == 0)
                break;
            await CommitAsync(batch);
            batch.Clear();
        }

        // An entry may have come between the last look and this line; its append saw a running writer. A volatile write
        // would not do: a processor may look at the queue before others see it, and then neither side starts the writer.
        Interlocked.Exchange(ref _running, 0);
        if (!_queue.IsEmpty)
            StartUnlessRunning();
    }

    private async Task CommitAsync(List<Waiting> batch)
    {
        Exception? failure = null;
        try
        {
            await WriteAsync(batch.ConvertAll(waiting => waiting.Entry));
        }
        catch (Exception error)
        {
            // Whatever it was, nobody may be answered; each caller is told, so nothing is swallowed.
            failure = error;
            if (database.FaultOf(error) is DatabaseFault.TimedOut or DatabaseFault.ConnectionLost)
                AddAllThatWait(batch); // One after the other they would wait for the same database, until their callers are gone.
            LogNotWritten(logger, error, batch.Count);
        }

        Volatile.Write(ref _lastFailure, failure is null ? 0 : clock.GetUtcNow().UtcTicks);
        Interlocked.Add(ref _queued, -batch.Count);
        foreach (var waiting in batch)
        {
            if (failure is null)
                waiting.SetResult();
            else
                waiting.SetException(Unavailable());
        }
    }

    /// <summary>Writes a batch, again if the database undid it in favour of another transaction: then nothing of it was written.</summary>
    private async Task WriteAsync(List<LedgerEntry> entries)
    {
        for (var retries = 0; ; retries++)
        {
            try
            {
                await store.AppendAsync(entries, CancellationToken.None);
                return;
            }
            catch (Exception error) when (retries < ConflictRetry.MaxRetries && database.FaultOf(error) == DatabaseFault.Conflict)
            {
                LogConflict(logger, error, entries.Count);
            }
        }
    }

    private void AddAllThatWait(List<Waiting> batch)
    {
        while (_queue.TryDequeue(out var waiting))
            batch.Add(waiting);
    }

    private static HubException Unavailable() => new(ErrorCatalogue.LedgerUnavailable) { RetryAfter = TimeSpan.FromSeconds(1) };

    /// <summary>Completes on the thread that sets it: see the remarks above.</summary>
    private sealed class Waiting(LedgerEntry entry) : TaskCompletionSource
    {
        public LedgerEntry Entry => entry;
    }

    [LoggerMessage(1301, LogLevel.Error, "{Count} ledger entries could not be written; their calls are not answered")]
    private static partial void LogNotWritten(ILogger logger, Exception error, int count);

    [LoggerMessage(1302, LogLevel.Warning, "{Count} ledger entries were undone by the database in favour of another transaction; they are written again")]
    private static partial void LogConflict(ILogger logger, Exception error, int count);

    [LoggerMessage(1303, LogLevel.Warning, "The ledger's database still can't be used; calls are refused before a region is asked")]
    private static partial void LogStillUnusable(ILogger logger, Exception error);
}
