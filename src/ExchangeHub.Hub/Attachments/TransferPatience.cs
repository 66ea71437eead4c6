using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;
using Grpc.Core;

namespace ExchangeHub.Hub.Attachments;

/// <summary>Waits for the other end of a transfer: not for ever, and a break is the other end's.</summary>
internal sealed class TransferPatience(AttachmentOptions options, TimeProvider clock)
{
    /// <summary>Waits for one message to come or to be taken.</summary>
    /// <exception cref="HubException">It took too long, or the connection broke.</exception>
    public async Task<T> WaitAsync<T>(Task<T> transfer, CancellationToken cancellationToken)
    {
        try
        {
            return await transfer.WaitAsync(TimeSpan.FromSeconds(options.IdleSeconds), clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new HubException(ErrorCatalogue.TransferIdle, ("seconds", options.IdleSeconds.ToString()));
        }
        catch (Exception error) when (error is IOException || (error is not RpcException && cancellationToken.IsCancellationRequested))
        {
            throw new HubException(ErrorCatalogue.CallCancelled);
        }
    }

    /// <inheritdoc cref="WaitAsync{T}"/>
    public Task WaitAsync(Task transfer, CancellationToken cancellationToken) => WaitAsync(DoneAsync(transfer), cancellationToken);

    private static async Task<bool> DoneAsync(Task transfer)
    {
        await transfer;
        return true;
    }
}
