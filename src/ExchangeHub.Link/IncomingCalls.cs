using System.Collections.Concurrent;
using ExchangeHub.Contracts.Link.V1;
using Google.Protobuf;
using Grpc.Core;

namespace ExchangeHub.Link;

/// <summary>The calls that the other side has under way. Each gets exactly one result.</summary>
/// <param name="peer">Who calls, for logs.</param>
/// <param name="answer">Answers a call: the serialised response, or an error.</param>
/// <param name="outgoing">Where results go.</param>
/// <param name="maxCalls">Calls that may be under way.</param>
/// <param name="maxPayloadBytes">The largest request.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">Hears of failures that nobody foresaw.</param>
internal sealed partial class IncomingCalls(
    string peer, Func<IncomingCall, Task<ByteString>> answer, OutgoingFrames outgoing, int maxCalls, int maxPayloadBytes, TimeProvider clock, ILogger logger)
{
    private const string DetailsTrailer = "grpc-status-details-bin";

    private readonly ConcurrentDictionary<ulong, IncomingCall> _underWay = new();
    private int _count;

    /// <summary>Calls whose result is not written yet.</summary>
    public int UnderWay => Volatile.Read(ref _count);

    /// <summary>The largest response that the other side takes.</summary>
    public long TheirMaxPayloadBytes { get; set; } = LinkLimits.MinPayloadBytes;

    /// <summary>Told when a call has its result.</summary>
    public Action Ended { get; init; } = () => { };

    /// <summary>Takes a call; it is answered by the thread pool, so that a slow one holds up no other.</summary>
    /// <exception cref="LinkProtocolException">Its number is that of another call under way.</exception>
    public void Take(Call call)
    {
        if (call.CallId == 0 || _underWay.ContainsKey(call.CallId))
            throw new LinkProtocolException("a call has no number of its own");
        if (Refusal(call) is { } refusal)
        {
            Send(call.CallId, refusal);
            return;
        }
        Interlocked.Increment(ref _count);
        var incoming = new IncomingCall(call, peer, Answer, clock);
        _underWay[call.CallId] = incoming;
        ThreadPool.UnsafeQueueUserWorkItem(incoming, preferLocal: false);
    }

    /// <summary>Tells a call that its result is not wanted any more.</summary>
    public void Cancel(ulong id)
    {
        if (_underWay.TryGetValue(id, out var call))
            call.Abandon();
    }

    /// <summary>Tells all of them.</summary>
    public void CancelAll()
    {
        foreach (var call in _underWay.Values)
            call.Abandon();
    }

    private Result? Refusal(Call call)
    {
        if (UnderWay >= maxCalls)
            return Failed(StatusCode.ResourceExhausted, $"{maxCalls} calls are under way, which is the limit");
        if (call.Request.Length > maxPayloadBytes)
            return Failed(StatusCode.ResourceExhausted, $"the request has {call.Request.Length} bytes, {maxPayloadBytes} are taken");
        return call.Method.Length is 0 or > LinkLimits.MethodLength ? Failed(StatusCode.Unimplemented, "the method has no name, or too long a one") : null;
    }

    private void Answer(IncomingCall call) => _ = AnswerAsync(call);

    private async Task AnswerAsync(IncomingCall call)
    {
        Result result;
        try
        {
            result = Answered(call, await answer(call));
        }
        catch (Exception error)
        {
            result = Explain(call, error);
        }
        call.Finish();
        _underWay.TryRemove(call.Id, out _);
        Send(call.Id, result);
        Interlocked.Decrement(ref _count);
        Ended();
    }

    private Result Answered(IncomingCall call, ByteString response)
    {
        if (call.Status.StatusCode != StatusCode.OK)
            return Failed(call.Status.StatusCode, call.Status.Detail);
        return response.Length > TheirMaxPayloadBytes
            ? Failed(StatusCode.ResourceExhausted, $"the response has {response.Length} bytes, the other side takes {TheirMaxPayloadBytes}")
            : new Result { Response = response };
    }

    private Result Explain(IncomingCall call, Exception error)
    {
        switch (error)
        {
            case OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled } when call.IsPastDeadline:
                return Failed(StatusCode.DeadlineExceeded, "");
            case RpcException known:
                var result = Failed(known.StatusCode, known.Status.Detail);
                if (known.Trailers.GetValueBytes(DetailsTrailer) is { Length: <= LinkLimits.StatusLength } details)
                    result.StatusDetails = UnsafeByteOperations.UnsafeWrap(details);
                return result;
            case OperationCanceledException when call.CancellationToken.IsCancellationRequested:
                return Failed(StatusCode.Cancelled, "");
            case InvalidProtocolBufferException:
                return Failed(StatusCode.InvalidArgument, "the request is no message of the contract");
            default:
                LogFailed(logger, error, call.Method);
                return Failed(StatusCode.Unknown, "the call failed");
        }
    }

    private static Result Failed(StatusCode code, string message) => new()
    {
        StatusCode = (int)code,
        StatusMessage = message.Length <= LinkLimits.StatusLength ? message : message[..LinkLimits.StatusLength],
    };

    private void Send(ulong id, Result result)
    {
        result.CallId = id;
        outgoing.TryAdd(new Frame { Result = result });
    }

    [LoggerMessage(2801, LogLevel.Error, "{Method}, called over the link, failed unforeseen")]
    private static partial void LogFailed(ILogger logger, Exception error, string method);
}
