using ExchangeHub.Client.Calls;
using ExchangeHub.SampleRegion.Questions;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Spectre.Console;

namespace ExchangeHub.Demo;

/// <summary>Shows every call that passes the hub while it happens: time, route, finding, milliseconds. Nothing personal is shown.</summary>
internal sealed class LiveView(TimeProvider clock) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        var start = clock.GetTimestamp();
        try
        {
            var answer = await continuation(request, context);
            if (answer is IMessage message && context.Method.StartsWith("/exchangehub.", StringComparison.Ordinal))
                Show(context, "green", AnswerSummary.Of(message).Finding?.ToString() ?? AnswerSummary.Of(message).Outcome.ToString(), start);
            return answer;
        }
        catch (RpcException error)
        {
            Show(context, "yellow", HubError.From(error).Reason, start);
            throw;
        }
    }

    private void Show(ServerCallContext context, string color, string outcome, long start)
    {
        var caller = context.GetHttpContext().Connection.ClientCertificate?.GetNameInfo(System.Security.Cryptography.X509Certificates.X509NameType.SimpleName, false) ?? "?";
        AnsiConsole.MarkupLineInterpolated($"{clock.GetLocalNow():HH:mm:ss.fff} {caller,-17} {context.Method[(context.Method.LastIndexOf('/') + 1)..],-22} [{color}]{outcome,-26}[/] {clock.GetElapsedTime(start).TotalMilliseconds,8:F1} ms");
    }
}
