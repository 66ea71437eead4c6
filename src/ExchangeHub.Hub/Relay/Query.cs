using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain.Messages;
using ExchangeHub.Hub.Validation;
using Google.Protobuf;
using Grpc.Core;

namespace ExchangeHub.Hub.Relay;

/// <summary>
/// A kind of question that is relayed and answered at once: all that the relay must know about it.
/// </summary>
/// <param name="validate">Adds every violation of the request's shape; the header is checked for all kinds alike.</param>
/// <param name="subject">The person asked about, of a well-formed request; null where there is none. It leaves the hub's memory only as a keyed hash.</param>
/// <param name="ask">Asks a back office; the generated client's method.</param>
/// <param name="check">Says what is wrong with an answer, without naming anything personal; null if nothing is.</param>
/// <param name="attested">The certificate that an answer found authentic; null where it found something else, or the question is about none. It too leaves the hub's memory only as a keyed hash.</param>
internal sealed class Query<TRequest, TResponse>(
    Action<TRequest, Violations> validate,
    Func<TRequest, PersonIdentity?> subject,
    Func<CallInvoker, TRequest, CallOptions, AsyncUnaryCall<TResponse>> ask,
    Func<TResponse, string?> check,
    Func<TRequest, TResponse, CertificateNumber?>? attested = null)
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    // Made here once, so that a message without header or receipt fails when the kind is made, not at a call.
    public Func<TRequest, ExchangeHeader?> Header { get; } = ExchangeMessages.HeaderOf<TRequest>();

    public Func<TResponse, ExchangeReceipt?> Receipt { get; } = ExchangeMessages.ReceiptOf<TResponse>();

    public Action<TResponse, ExchangeReceipt> SetReceipt { get; } = ExchangeMessages.SetReceiptOf<TResponse>();

    public Action<TRequest, Violations> Validate { get; } = validate;

    public Func<TRequest, PersonIdentity?> Subject { get; } = subject;

    public Func<CallInvoker, TRequest, CallOptions, AsyncUnaryCall<TResponse>> Ask { get; } = ask;

    public Func<TResponse, string?> Check { get; } = check;

    public Func<TRequest, TResponse, CertificateNumber?> Attested { get; } = attested ?? ((_, _) => null);
}
