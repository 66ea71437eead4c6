using ExchangeHub.Hub.Errors;
using Google.Protobuf;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace ExchangeHub.Hub.Identity;

/// <summary>Admits a gRPC call, or not, before a byte of its body is read, and gives every refusal the details that errors have.</summary>
internal sealed class AdmissionMiddleware(RequestDelegate next, Admission admission)
{
    /// <summary>Opens a link (see Links/): it lives on beside the calls that are counted, those on it among them.</summary>
    private const string ConnectMethod = "/exchangehub.link.v1.LinkService/Connect";

    private const string StatusHeader = "grpc-status";
    private const string MessageHeader = "grpc-message";
    private const string DetailsHeader = "grpc-status-details-bin";

    public async Task InvokeAsync(HttpContext context)
    {
        var method = context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.FullName;
        try
        {
            var caller = Identify(context);
            context.Features.Set(caller);
            using var lease = method == ConnectMethod ? default : admission.Enter(caller);
            if (method is not null)
                await admission.DemandAsync(caller, method);
            await next(context);
            EnrichStatus(context);
        }
        catch (HubException refusal)
        {
            admission.Refused(method, refusal);
            Refuse(context, refusal);
        }
    }

    /// <summary>The caller, remembered for the connection.</summary>
    private Caller Identify(HttpContext context)
    {
        var connection = context.Features.GetRequiredFeature<ConnectionIdentity>();
        if (connection.Last is { } earlier && admission.Holds(earlier))
            return earlier.Caller;
        // Asked for the certificate only where it is needed: the answer is not free.
        var admitted = admission.Identify(context.Connection.ClientCertificate);
        connection.Last = admitted;
        return admitted.Caller;
    }

    private static void Refuse(HttpContext context, HubException refusal)
    {
        context.Response.ContentType = "application/grpc";
        WriteStatus(context, refusal);
    }

    /// <summary>
    /// An error that the gRPC server itself gave before an endpoint was reached (a message over the limit, a body that is no
    /// message, an unknown method) gets the details that every error has.
    /// </summary>
    private static void EnrichStatus(HttpContext context)
    {
        var headers = context.Response.Headers;
        if (context.Response.HasStarted || !headers.TryGetValue(StatusHeader, out var status) || status == "0" || headers.ContainsKey(DetailsHeader))
            return;
        var code = (StatusCode)int.Parse(status.ToString());
        // What an endpoint throws never comes here as UNKNOWN: only a body that can't be read does.
        var (given, problem) = code == StatusCode.Unknown
            ? (StatusCode.InvalidArgument, "it is no message of the contract")
            : (code, Uri.UnescapeDataString(headers[MessageHeader].ToString()));
        WriteStatus(context, new HubException(ErrorCatalogue.MessageRefused with { Code = given }, ("problem", problem)));
    }

    private static void WriteStatus(HttpContext context, HubException error)
    {
        var status = ErrorTranslator.ToStatus(error, Languages.Preferred(context.Request.Headers.AcceptLanguage));
        var headers = context.Response.Headers;
        headers[StatusHeader] = status.Code.ToString();
        headers[MessageHeader] = Uri.EscapeDataString(status.Message);
        headers[DetailsHeader] = Convert.ToBase64String(status.ToByteArray());
    }
}
