using Grpc.Core;

namespace ExchangeHub.Client.Tests.Calls;

/// <summary>A hub in the same process, without a network: answers each call by what the test says.</summary>
internal sealed class FakeHub : CallInvoker
{
    /// <summary>Answers a unary call.</summary>
    public Func<object, object> Answer { get; set; } = _ => throw new RpcException(new Status(StatusCode.Unimplemented, ""));

    /// <summary>Answers a stream: its messages, and an error to end with, if it does not end well.</summary>
    public Func<object, IEnumerable<object>> Stream { get; set; } = _ => [];

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        => new(Task.FromResult((TResponse)Answer(request)), Task.FromResult<Metadata>([]), () => Status.DefaultSuccess, () => [], () => { });

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        => (TResponse)Answer(request);

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        => new(new Reader<TResponse>(Stream(request).GetEnumerator()), Task.FromResult<Metadata>([]), () => Status.DefaultSuccess, () => [], () => { });

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
        => throw new NotSupportedException();

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
        => throw new NotSupportedException();

    private sealed class Reader<T>(IEnumerator<object> messages) : IAsyncStreamReader<T>
    {
        public T Current => (T)messages.Current;

        public Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!messages.MoveNext())
                return Task.FromResult(false);
            return messages.Current is Exception error ? Task.FromException<bool>(error) : Task.FromResult(true);
        }
    }
}
