using System.Collections.Concurrent;
using System.Threading.Channels;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Storage;

namespace ExchangeHub.Hub.Deliveries;

/// <summary>
/// Brings one region its deliveries: in order for each case, side by side for different cases. While the region can't be
/// reached, one attempt at a time finds out when it can; nothing else waits for it.
/// </summary>
internal sealed partial class RegionDispatcher(string region, DeliveryStore store, Leases<DispatchLease> leases, DeliveryBringer bringer, DeliveryOptions options, TimeProvider clock, ILogger logger)
{
    private const int ExpiredPage = 100;

    /// <summary>The part of all places that must be free before it is looked what could take them.</summary>
    private const int RoomForALook = 4;

    private static readonly TimeSpan ExpiryPeriod = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Guid, Task> _underWay = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private DateTimeOffset _leaseEnd = DateTimeOffset.MinValue;
    private DateTimeOffset _pauseEnd = DateTimeOffset.MinValue;
    private DateTimeOffset _nextExpiry = DateTimeOffset.MinValue;
    private int _failures;

    /// <summary>Why the region could not be reached at the last attempt; empty while it can.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>Looks at once: something has come, or a place is free.</summary>
    public void Signal() => _signal.Writer.TryWrite(true);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(cancellationToken);
                await WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break; // The hub stops.
            }
            catch (Exception error)
            {
                // The database, most likely. Nothing is lost: what waits, waits there.
                LogNotLooked(logger, error, region);
                Pause("HUB_FAILED");
                // Whatever would be done now asks the database too.
                await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(options.PollMs), clock, cancellationToken));
            }
        }
        await Task.WhenAll(_underWay.Values);
        await ReleaseAsync();
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        while (clock.GetUtcNow() >= _pauseEnd)
        {
            var places = _failures == 0 ? options.Concurrency : 1;
            // Taken before the look: one that ends meanwhile would look as if it were still due.
            var underWay = _underWay.Keys.ToList();
            // A look costs more than a delivery or two bring: under load it is made when there is room for several.
            if (places - underWay.Count < Math.Max(1, places / RoomForALook))
                return;
            var now = clock.GetUtcNow();
            var next = await store.DueAsync(region, underWay, now, places - underWay.Count, cancellationToken);
            if (next.Count == 0 || !await HoldsLeaseAsync(now, cancellationToken))
                break;
            foreach (var item in next)
                Start(item, cancellationToken);
        }
        await GiveUpAsync(cancellationToken);
    }

    private void Start(DueDelivery item, CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _underWay[item.Delivery.Id] = BringAsync();
        started.SetResult();

        async Task BringAsync()
        {
            await started.Task; // So that it is among those under way before it can end.
            var result = await bringer.BringAsync(region, item, cancellationToken);
            Judge(result);
            _underWay.TryRemove(item.Delivery.Id, out _);
            Signal();
        }
    }

    /// <summary>One that got through shows that the region can be reached; one that did not, that the others need not try now.</summary>
    private void Judge(BringResult result)
    {
        if (result.IsRegionDown is false)
        {
            _failures = 0;
            Problem = "";
        }
        else if (result.IsRegionDown is true && clock.GetUtcNow() >= _pauseEnd)
        {
            Pause(result.Reason);
        }
    }

    private void Pause(string reason)
    {
        Problem = reason;
        _failures++;
        _pauseEnd = clock.GetUtcNow() + BackOff.After(options, _failures);
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        var poll = TimeSpan.FromMilliseconds(options.PollMs);
        var left = _pauseEnd - clock.GetUtcNow();
        if (left > TimeSpan.Zero)
        {
            await ReleaseAsync(); // Another hub may reach it.
            await Task.Delay(left < poll ? left : poll, clock, cancellationToken);
            if (Problem == ErrorCatalogue.RegionUnreachable.Reason && !bringer.IsDown(region))
                _pauseEnd = DateTimeOffset.MinValue; // A link has come up, or a probe got through: there is nothing to wait for.
            return;
        }
        using var waited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pause = Task.Delay(poll, clock, waited.Token);
        await Task.WhenAny(_signal.Reader.WaitToReadAsync(waited.Token).AsTask(), pause);
        await waited.CancelAsync();
        _signal.Reader.TryRead(out _);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task<bool> HoldsLeaseAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (now < _leaseEnd)
            return true;
        _leaseEnd = await leases.TakeAsync(region, cancellationToken) ?? DateTimeOffset.MinValue;
        return _leaseEnd > now;
    }

    private async Task ReleaseAsync()
    {
        if (_leaseEnd == DateTimeOffset.MinValue || !_underWay.IsEmpty)
            return;
        _leaseEnd = DateTimeOffset.MinValue;
        try
        {
            await leases.ReleaseAsync(region, CancellationToken.None);
        }
        catch (Exception error)
        {
            LogNotReleased(logger, error, region); // It ends by itself.
        }
    }

    private async Task GiveUpAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (now < _nextExpiry)
            return;
        var underWay = _underWay.Keys.ToHashSet(); // Before the look, as above: what was acknowledged meanwhile is not given up.
        var expired = await store.ExpiredAsync(region, Problem.Length > 0, now, ExpiredPage, cancellationToken);
        if (expired.Count > 0 && !await HoldsLeaseAsync(now, cancellationToken))
            return; // Another hub may be bringing them.
        var idle = expired.Where(delivery => !underWay.Contains(delivery.Id)).ToList();
        foreach (var delivery in idle)
            await bringer.GiveUpAsync(delivery, Problem);
        // Those under way are looked at again as soon as they are not.
        if (expired.Count < ExpiredPage && idle.Count == expired.Count)
            _nextExpiry = now + ExpiryPeriod;
    }

    [LoggerMessage(1701, LogLevel.Warning, "Deliveries to region {Region} could not be looked at; they are looked at again soon")]
    private static partial void LogNotLooked(ILogger logger, Exception error, string region);

    [LoggerMessage(1702, LogLevel.Debug, "The lease of region {Region} could not be given back; it ends by itself")]
    private static partial void LogNotReleased(ILogger logger, Exception error, string region);
}
