using ExchangeHub.Hub.Configuration;

namespace ExchangeHub.Hub.Sharing.Grants;

/// <summary>
/// Ends what is under way by a grant that has ended: at once when this hub revoked it, and soon when another did or its last day has passed.
/// While the database can't be asked nothing is ended: nothing can be read from it either.
/// </summary>
internal sealed partial class GrantWatch(GrantBook grants, SharingOptions options, TimeProvider clock, ILogger<GrantWatch> logger) : BackgroundService
{
    private readonly Dictionary<Guid, Watched> _watched = [];
    private readonly Lock _changing = new();
    private TaskCompletionSource _signal = New();

    /// <summary>Looks at once: a grant was revoked.</summary>
    public void Signal() => Volatile.Read(ref _signal).TrySetResult();

    /// <summary>Watches a grant until the result is disposed.</summary>
    public Lease Watch(Guid grantId)
    {
        lock (_changing)
        {
            if (!_watched.TryGetValue(grantId, out var watched))
                _watched.Add(grantId, watched = new Watched());
            watched.Users++;
            return new Lease(() => Leave(grantId, watched), watched.Ended.Token);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            Volatile.Write(ref _signal, New());
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotLooked(logger, error); // The database, most likely.
            }
            using var waited = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny(Volatile.Read(ref _signal).Task, Task.Delay(TimeSpan.FromMilliseconds(options.PollMs), clock, waited.Token));
            await waited.CancelAsync();
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        List<Guid> watched;
        lock (_changing)
            watched = [.. _watched.Keys];
        if (watched.Count == 0)
            return;
        var holding = await grants.HoldingAsync(watched, cancellationToken);
        var ended = new List<Watched>();
        lock (_changing)
        {
            foreach (var id in watched.Where(id => !holding.Contains(id)))
            {
                if (_watched.Remove(id, out var gone))
                    ended.Add(gone);
            }
        }
        foreach (var gone in ended)
            await gone.Ended.CancelAsync();
    }

    private void Leave(Guid grantId, Watched watched)
    {
        lock (_changing)
        {
            if (--watched.Users == 0 && _watched.GetValueOrDefault(grantId) == watched)
                _watched.Remove(grantId);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Watched
    {
        public CancellationTokenSource Ended { get; } = new(); // Has no timer and no handle: nothing to dispose of.

        public int Users { get; set; }
    }

    /// <summary>One use that is under way.</summary>
    internal sealed class Lease(Action leave, CancellationToken ended) : IDisposable
    {
        /// <summary>Is cancelled when the grant has ended.</summary>
        public CancellationToken Ended => ended;

        public void Dispose() => leave();
    }

    [LoggerMessage(2110, LogLevel.Warning, "Whether grants still hold could not be looked at; it is tried again soon")]
    private static partial void LogNotLooked(ILogger logger, Exception error);
}
