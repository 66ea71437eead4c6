using ExchangeHub.Contracts.Link.V1;
using Google.Protobuf;
using Grpc.Core;

namespace ExchangeHub.Link;

/// <summary>One call that the other side has made; what it is answered from sees it as it sees every gRPC call.</summary>
internal sealed class IncomingCall : ServerCallContext, IThreadPoolWorkItem
{
    private readonly Call _call;
    private readonly string _peer;
    private readonly Action<IncomingCall> _run;
    private readonly CancellationTokenSource _end;
    private readonly DateTime _deadline;
    private int _abandoned;
    private Metadata? _headers;
    private Metadata? _trailers;
    private Dictionary<object, object>? _userState;

    /// <param name="call">Its frame.</param>
    /// <param name="peer">Who calls, for logs.</param>
    /// <param name="run">Answers it.</param>
    /// <param name="clock">The clock that its deadline is measured with.</param>
    public IncomingCall(Call call, string peer, Action<IncomingCall> run, TimeProvider clock)
    {
        _call = call;
        _peer = peer;
        _run = run;
        var left = call.Timeout is { } timeout && timeout.Seconds < LinkLimits.LongestCall.TotalSeconds ? TimeSpan.FromTicks(Math.Max(0, timeout.ToTimeSpan().Ticks)) : (TimeSpan?)null;
        _deadline = left is { } time ? clock.GetUtcNow().UtcDateTime + time : DateTime.MaxValue;
        _end = left is { } delay ? new CancellationTokenSource(delay, clock) : new CancellationTokenSource();
    }

    public ulong Id => _call.CallId;

    public ByteString Request => _call.Request;

    /// <summary>Its deadline struck here, before its caller cancelled it: both sides measure the same time, and either clock may be first.</summary>
    public bool IsPastDeadline => _end.IsCancellationRequested && Volatile.Read(ref _abandoned) == 0;

    protected override string MethodCore => _call.Method;

    protected override string HostCore => "";

    protected override string PeerCore => _peer;

    protected override DateTime DeadlineCore => _deadline;

    protected override Metadata RequestHeadersCore => _headers ??= CallHeaders.Read(_call);

    protected override CancellationToken CancellationTokenCore => _end.Token;

    protected override Metadata ResponseTrailersCore => _trailers ??= [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore { get; } = new(null, []);

    protected override IDictionary<object, object> UserStateCore => _userState ??= [];

    /// <summary>
    /// Its caller does not want the result any more, or is gone. On the thread pool: what is registered on the cancellation is
    /// not ours, and must not hold up or break the link.
    /// </summary>
    public void Abandon()
    {
        if (Interlocked.Exchange(ref _abandoned, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(static end => end.Cancel(), _end, preferLocal: false);
    }

    public void Execute() => _run(this);

    /// <summary>Not disposed of: its caller's cancellation may come at the same time, and only the timer needs an end.</summary>
    public void Finish() => _end.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <summary>Headers of a response don't travel.</summary>
    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options)
        => throw new NotSupportedException("Pass deadline and cancellation token on by themselves.");
}
