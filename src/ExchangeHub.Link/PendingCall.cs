using ExchangeHub.Contracts.Link.V1;
using Grpc.Core;

namespace ExchangeHub.Link;

/// <summary>
/// One call that this side has made. It ends for its caller with a result, its deadline or its cancellation; it keeps its
/// place until the other side's result is there, so that a side which does not stop working can't be given more than it takes.
/// </summary>
internal sealed class PendingCall(ulong id, OutgoingFrames outgoing) : TaskCompletionSource<Result>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public ulong Id => id;

    /// <summary>Ends the call for its caller, and tells the other side.</summary>
    public void Abandon(StatusCode status)
    {
        if (TrySetException(new RpcException(new Status(status, ""))))
            outgoing.TryAdd(new Frame { Cancel = new Cancel { CallId = id } });
    }
}
