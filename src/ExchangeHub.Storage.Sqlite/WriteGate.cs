namespace ExchangeHub.Storage.Sqlite;

/// <summary>
/// One writer at a time within the process. SQLite has but one, and its driver sleeps 150 ms when it meets another: here
/// writers queue, and the next goes on at once. Another process is still met by that sleep.
/// </summary>
internal sealed class WriteGate : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    public async ValueTask<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        return new Entry(_one);
    }

    /// <summary>The same for a writer that blocks its thread anyway.</summary>
    public IDisposable Enter()
    {
        _one.Wait();
        return new Entry(_one);
    }

    public void Dispose() => _one.Dispose();

    private sealed class Entry(SemaphoreSlim one) : IDisposable
    {
        public void Dispose() => one.Release();
    }
}
