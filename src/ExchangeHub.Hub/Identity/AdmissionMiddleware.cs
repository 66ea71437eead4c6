using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Ledger;
using Google.Protobuf;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace ExchangeHub.Hub.Identity;

/// <summary>
/// Admits a call, or not, before a byte of its body is read: identity, then limits, then permission. A refused permission
/// goes into the ledger, because an auditor asks for it; who can't be identified appears in the log only.
/// </summary>
internal sealed partial class AdmissionMiddleware(
    RequestDelegate next, HubStateHolder state, PermissionTable permissions, CallLimiter limiter, LedgerWriter ledger, ExchangeIds ids, TimeProvider clock, ILogger<AdmissionMiddleware> logger)
{
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
            using var lease = limiter.Enter(caller.Participant);
            if (method is not null)
                await DemandAsync(caller, method);
            await next(context);
            EnrichStatus(context);
        }
        catch (HubException refusal)
        {
            LogRefused(logger, method ?? "?", refusal.Kind.Reason, string.Join(", ", refusal.Metadata.Select(pair => $"{pair.Key}={pair.Value}")));
            Refuse(context, refusal);
        }
    }

    /// <summary>The caller, remembered for the connection until the hub's state changes; the certificate's end is looked at in every call.</summary>
    private Caller Identify(HttpContext context)
    {
        var items = context.Features.GetRequiredFeature<IConnectionItemsFeature>().Items;
        var present = state.Current;
        var now = clock.GetUtcNow();
        if (!items.TryGetValue(typeof(Admitted), out var value) || value is not Admitted admitted || admitted.State != present || now > admitted.NotAfter)
        {
            var certificate = context.Connection.ClientCertificate
                ?? throw new HubException(ErrorCatalogue.CertificateNotTrusted, ("problem", "none was sent"));
            var identification = present.Identify(certificate, now);
            if (identification.Problem is { } problem)
                throw new HubException(ErrorCatalogue.CertificateNotTrusted, ("problem", problem));
            if (identification.Participant is not { } participant)
                throw new HubException(ErrorCatalogue.CertificateNotRegistered, ("certificate_sha256", identification.CertificateHash));
            admitted = new Admitted(present, new Caller(participant, Convert.FromHexString(identification.CertificateHash)), certificate.NotAfter);
            items[typeof(Admitted)] = admitted;
        }
        return admitted.Caller;
    }

    private async Task DemandAsync(Caller caller, string method)
    {
        try
        {
            permissions.Demand(caller.Participant, method);
        }
        catch (HubException refusal)
        {
            var now = clock.GetUtcNow();
            await ledger.AppendAsync(LedgerEntry.ForRefusedCall(ids.Next(), method, caller, refusal.Kind.Reason, now));
            throw;
        }
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

    private sealed record Admitted(HubState State, Caller Caller, DateTimeOffset NotAfter);

    [LoggerMessage(1201, LogLevel.Information, "Refused {Method}: {Reason} ({Details})")]
    private static partial void LogRefused(ILogger logger, string method, string reason, string details);
}
