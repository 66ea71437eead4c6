using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Client.Calls;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Spectre.Console;

namespace ExchangeHub.Demo;

/// <summary>
/// Shows every call of the hub's own services while it happens, over a link or not: time, route, outcome, milliseconds. A watch,
/// which goes on until its caller ends it, is not shown. Nothing personal is shown.
/// </summary>
internal sealed class LiveView(TimeProvider clock) : Interceptor
{
    private const string Hub = "HUB";
    private const string Done = "OK";

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        => ShowAsync(context, () => continuation(request, context));

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
        => ShowAsync(context, () => continuation(requestStream, context));

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
        => ShowAsync(context, async () =>
        {
            await continuation(request, responseStream, context);
            return Done;
        });

    private async Task<T> ShowAsync<T>(ServerCallContext context, Func<Task<T>> call)
    {
        if (!context.Method.StartsWith("/exchangehub.", StringComparison.Ordinal))
            return await call();
        var start = clock.GetTimestamp();
        try
        {
            var answer = await call();
            var message = answer as IMessage;
            // Who answered: a region, or the hub itself.
            var region = message is null ? Hub : CallOutcome.ReceiptOf(message)?.Responder?.RegionCode ?? Hub;
            Show(context, region, "green", message is null ? Done : CallOutcome.Of(message), start);
            return answer;
        }
        catch (RpcException error) when (!IsEndOfWatch(context, error))
        {
            var refusal = HubError.From(error);
            Show(context, refusal.Metadata.GetValueOrDefault("region", "-"), "yellow", refusal.Reason, start);
            throw;
        }
    }

    private static bool IsEndOfWatch(ServerCallContext context, RpcException error)
        => error.StatusCode == StatusCode.Cancelled && context.Method.Contains("/Watch", StringComparison.Ordinal);

    private void Show(ServerCallContext context, string region, string color, string outcome, long start)
    {
        // A call over a link has no connection of its own; its peer is the participant.
        var caller = context.GetHttpContext().Connection.ClientCertificate?.GetNameInfo(X509NameType.SimpleName, false) ?? context.Peer;
        AnsiConsole.MarkupLineInterpolated($"{clock.GetLocalNow():HH:mm:ss.fff} {caller,-16} -> {region,-6} {context.Method[(context.Method.LastIndexOf('/') + 1)..],-21} [{color}]{outcome,-30}[/] {clock.GetElapsedTime(start).TotalMilliseconds,7:F1} ms");
    }
}
