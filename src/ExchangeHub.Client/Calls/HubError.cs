using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace ExchangeHub.Client.Calls;

/// <summary>What the hub said of a call that failed, taken apart.</summary>
/// <param name="Code">The gRPC status.</param>
/// <param name="Reason">Stable name of the error, e.g. <c>REGION_UNREACHABLE</c>; switch on this. Empty if the error is not the hub's.</param>
/// <param name="Side">Where it failed: <c>caller</c>, <c>hub</c> or <c>region</c>.</param>
/// <param name="Text">Text for people, in the language that the caller asked for.</param>
/// <param name="Metadata">Every dynamic part, by name.</param>
/// <param name="Violations">All violations of the request's shape.</param>
/// <param name="RetryAfter">When to try again, where the hub knows.</param>
public sealed record HubError(
    StatusCode Code, string Reason, string Side, string Text, IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<HubViolation> Violations, TimeSpan? RetryAfter)
{
    /// <summary>Whether nobody said anything: the connection broke, or the hub went away.</summary>
    public bool IsBreak => Reason.Length == 0 && Code is (StatusCode.Unavailable or StatusCode.Internal or StatusCode.Cancelled or StatusCode.Unknown);

    /// <summary>Takes <paramref name="error"/> apart; one that did not come from the hub has an empty <see cref="Reason"/>.</summary>
    public static HubError From(RpcException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var status = Details(error);
        var info = status?.GetDetail<ErrorInfo>();
        var violations = status?.GetDetail<BadRequest>()?.FieldViolations
            .Select(violation => new HubViolation(violation.Field, violation.Reason, violation.LocalizedMessage?.Message ?? violation.Description)) ?? [];
        return new HubError(
            error.StatusCode,
            info?.Reason ?? "",
            info?.Metadata.GetValueOrDefault("side") ?? "",
            status?.GetDetail<LocalizedMessage>()?.Message ?? error.Status.Detail,
            info?.Metadata.ToDictionary() ?? [],
            [.. violations],
            status?.GetDetail<RetryInfo>()?.RetryDelay?.ToTimeSpan());
    }

    /// <summary>The details; null where there are none, or where something between sent what is no message.</summary>
    private static Google.Rpc.Status? Details(RpcException error)
    {
        try
        {
            return error.GetRpcStatus();
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}

/// <summary>One violation of a request's shape.</summary>
/// <param name="Field">Path in proto names.</param>
/// <param name="Reason">Stable name of the rule.</param>
/// <param name="Text">Text for people.</param>
public sealed record HubViolation(string Field, string Reason, string Text);
