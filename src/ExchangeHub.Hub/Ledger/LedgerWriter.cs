using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Hub.Storage.Writing;

namespace ExchangeHub.Hub.Ledger;

/// <summary>
/// Groups ledger entries into commits (组提交): what waits goes into one transaction, and then those who wait are released.
/// </summary>
/// <remarks>
/// Those who wait are released by the work item itself, one after the other: measured, fewer and larger commits matter
/// more than fast wake-ups. What follows an append must therefore never block.
/// </remarks>
internal sealed partial class LedgerWriter
{
    private readonly ILedgerStore _store;
    private readonly IHubDatabase _database;
    private readonly TimeProvider _clock;
    private readonly ILogger<LedgerWriter> _logger;
    private readonly BatchQueue<Waiting> _queue;
    private readonly Lock _looking = new();
    private Task? _look;
    private long _lastFailure;

    public LedgerWriter(ILedgerStore store, IHubDatabase database, LimitOptions limits, TimeProvider clock, ILogger<LedgerWriter> logger)
    {
        (_store, _database, _clock, _logger) = (store, database, clock, logger);
        _queue = new BatchQueue<Waiting>(limits.LedgerQueue, limits.LedgerBatch, CommitAsync);
    }

    /// <summary>When the last commit failed; null if it succeeded.</summary>
    public DateTimeOffset? LastFailure => Volatile.Read(ref _lastFailure) is var ticks and not 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Adds an entry. When the task completes, the entry is durable.</summary>
    /// <exception cref="HubException">It could not be written, or too many wait: the call must not be answered.</exception>
    public Task AppendAsync(LedgerEntry entry)
    {
        var waiting = new Waiting(entry.Sealed()); // First: what throws here must not have taken a place.
        if (!_queue.TryAdd(waiting))
            throw new HubException(ErrorCatalogue.LedgerBusy) { RetryAfter = TimeSpan.FromSeconds(1) };
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

    private async Task LookAsync()
    {
        try
        {
            await _store.CheckAsync(CancellationToken.None);
        }
        catch (Exception error)
        {
            LogStillUnusable(_logger, error);
            throw Unavailable();
        }
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
            if (_database.FaultOf(error) is DatabaseFault.TimedOut or DatabaseFault.ConnectionLost)
                _queue.TakeAll(batch); // One after the other they would wait for the same database, until their callers are gone.
            LogNotWritten(_logger, error, batch.Count);
        }

        Volatile.Write(ref _lastFailure, failure is null ? 0 : _clock.GetUtcNow().UtcTicks);
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
                await _store.AppendAsync(entries, CancellationToken.None);
                return;
            }
            catch (Exception error) when (retries < ConflictRetry.MaxRetries && _database.FaultOf(error) == DatabaseFault.Conflict)
            {
                LogConflict(_logger, error, entries.Count);
            }
        }
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
