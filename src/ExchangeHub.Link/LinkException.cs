using Grpc.Core;

namespace ExchangeHub.Link;

/// <summary>What a failed call means for who made it.</summary>
internal enum LinkFailure
{
    /// <summary>The link was not up: the other side knows nothing of the call.</summary>
    NothingSent,

    /// <summary>The other side has as many calls under way as it takes, or reads too slowly: it knows nothing of the call.</summary>
    Busy,

    /// <summary>The link broke while the call was under way: whether it took place is not known.</summary>
    BrokenOff,
}

/// <summary>Stands behind the status of a call that failed because of the link, and not because of who answered.</summary>
internal sealed class LinkException(LinkFailure failure, string message) : Exception(message)
{
    public LinkFailure Failure => failure;

    /// <summary>The same as a call's error.</summary>
    public RpcException ToRpcException()
        => new(new Status(failure == LinkFailure.Busy ? StatusCode.ResourceExhausted : StatusCode.Unavailable, Message, this));
}

/// <summary>The other side broke the link's rules; the link ends.</summary>
internal sealed class LinkProtocolException(string message) : Exception(message);
