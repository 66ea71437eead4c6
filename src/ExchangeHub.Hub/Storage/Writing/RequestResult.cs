namespace ExchangeHub.Hub.Storage.Writing;

/// <summary>The first result of a call that writes: the same call again gets it, and nothing is done twice (幂等).</summary>
internal sealed class RequestResult
{
    /// <summary>Participant that called.</summary>
    public required string CallerId { get; init; }

    /// <summary>Full name of the RPC.</summary>
    public required string Method { get; init; }

    /// <summary>The id that the caller chose.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>Digest of the request: the id with another one is refused.</summary>
    public required byte[] RequestDigest { get; init; }

    /// <summary>The response, serialised; nothing personal is in it.</summary>
    public required byte[] Response { get; init; }

    /// <summary>When it was given (UTC).</summary>
    public required DateTimeOffset AcceptTime { get; init; }

    public RequestKey Key => new(CallerId, Method, RequestId);
}

/// <summary>What makes a call the same call.</summary>
internal readonly record struct RequestKey(string CallerId, string Method, Guid RequestId);
