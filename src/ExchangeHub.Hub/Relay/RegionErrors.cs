using ExchangeHub.Hub.Errors;
using Grpc.Core;

namespace ExchangeHub.Hub.Relay;

/// <summary>What a failed call to a back office means for the hub's caller, the same for every way to the back office.</summary>
internal static partial class RegionErrors
{
    /// <summary>Nothing was sent: only then is it certain that the region knows nothing of the call.</summary>
    public static HubException Unreachable(string region)
        => new(ErrorCatalogue.RegionUnreachable, ("region", region)) { RetryAfter = TimeSpan.FromSeconds(2) };

    /// <summary>What became of a call that was sent, or may have been.</summary>
    public static HubException Explain(string region, RpcException error, ILogger logger)
    {
        LogFailed(logger, error.Status.DebugException, region, error.StatusCode);
        var where = ("region", region);
        return error.Status switch
        {
            { DebugException: Google.Protobuf.InvalidProtocolBufferException } => new HubException(ErrorCatalogue.RegionAnswerInvalid, where, ("problem", "it is no message of the contract")),
            { DebugException: InvalidDataException frame } => new HubException(ErrorCatalogue.RegionAnswerInvalid, where, ("problem", frame.Message)),
            { StatusCode: StatusCode.DeadlineExceeded } => new HubException(ErrorCatalogue.RegionTimedOut, where),
            { StatusCode: StatusCode.Unavailable } => new HubException(ErrorCatalogue.RegionUnavailable, where),
            _ => new HubException(ErrorCatalogue.RegionFailed, where, ("region_status", error.StatusCode.ToString())),
        };
    }

    [LoggerMessage(1404, LogLevel.Warning, "A call to region {Region} failed with {Status}")]
    private static partial void LogFailed(ILogger logger, Exception? error, string region, StatusCode status);
}
