using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Storage.Writing;

namespace ExchangeHub.Hub.Cases;

/// <summary>Wakes those who watch cases when something has happened: at once for what this hub wrote, and from time to time for what others did.</summary>
internal sealed class CaseFeed : IDisposable
{
    private readonly HubWriter _writer;
    private readonly DeliveryOptions _options;
    private readonly TimeProvider _clock;
    private TaskCompletionSource _next = New();

    public CaseFeed(HubWriter writer, DeliveryOptions options, TimeProvider clock)
    {
        (_writer, _options, _clock) = (writer, options, clock);
        writer.Committed += Look;
    }

    /// <summary>Completes at the next event. Take it before you read, so that nothing falls between.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Waits for <paramref name="next"/>, or until it is time to look anyway.</summary>
    public async Task WaitAsync(Task next, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pause = Task.Delay(TimeSpan.FromMilliseconds(_options.PollMs), _clock, ended.Token);
        await Task.WhenAny(next, pause);
        await ended.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    public void Dispose() => _writer.Committed -= Look;

    private void Look(WriteBatch batch)
    {
        if (batch.HasEvents)
            Interlocked.Exchange(ref _next, New()).SetResult();
    }

    /// <summary>Those who wait go on elsewhere: the writer has other things to do.</summary>
    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
