using System.Collections.Concurrent;
using ExchangeHub.Contracts.Link.V1;

namespace ExchangeHub.Link;

/// <summary>
/// Groups frames into messages: frames wait in a bounded queue, one work item at a time takes all that is ready and writes
/// it as one message. The message grows under load and stays at one frame when idle.
/// </summary>
/// <param name="write">Writes one message; the next one waits for it, so a side that does not read fills the queue and no more.</param>
/// <param name="failed">Told why no more can be written: the stream failed, or the queue is full because the other side does not read.</param>
internal sealed class OutgoingFrames(Func<IReadOnlyList<Frame>, Task> write, Action<string> failed) : IThreadPoolWorkItem
{
    private static readonly Frame PongFrame = new() { Pong = new Pong() };

    private readonly ConcurrentQueue<Frame> _queue = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _queued;
    private long _queuedBytes;
    private int _running;
    private int _pongDue;
    private volatile bool _completed;
    private volatile bool _closed;

    /// <summary>Frames that may wait.</summary>
    public int Capacity { get; set; } = LinkLimits.FramesPerMessage;

    /// <summary>Whether so much waits that no further call should.</summary>
    public bool IsFull => Volatile.Read(ref _queuedBytes) > LinkLimits.QueuedBytes;

    /// <summary>Adds a frame, unless the queue is closed.</summary>
    public bool TryAdd(Frame frame)
    {
        if (_closed)
            return false;
        if (Interlocked.Increment(ref _queued) > Capacity)
        {
            failed("the other side does not read what it is sent");
            return false;
        }
        Interlocked.Add(ref _queuedBytes, Size(frame));
        _queue.Enqueue(frame);
        StartUnlessRunning();
        return true;
    }

    /// <summary>Answers pings, however many came: with one pong, in the next message.</summary>
    public void AddPong()
    {
        Volatile.Write(ref _pongDue, 1);
        StartUnlessRunning();
    }

    /// <summary>Completes when all that was added so far has been written.</summary>
    public Task CompleteAsync()
    {
        _completed = true;
        StartUnlessRunning();
        return _drained.Task;
    }

    /// <summary>Takes nothing more, and drops what waits.</summary>
    public void Close()
    {
        _closed = true;
        _drained.TrySetResult();
    }

    void IThreadPoolWorkItem.Execute() => _ = DrainAsync();

    private void StartUnlessRunning()
    {
        // To the end of the pool's queue: what is ready to run now adds its frames first.
        if (Interlocked.CompareExchange(ref _running, 1, 0) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private async Task DrainAsync()
    {
        var batch = new List<Frame>();
        try
        {
            while (!_closed && Take(batch))
            {
                await write(batch);
                batch.Clear();
            }
        }
        catch (Exception error)
        {
            // Whatever it is, nothing can be written any more; the link ends with this reason, so nothing is swallowed.
            failed(error.Message);
            return;
        }
        if (_completed)
            _drained.TrySetResult();

        // As in the ledger's writer: a frame may have come between the last look and this line.
        Interlocked.Exchange(ref _running, 0);
        if (!_closed && (!_queue.IsEmpty || Volatile.Read(ref _pongDue) != 0))
            StartUnlessRunning();
    }

    private bool Take(List<Frame> batch)
    {
        var bytes = 0;
        var taken = 0;
        while (taken < LinkLimits.FramesPerMessage && bytes < LinkLimits.BytesPerMessage && _queue.TryDequeue(out var frame))
        {
            batch.Add(frame);
            bytes += Size(frame);
            taken++;
        }
        Interlocked.Add(ref _queued, -taken);
        Interlocked.Add(ref _queuedBytes, -bytes);
        if (Interlocked.Exchange(ref _pongDue, 0) != 0)
            batch.Add(PongFrame); // Last, so that it never comes before the hello.
        return batch.Count > 0;
    }

    /// <summary>The payload of a frame, and roughly what surrounds it.</summary>
    private static int Size(Frame frame) => frame.KindCase switch
    {
        Frame.KindOneofCase.Call => frame.Call.Request.Length + frame.Call.Method.Length + 64 + (frame.Call.Headers.Count == 0 ? 0 : LinkLimits.HeaderLength),
        Frame.KindOneofCase.Result => frame.Result.Response.Length + frame.Result.StatusDetails.Length + (3 * frame.Result.StatusMessage.Length) + 64,
        _ => 16,
    };
}
