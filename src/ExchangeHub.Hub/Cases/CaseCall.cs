using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Storage.Writing;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ExchangeHub.Hub.Cases;

/// <summary>One call that writes, from its arrival to its result.</summary>
/// <param name="Method">Full name of the RPC.</param>
/// <param name="Caller">Who calls.</param>
/// <param name="RequestId">The id that the caller chose; empty where it is none.</param>
/// <param name="RequestDigest">Digest of the request.</param>
/// <param name="AcceptTime">When it came, to the microsecond.</param>
internal sealed record CaseCall(string Method, Caller Caller, Guid RequestId, byte[] RequestDigest, DateTimeOffset AcceptTime)
{
    public RequestKey Key => new(Caller.Participant.Id, Method, RequestId);

    /// <summary>The receipt of an event that is about to be written.</summary>
    public ExchangeReceipt Receipt(string eventId, byte[] responseDigest)
    {
        var time = AcceptTime.ToTimestamp();
        return new ExchangeReceipt
        {
            ExchangeId = eventId,
            RequestId = RequestId.ToString(),
            Responder = CaseActor.HubReference,
            AcceptTime = time,
            AnswerTime = time,
            DigestAlgorithm = DigestAlgorithm.Sha256,
            RequestDigest = UnsafeByteOperations.UnsafeWrap(RequestDigest),
            ResponseDigest = UnsafeByteOperations.UnsafeWrap(responseDigest),
        };
    }

    /// <summary>What a repetition of the call gets.</summary>
    public RequestResult Result(byte[] response) => new()
    {
        CallerId = Key.CallerId,
        Method = Method,
        RequestId = RequestId,
        RequestDigest = RequestDigest,
        Response = response,
        AcceptTime = AcceptTime,
    };
}
