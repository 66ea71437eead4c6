using System.Collections.Concurrent;
using System.Collections.Frozen;
using ExchangeHub.Client.Ledger;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Domain.Messages;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace ExchangeHub.Client.Calls;

/// <summary>Puts the region's own acts and questions into its ledger.</summary>
public static class OwnActs
{
    /// <summary>
    /// Calls over the result are in the region's ledger before their answer is there: each act with which the region
    /// writes (such as <c>SubmitCase</c>), and each question that was answered (such as <c>QueryWill</c>), is checked against the
    /// hub's receipt and recorded under the receipt's id. Looks and streams pass as they are.
    /// </summary>
    /// <exception cref="ReceiptException">From a call: the receipt does not prove what was sent and received.</exception>
    public static CallInvoker WithRegionLedger(this CallInvoker invoker, IRegionLedger ledger, TimeProvider? clock = null)
        => invoker.Intercept(new OwnActsInterceptor(ledger, clock ?? TimeProvider.System));
}

/// <summary>Records each act of the region that the hub accepted, and each question that it answered, with digests that are computed here.</summary>
internal sealed class OwnActsInterceptor(IRegionLedger ledger, TimeProvider clock) : Interceptor
{
    private static readonly FrozenSet<string> Services = HubServices.Queries.Concat(HubServices.Writes).Select(service => service.FullName).ToFrozenSet();
    private static readonly ConcurrentDictionary<Type, bool> HasReceipt = new();

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        if (!IsRecorded(context.Method.ServiceName, typeof(TResponse)))
            return continuation(request, context);

        // Before the call: afterwards the caller could have changed the message.
        var requestDigest = MessageDigest.Compute((IMessage)request);
        var call = continuation(request, context);
        return new AsyncUnaryCall<TResponse>(
            RecordedAsync(call.ResponseAsync, context.Method.FullName, requestDigest, context.Options.CancellationToken),
            call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    /// <summary>A blocking call would have to block on the ledger too.</summary>
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, BlockingUnaryCallContinuation<TRequest, TResponse> continuation)
        => IsRecorded(context.Method.ServiceName, typeof(TResponse))
            ? throw new NotSupportedException($"{context.Method.FullName} is recorded in the region's ledger: call it asynchronously.")
            : continuation(request, context);

    private async Task<TResponse> RecordedAsync<TResponse>(Task<TResponse> answer, string method, byte[] requestDigest, CancellationToken cancellationToken)
    {
        var response = await answer;
        var message = (IMessage)response!;
        var receipt = (ExchangeReceipt?)message.Descriptor.FindFieldByNumber(1).Accessor.GetValue(message);
        var responseDigest = MessageDigest.Compute(message);
        if (Problem(receipt, requestDigest, responseDigest) is { } problem)
            throw new ReceiptException(method, receipt?.ExchangeId ?? "", problem);
        var entry = RegionLedgerEntry.ForAnswer(Guid.ParseExact(receipt!.ExchangeId, "D"), method, requestDigest, responseDigest, clock.GetUtcNow());
        await ledger.AppendAsync(entry, cancellationToken);
        return response;
    }

    private static string? Problem(ExchangeReceipt? receipt, byte[] requestDigest, byte[] responseDigest)
        => receipt switch
        {
            null => "there is none",
            _ when !Guid.TryParseExact(receipt.ExchangeId, "D", out _) => "its exchange id is no UUID",
            { DigestAlgorithm: not DigestAlgorithm.Sha256 } => $"its digest algorithm {receipt.DigestAlgorithm} is not known here",
            _ when !receipt.RequestDigest.Span.SequenceEqual(requestDigest) => "its request digest is not that of what was sent",
            _ when !receipt.ResponseDigest.Span.SequenceEqual(responseDigest) => "its response digest is not that of what came",
            _ => null,
        };

    private static bool IsRecorded(string service, Type response)
        => Services.Contains(service) && HasReceipt.GetOrAdd(response, static type =>
            ((IMessage)Activator.CreateInstance(type)!).Descriptor.FindFieldByNumber(1) is { Name: "receipt" } field && field.MessageType == ExchangeReceipt.Descriptor);
}
