using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Link;
using Google.Protobuf;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Options;

namespace ExchangeHub.Hub.Links;

/// <summary>
/// Answers the calls that a back office makes over its link, by the same endpoints as any other call and after the same checks:
/// identity, limits, permission, and by way of the same interceptors. Refusals are recorded and worded alike.
/// </summary>
internal sealed class LinkedCalls(Admission admission, IOptions<GrpcServiceOptions> grpc, IServiceProvider services)
{
    /// <summary>Where <c>GetHttpContext</c> looks for it in a call that gRPC's server did not make.</summary>
    private const string HttpContextKey = "__HttpContext";

    private readonly UnaryMethods _methods = new(
        [.. grpc.Value.Interceptors.Select(registered => (Interceptor)ActivatorUtilities.GetServiceOrCreateInstance(services, registered.Type))]);

    /// <summary>Offers the unary methods of these services, which are the hub's gRPC services.</summary>
    public void Offer(IEnumerable<Type> implementations)
    {
        foreach (var implementation in implementations)
            _methods.AddService(ActivatorUtilities.GetServiceOrCreateInstance(services, implementation));
    }

    /// <exception cref="RpcException">The call is refused, or failed.</exception>
    public async Task<ByteString> AnswerAsync(IncomingCall call, LinkedCaller linked)
    {
        try
        {
            var caller = linked.Current();
            using var lease = admission.Enter(caller);
            if (!_methods.Contains(call.Method))
                throw Refused(StatusCode.Unimplemented, "there is no such method that may be called over a link");
            await admission.DemandAsync(caller, call.Method);
            call.UserState[HttpContextKey] = HttpContextOf(call, caller);
            return await AnswerAsync(call);
        }
        catch (HubException refusal)
        {
            admission.Refused(call.Method, refusal);
            throw ErrorTranslator.ToStatus(refusal, Languages.Preferred(call.RequestHeaders.GetValue("accept-language"))).ToRpcException();
        }
    }

    private async Task<ByteString> AnswerAsync(IncomingCall call)
    {
        try
        {
            return await _methods.AnswerAsync(call);
        }
        catch (InvalidProtocolBufferException)
        {
            throw Refused(StatusCode.InvalidArgument, "it is no message of the contract");
        }
    }

    /// <summary>Endpoints look there for headers and for the caller.</summary>
    private static DefaultHttpContext HttpContextOf(IncomingCall call, Caller caller)
    {
        var context = new DefaultHttpContext { TraceIdentifier = Guid.NewGuid().ToString() };
        context.Features.Set(caller);
        foreach (var header in call.RequestHeaders)
            context.Request.Headers.Append(header.Key, header.Value);
        return context;
    }

    private static HubException Refused(StatusCode code, string problem) => new(ErrorCatalogue.MessageRefused with { Code = code }, ("problem", problem));
}
