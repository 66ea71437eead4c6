using System.Collections.Concurrent;
using ExchangeHub.Contracts.Link.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Status = Grpc.Core.Status;

namespace ExchangeHub.Link;

/// <summary>The calls that this side makes.</summary>
/// <param name="outgoing">Where their frames go.</param>
/// <param name="maxPayloadBytes">The largest answer that this side takes.</param>
/// <param name="clock">The clock that deadlines are measured with.</param>
internal sealed class OwnCalls(OutgoingFrames outgoing, int maxPayloadBytes, TimeProvider clock)
{
    private const string DetailsTrailer = "grpc-status-details-bin";

    private readonly ConcurrentDictionary<ulong, PendingCall> _pending = new();
    private Hello? _theirs;
    private ulong _lastId;
    private int _underWay;

    /// <summary>Calls whose result is not there yet.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>Told when a call has its result.</summary>
    public Action Ended { get; init; } = () => { };

    /// <summary>Begins to take calls, as many as the other side allows.</summary>
    public void Open(Hello theirs) => Volatile.Write(ref _theirs, theirs);

    /// <summary>Makes one call.</summary>
    /// <exception cref="RpcException">It failed; a <see cref="LinkException"/> stands behind its status where that was the link.</exception>
    public async Task<TResponse> CallAsync<TRequest, TResponse>(Method<TRequest, TResponse> method, CallOptions options, TRequest request)
    {
        var left = options.Deadline is { } deadline && deadline != DateTime.MaxValue ? deadline - clock.GetUtcNow().UtcDateTime : (TimeSpan?)null;
        if (left <= TimeSpan.Zero)
            throw new RpcException(new Status(StatusCode.DeadlineExceeded, ""));
        if (options.CancellationToken.IsCancellationRequested)
            throw new RpcException(new Status(StatusCode.Cancelled, ""));
        var payload = Payload.Write(method.RequestMarshaller, request);
        var call = new Call { Method = method.FullName, Request = payload };
        if (left > LinkLimits.LongestCall)
            left = null;
        if (left is { } time)
            call.Timeout = Duration.FromTimeSpan(time);
        CallHeaders.Add(call, options.Headers);

        var pending = Begin(call);
        using var timer = left is null ? null : clock.CreateTimer(static state => ((PendingCall)state!).Abandon(StatusCode.DeadlineExceeded), pending, left.Value, Timeout.InfiniteTimeSpan);
        using var registration = options.CancellationToken.UnsafeRegister(static state => ((PendingCall)state!).Abandon(StatusCode.Cancelled), pending);
        return Answer(method, await pending.Task);
    }

    /// <summary>Takes the result of a call.</summary>
    /// <exception cref="LinkProtocolException">There never was such a call.</exception>
    public void Take(Result result)
    {
        if (!_pending.TryRemove(result.CallId, out var call))
        {
            // A second result of a call does no harm; one of a call that is still to come would.
            if (result.CallId == 0 || result.CallId > Volatile.Read(ref _lastId))
                throw new LinkProtocolException("a result came for a call that was never made");
            return;
        }
        Interlocked.Decrement(ref _underWay);
        call.TrySetResult(result);
        Ended();
    }

    /// <summary>Fails all calls under way: whether they took place is not known.</summary>
    public void BreakOff(string problem)
    {
        foreach (var call in _pending.Values)
            call.TrySetException(new LinkException(LinkFailure.BrokenOff, problem).ToRpcException());
    }

    private PendingCall Begin(Call call)
    {
        var theirs = Volatile.Read(ref _theirs) ?? throw new LinkException(LinkFailure.NothingSent, "the link is not up").ToRpcException();
        if (call.Request.Length > theirs.MaxPayloadBytes)
            throw new RpcException(new Status(StatusCode.ResourceExhausted, $"the request has {call.Request.Length} bytes, the other side takes {theirs.MaxPayloadBytes}"));
        if (outgoing.IsFull)
            throw new LinkException(LinkFailure.Busy, "the other side reads too slowly").ToRpcException();
        if (Interlocked.Increment(ref _underWay) > theirs.MaxCalls)
        {
            Interlocked.Decrement(ref _underWay);
            throw new LinkException(LinkFailure.Busy, $"the other side has {theirs.MaxCalls} calls under way, which is its limit").ToRpcException();
        }

        var pending = new PendingCall(Interlocked.Increment(ref _lastId), outgoing);
        call.CallId = pending.Id;
        _pending[pending.Id] = pending;
        if (outgoing.TryAdd(new Frame { Call = call }))
            return pending;
        _pending.TryRemove(pending.Id, out _);
        Interlocked.Decrement(ref _underWay);
        throw new LinkException(LinkFailure.NothingSent, "the link is down").ToRpcException();
    }

    private TResponse Answer<TRequest, TResponse>(Method<TRequest, TResponse> method, Result result)
    {
        if (result.StatusCode != 0)
            throw Failed(result);
        if (result.Response.Length > maxPayloadBytes)
            throw Unreadable(new InvalidDataException("it is larger than the limit"));
        try
        {
            return Payload.Read(method.ResponseMarshaller, result.Response);
        }
        catch (Exception error)
        {
            throw Unreadable(error);
        }
    }

    private static RpcException Failed(Result result)
    {
        var code = System.Enum.IsDefined((StatusCode)result.StatusCode) ? (StatusCode)result.StatusCode : StatusCode.Unknown;
        var trailers = result.StatusDetails.IsEmpty ? Metadata.Empty : new Metadata { { DetailsTrailer, result.StatusDetails.ToByteArray() } };
        return new RpcException(new Status(code, result.StatusMessage), trailers);
    }

    private static RpcException Unreadable(Exception error) => new(new Status(StatusCode.Internal, error.Message, error));
}
