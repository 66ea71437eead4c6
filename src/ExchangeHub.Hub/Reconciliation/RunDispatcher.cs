using System.Collections.Concurrent;
using System.Threading.Channels;
using ExchangeHub.Hub.Configuration;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>
/// Does the runs that wait, and those that a hub has left: one of a participant at a time, some participants side by side. They are
/// looked for at start and from time to time, and at once when one is queued here.
/// </summary>
internal sealed partial class RunDispatcher(RunBook runs, ReconciliationRunner runner, ReconciliationOptions options, TimeProvider clock, ILogger<RunDispatcher> logger) : BackgroundService
{
    /// <summary>How often it is looked for what other hubs queued, or left.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, UnderWay> _underWay = new(StringComparer.Ordinal);
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<RunEntry>> _awaited = new();

    /// <summary>Looks at once: a run was queued, or a place is free.</summary>
    public void Signal() => _signal.Writer.TryWrite(true);

    /// <summary>Stops a run that an operator has ended, if it is under way here.</summary>
    public void Cancel(Guid runId)
    {
        foreach (var item in _underWay.Values.Where(item => item.RunId == runId))
            item.Cancel();
    }

    /// <summary>Waits until a run that was queued has ended, here or on another hub.</summary>
    public async Task<RunEntry> WaitAsync(RunEntry run, CancellationToken cancellationToken)
    {
        var awaited = _awaited.GetOrAdd(run.Id, _ => new TaskCompletionSource<RunEntry>(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            Signal();
            while (!awaited.Task.IsCompleted)
            {
                if (await runs.FindAsync(run.Id, cancellationToken) is { EndTime: not null } ended)
                    return ended;
                await Task.WhenAny(awaited.Task, Task.Delay(Poll, clock, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
            }
            return await awaited.Task;
        }
        finally
        {
            _awaited.TryRemove(run.Id, out _);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
                await PauseAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break; // The hub stops.
            }
            catch (Exception error)
            {
                LogNotLooked(logger, error); // The database, most likely: what waits, waits there.
                await Task.WhenAny(Task.Delay(Poll, clock, stoppingToken));
            }
        }
        await Task.WhenAll(_underWay.Values.Select(item => item.Running));
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        foreach (var run in await runs.DueAsync(stoppingToken))
        {
            if (_underWay.ContainsKey(run.ParticipantId))
                continue;
            if (_underWay.Count >= options.MaxParallel)
            {
                LogWaits(logger, run.Id, run.ParticipantId, options.MaxParallel);
                return;
            }
            Start(run, stoppingToken);
        }
    }

    /// <summary>Only ever called by the one who looks.</summary>
    private void Start(RunEntry run, CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var item = new UnderWay(run.Id);
        _underWay[run.ParticipantId] = item;
        item.Running = RunAsync();
        started.SetResult();

        async Task RunAsync()
        {
            await started.Task; // So that it can be waited for before it can end.
            var ended = run;
            try
            {
                ended = await runner.RunAsync(run, stoppingToken, item.Cancelled);
            }
            catch (Exception error)
            {
                LogNotRun(logger, error, run.Id); // Its lease could not be taken, or the hub stops.
            }
            _underWay.TryRemove(run.ParticipantId, out _);
            item.Dispose();
            if (ended.EndTime is null)
                return; // Another hub is at it, or the database is down: the next look comes by itself.
            if (_awaited.TryGetValue(run.Id, out var awaited))
                awaited.TrySetResult(ended);
            Signal();
        }
    }

    private async Task PauseAsync(CancellationToken stoppingToken)
    {
        using var waited = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAny(_signal.Reader.WaitToReadAsync(waited.Token).AsTask(), Task.Delay(Poll, clock, waited.Token));
        await waited.CancelAsync();
        _signal.Reader.TryRead(out _);
    }

    private sealed class UnderWay(Guid runId) : IDisposable
    {
        private readonly CancellationTokenSource _cancelled = new();
        private readonly Lock _cancelling = new();
        private bool _isDisposed;

        public Guid RunId => runId;

        public CancellationToken Cancelled => _cancelled.Token;

        public Task Running { get; set; } = Task.CompletedTask;

        public void Cancel()
        {
            lock (_cancelling)
            {
                if (!_isDisposed)
                    _cancelled.Cancel();
            }
        }

        public void Dispose()
        {
            lock (_cancelling)
            {
                _isDisposed = true;
                _cancelled.Dispose();
            }
        }
    }

    [LoggerMessage(1930, LogLevel.Warning, "Runs of reconciliation could not be looked for; they are looked for again soon")]
    private static partial void LogNotLooked(ILogger logger, Exception error);

    [LoggerMessage(1931, LogLevel.Debug, "Run {RunId} could not be begun; it is tried again")]
    private static partial void LogNotRun(ILogger logger, Exception error, Guid runId);

    [LoggerMessage(1933, LogLevel.Debug, "Run {RunId} of {Participant} waits: {Limit} are under way")]
    private static partial void LogWaits(ILogger logger, Guid runId, string participant, int limit);
}
