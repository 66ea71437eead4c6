using ExchangeHub.Hub.Relay;
using Grpc.Core;

namespace ExchangeHub.Hub.Tests.Reconciliation;

/// <summary>A back office that answers what the test says, without a network.</summary>
internal sealed class FakeBackOffice(Func<object, object> answer) : IBackOffice
{
    public bool IsDown => false;

    public List<object> Requests { get; } = [];

    public Task<TResponse> AskAsync<TRequest, TResponse>(Func<CallInvoker, TRequest, CallOptions, AsyncUnaryCall<TResponse>> ask, TRequest request, CallOptions options)
    {
        Requests.Add(request!);
        return Task.FromResult((TResponse)answer(request!));
    }
}
