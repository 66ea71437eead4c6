using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Exchange.V1;
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
                Show(context, Receipt(message).Responder.RegionCode, "green", AnswerSummary.Of(message).ToString(), start);
            return answer;
        }
        catch (RpcException error)
        {
            var refusal = HubError.From(error);
            Show(context, refusal.Metadata.GetValueOrDefault("region", "-"), "yellow", refusal.Reason, start);
            throw;
        }
    }

    private static ExchangeReceipt Receipt(IMessage answer) => (ExchangeReceipt)answer.Descriptor.FindFieldByNumber(1).Accessor.GetValue(answer);

    private void Show(ServerCallContext context, string region, string color, string outcome, long start)
    {
        var caller = context.GetHttpContext().Connection.ClientCertificate?.GetNameInfo(X509NameType.SimpleName, false) ?? "?";
        AnsiConsole.MarkupLineInterpolated($"{clock.GetLocalNow():HH:mm:ss.fff} {caller,-16} -> {region,-6} {context.Method[(context.Method.LastIndexOf('/') + 1)..],-21} [{color}]{outcome,-30}[/] {clock.GetElapsedTime(start).TotalMilliseconds,7:F1} ms");
    }
}
