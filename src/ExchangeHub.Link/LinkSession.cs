using ExchangeHub.Contracts.Link.V1;
using Google.Protobuf;
using Grpc.Core;

namespace ExchangeHub.Link;

/// <summary>One link, seen from one side, from hello to end: what the other side says is taken in order, what this side says leaves in order.</summary>
internal sealed class LinkSession : IDisposable
{
    private const string Goodbyes = "both sides said goodbye";

    private static readonly Frame PingFrame = new() { Ping = new Ping() };

    private readonly FrameStream _stream;
    private readonly LinkSettings _settings;
    private readonly TimeProvider _clock;
    private readonly OutgoingFrames _outgoing;
    private readonly OwnCalls _own;
    private readonly IncomingCalls _incoming;
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _start;
    private Action _opened = () => { };
    private string? _problem;
    private long _lastPong;
    private long _drainSince;
    private int _opens;
    private int _isConfirmed;
    private int _saidHello;
    private int _saidGoodbye;
    private int _ending;
    private volatile bool _heardGoodbye;

    /// <param name="peer">Who is on the other side, for logs.</param>
    /// <param name="stream">The stream under the link.</param>
    /// <param name="settings">What this side takes, and how long it waits.</param>
    /// <param name="answer">Answers the other side's calls.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logger">Hears of failures that nobody foresaw.</param>
    public LinkSession(string peer, FrameStream stream, LinkSettings settings, Func<IncomingCall, Task<ByteString>> answer, TimeProvider clock, ILogger logger)
    {
        _stream = stream;
        _settings = settings;
        _clock = clock;
        _start = _lastPong = clock.GetTimestamp();
        _outgoing = new OutgoingFrames(stream.WriteAsync, Close);
        _own = new OwnCalls(_outgoing, settings.MaxPayloadBytes, clock) { Ended = EndIfDrained };
        _incoming = new IncomingCalls(peer, answer, _outgoing, settings.MaxCalls, settings.MaxPayloadBytes, clock, logger) { Ended = EndIfDrained };
        Invoker = new SessionInvoker(this);
    }

    /// <summary>Makes calls to the other side.</summary>
    public CallInvoker Invoker { get; }

    /// <summary>Told once, when the other side has certainly taken this side's hello, and can make calls.</summary>
    public Action Confirmed { get; init; } = () => { };

    /// <summary>Whether calls can be made: both have said hello, and neither goodbye.</summary>
    public bool IsOpen => Volatile.Read(ref _opens) != 0 && Volatile.Read(ref _saidGoodbye) == 0 && _problem is null;

    /// <summary>Why it ended; null while it has not.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    /// <summary>Whether it ended as a link should: after both goodbyes, with no call under way.</summary>
    public bool EndedPolitely => ReferenceEquals(Problem, Goodbyes);

    /// <summary>Why the other side said goodbye; unspecified while it has not.</summary>
    public GoodbyeReason TheirGoodbye { get; private set; }

    /// <summary>Runs until the link ends, however that comes about; <see cref="Problem"/> says why.</summary>
    /// <param name="opened">Told when the other side has said hello, before any of its calls is taken.</param>
    /// <param name="tick">Told at each heartbeat; says what is wrong so that the link must end, or null.</param>
    /// <param name="cancellationToken">Ends the link at once.</param>
    public async Task RunAsync(Action opened, Func<string?> tick, CancellationToken cancellationToken)
    {
        _opened = opened;
        using var registration = cancellationToken.UnsafeRegister(static session => ((LinkSession)session!).Close("the stream was cancelled"), this);
        _outgoing.TryAdd(new Frame { Hello = new Hello { Version = LinkLimits.Version, MaxCalls = (uint)_settings.MaxCalls, MaxPayloadBytes = (uint)_settings.MaxPayloadBytes } });
        _outgoing.TryAdd(PingFrame); // Its pong says that the hello was taken.
        Volatile.Write(ref _saidHello, 1);
        await using var heartbeat = _clock.CreateTimer(_ => Beat(tick), null, _settings.Heartbeat, _settings.Heartbeat);
        try
        {
            while (await _stream.ReadAsync(_end.Token) is { } frames)
            {
                for (var i = 0; i < frames.Count && Problem is null; i++)
                    Take(frames[i]);
            }
            Close(IsDrained ? Goodbyes : "the other side ended the stream");
        }
        catch (Exception error)
        {
            // Whatever it is, the link ends with this reason; who runs it logs that.
            Close(error.Message);
        }
        await _closed.Task;
    }

    /// <summary>Makes a call to the other side.</summary>
    /// <exception cref="RpcException">It failed; a <see cref="LinkException"/> stands behind its status where that was the link.</exception>
    public Task<TResponse> CallAsync<TRequest, TResponse>(Method<TRequest, TResponse> method, CallOptions options, TRequest request)
        => IsOpen
            ? _own.CallAsync(method, options, request)
            : Task.FromException<TResponse>(new LinkException(LinkFailure.NothingSent, Problem ?? "the link is not up").ToRpcException());

    /// <summary>Ends the link at once: own calls under way are in doubt, the other side's are cancelled.</summary>
    public void Close(string problem)
    {
        if (Interlocked.CompareExchange(ref _problem, problem, null) is not null)
            return;
        _outgoing.Close();
        _own.BreakOff(problem);
        _incoming.CancelAll();
        try
        {
            _end.Cancel();
        }
        finally
        {
            _closed.SetResult();
        }
    }

    /// <summary>Ends the link politely: no new calls, and those under way may go on for a while.</summary>
    public void SayGoodbye(GoodbyeReason reason)
    {
        if (Interlocked.Exchange(ref _saidGoodbye, 1) != 0)
            return;
        if (Volatile.Read(ref _saidHello) == 0)
        {
            Close("goodbye was to be said before hello");
            return;
        }
        Volatile.Write(ref _drainSince, _clock.GetTimestamp());
        _outgoing.TryAdd(new Frame { Goodbye = new Goodbye { Reason = reason } });
        EndIfDrained();
    }

    /// <summary>To be called when <see cref="RunAsync"/> has ended.</summary>
    public void Dispose() => _end.Dispose();

    private void Take(Frame frame)
    {
        if (Volatile.Read(ref _opens) == 0)
        {
            Open(frame.Hello ?? throw new LinkProtocolException("the first frame is no hello"));
            return;
        }
        switch (frame.KindCase)
        {
            case Frame.KindOneofCase.Call:
                _incoming.Take(frame.Call);
                break;
            case Frame.KindOneofCase.Result:
                _own.Take(frame.Result);
                break;
            case Frame.KindOneofCase.Cancel:
                _incoming.Cancel(frame.Cancel.CallId);
                break;
            case Frame.KindOneofCase.Ping:
                _outgoing.AddPong();
                break;
            case Frame.KindOneofCase.Pong:
                Volatile.Write(ref _lastPong, _clock.GetTimestamp());
                if (Interlocked.Exchange(ref _isConfirmed, 1) == 0)
                    Confirmed();
                break;
            case Frame.KindOneofCase.Goodbye:
                TheirGoodbye = frame.Goodbye.Reason;
                _heardGoodbye = true;
                SayGoodbye(GoodbyeReason.Answer);
                EndIfDrained();
                break;
            case Frame.KindOneofCase.Hello:
                throw new LinkProtocolException("a second hello came");
        }
    }

    private void Open(Hello hello)
    {
        if (hello.Version != LinkLimits.Version)
            throw new LinkProtocolException($"version {hello.Version} of the link's rules is not known here");
        if (hello.MaxCalls is 0 or > LinkLimits.MaxCalls || hello.MaxPayloadBytes is < LinkLimits.MinPayloadBytes or > LinkLimits.MaxPayloadBytes)
            throw new LinkProtocolException("the hello allows no calls, or no payload, or too much of either");
        // Each call under way may have a frame that begins it, one that cancels it and one that ends it.
        _outgoing.Capacity = LinkLimits.FramesPerMessage + (2 * (int)hello.MaxCalls) + (2 * _settings.MaxCalls);
        _incoming.TheirMaxPayloadBytes = hello.MaxPayloadBytes;
        _own.Open(hello);
        Volatile.Write(ref _opens, 1);
        _opened();
    }

    private void Beat(Func<string?> tick)
    {
        if (Volatile.Read(ref _opens) == 0 && _clock.GetElapsedTime(_start) > _settings.HeartbeatTimeout)
            Close("the other side said no hello");
        else if (_clock.GetElapsedTime(Volatile.Read(ref _lastPong)) > _settings.HeartbeatTimeout)
            Close("the other side's heartbeat stopped");
        else if (Volatile.Read(ref _drainSince) is var since and not 0 && _clock.GetElapsedTime(since) > _settings.Drain)
            Close("calls under way took too long after the goodbye");
        else if (tick() is { } problem)
            Close(problem);
        else
            _outgoing.TryAdd(PingFrame);
    }

    private bool IsDrained => _heardGoodbye && Volatile.Read(ref _saidGoodbye) != 0 && _own.UnderWay == 0 && _incoming.UnderWay == 0;

    private void EndIfDrained()
    {
        if (_settings.EndsStream && IsDrained && Interlocked.Exchange(ref _ending, 1) == 0)
            _ = EndAsync();
    }

    private async Task EndAsync()
    {
        await _outgoing.CompleteAsync();
        Close(Goodbyes);
    }

    private sealed class SessionInvoker(LinkSession session) : LinkCallInvoker
    {
        protected override Task<TResponse> CallAsync<TRequest, TResponse>(Method<TRequest, TResponse> method, CallOptions options, TRequest request)
            => session.CallAsync(method, options, request);
    }
}
