using ExchangeHub.Hub.Storage;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace ExchangeHub.Hub.Errors;

/// <summary>
/// Turns what an endpoint throws into a rich status: a database that can't be reached becomes <c>UNAVAILABLE</c>, so that callers
/// try again, and an exception that nobody foresaw <c>INTERNAL</c> with a correlation id.
/// </summary>
internal sealed partial class ErrorInterceptor(IHubDatabase database, ILogger<ErrorInterceptor> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception error) when (error is not RpcException)
        {
            throw Translate(error, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception error) when (error is not RpcException)
        {
            throw Translate(error, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception error) when (error is not RpcException)
        {
            throw Translate(error, context);
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(requestStream, context);
        }
        catch (Exception error) when (error is not RpcException)
        {
            throw Translate(error, context);
        }
    }

    private RpcException Translate(Exception error, ServerCallContext context)
    {
        var language = Languages.Preferred(context.GetHttpContext().Request.Headers.AcceptLanguage);
        return ErrorTranslator.ToStatus(error as HubException ?? Unforeseen(error, context), language).ToRpcException();
    }

    private HubException Unforeseen(Exception error, ServerCallContext context)
    {
        if (context.CancellationToken.IsCancellationRequested && error is OperationCanceledException)
            return new HubException(ErrorCatalogue.CallCancelled);

        if (DriverErrors.Includes(error) && database.FaultOf(error) is DatabaseFault.TimedOut or DatabaseFault.ConnectionLost or DatabaseFault.Conflict)
        {
            LogDatabase(logger, error, context.Method);
            return new HubException(ErrorCatalogue.StoreUnavailable) { RetryAfter = TimeSpan.FromSeconds(1) };
        }

        var correlationId = context.GetHttpContext().TraceIdentifier;
        LogUnforeseen(logger, error, context.Method, correlationId);
        return new HubException(ErrorCatalogue.HubFailed, ("correlation_id", correlationId));
    }

    [LoggerMessage(1003, LogLevel.Error, "{Method} failed because the database did not answer")]
    private static partial void LogDatabase(ILogger logger, Exception error, string method);

    [LoggerMessage(1002, LogLevel.Error, "{Method} failed unforeseen; correlation id {CorrelationId}")]
    private static partial void LogUnforeseen(ILogger logger, Exception error, string method, string correlationId);
}
