using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Relay;
using ExchangeHub.Link;
using Grpc.Core;

namespace ExchangeHub.Hub.Links;

/// <summary>The way to a back office that opens links: over the newest of them, or nowhere.</summary>
internal sealed class LinkedBackOffice(Region region, BackOfficeLinks links, ILogger logger) : IBackOffice
{
    public bool IsDown => links.Newest(region.BackOffice!.Id) is null;

    /// <inheritdoc/>
    public async Task<TResponse> AskAsync<TRequest, TResponse>(Func<CallInvoker, TRequest, CallOptions, AsyncUnaryCall<TResponse>> ask, TRequest request, CallOptions options)
    {
        var link = links.Newest(region.BackOffice!.Id) ?? throw RegionErrors.Unreachable(region.Code);
        try
        {
            return await ask(link.Invoker, request, options);
        }
        catch (RpcException error)
        {
            throw Explain(error, options.CancellationToken);
        }
    }

    private HubException Explain(RpcException error, CancellationToken cancellationToken) => (error.Status.DebugException as LinkException)?.Failure switch
    {
        _ when cancellationToken.IsCancellationRequested => new HubException(ErrorCatalogue.CallCancelled),
        LinkFailure.NothingSent => RegionErrors.Unreachable(region.Code),
        LinkFailure.Busy => new HubException(ErrorCatalogue.RegionBusy, ("region", region.Code)) { RetryAfter = TimeSpan.FromSeconds(1) },
        _ => RegionErrors.Explain(region.Code, error, logger),
    };
}
