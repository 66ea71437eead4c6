using System.Collections.Concurrent;
using ExchangeHub.Client.Ledger;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Domain.Messages;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace ExchangeHub.Client.Hosting;

/// <summary>Writes each answered exchange into the region's own ledger before the answer leaves.</summary>
internal sealed class RegionLedgerInterceptor(IRegionLedger ledger, TimeProvider clock) : Interceptor
{
    private static readonly ConcurrentDictionary<Type, Func<IMessage, ExchangeHeader?>?> Headers = new();

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        // Health checks and the like are no exchanges.
        if (request is not IMessage message || HeaderOf(message) is not { } read)
            return await continuation(request, context);

        if (!Guid.TryParseExact(read(message)?.ExchangeId, "D", out var id))
            throw new RpcException(new Status(StatusCode.InvalidArgument, "header.exchange_id is not set: only the hub may call"));
        var answer = await continuation(request, context);
        var entry = RegionLedgerEntry.ForAnswer(id, context.Method, MessageDigest.Compute(message), MessageDigest.Compute((IMessage)answer), clock.GetUtcNow());
        await ledger.AppendAsync(entry, context.CancellationToken);
        return answer;
    }

    private static Func<IMessage, ExchangeHeader?>? HeaderOf(IMessage message)
        => Headers.GetOrAdd(message.GetType(), static (_, message) =>
        {
            var field = message.Descriptor.FindFieldByNumber(1);
            return field is { Name: "header", FieldType: Google.Protobuf.Reflection.FieldType.Message } && field.MessageType == ExchangeHeader.Descriptor
                ? request => (ExchangeHeader?)field.Accessor.GetValue(request)
                : null;
        }, message);
}
