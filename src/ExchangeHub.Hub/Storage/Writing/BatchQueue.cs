using System.Collections.Concurrent;

namespace ExchangeHub.Hub.Storage.Writing;

/// <summary>
/// Groups what comes into batches (组提交): items wait in a bounded queue, and one work item at a time drains it. The batch
/// grows under load and stays at one when idle.
/// </summary>
/// <param name="capacity">Most items that may wait.</param>
/// <param name="batchSize">Most items in one batch.</param>
/// <param name="handle">Deals with a batch; it must not throw.</param>
internal sealed class BatchQueue<T>(int capacity, int batchSize, Func<List<T>, Task> handle) : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<T> _queue = new();
    private int _queued;
    private int _running;

    /// <summary>Adds an item; false if as many wait as may.</summary>
    public bool TryAdd(T item)
    {
        if (Interlocked.Increment(ref _queued) > capacity)
        {
            Interlocked.Decrement(ref _queued);
            return false;
        }
        _queue.Enqueue(item);
        StartUnlessRunning();
        return true;
    }

    /// <summary>Adds all that wait to <paramref name="batch"/>, which its handler deals with: one after the other they would meet the same fault.</summary>
    public void TakeAll(List<T> batch)
    {
        while (_queue.TryDequeue(out var item))
            batch.Add(item);
    }

    void IThreadPoolWorkItem.Execute() => _ = DrainAsync();

    private void StartUnlessRunning()
    {
        if (Interlocked.CompareExchange(ref _running, 1, 0) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private async Task DrainAsync()
    {
        var batch = new List<T>();
        while (true)
        {
            while (batch.Count < batchSize && _queue.TryDequeue(out var item))
                batch.Add(item);
            if (batch.Count == 0)
                break;
            await handle(batch);
            Interlocked.Add(ref _queued, -batch.Count);
            batch.Clear();
        }

        // An item may have come between the last look and this line; who added it saw a running writer. A volatile write
        // would not do: a processor may look at the queue before others see it, and then neither side starts the writer.
        Interlocked.Exchange(ref _running, 0);
        if (!_queue.IsEmpty)
            StartUnlessRunning();
    }
}
