using ExchangeHub.Hub.Errors;
using Grpc.Core;

namespace ExchangeHub.Hub.Ledger;

/// <summary>What the ledger says of an exchange that ended in an error.</summary>
internal static class Outcomes
{
    public static ExchangeOutcome Of(ErrorKind kind) => kind.Code switch
    {
        _ when kind == ErrorCatalogue.DeadlineTooShort || kind == ErrorCatalogue.RegionUnreachable || kind == ErrorCatalogue.RegionBusy => ExchangeOutcome.NotSent,
        _ when kind == ErrorCatalogue.RegionTimedOut || kind == ErrorCatalogue.RegionUnavailable => ExchangeOutcome.InDoubt,
        _ when kind == ErrorCatalogue.RegionAnswerInvalid => ExchangeOutcome.AnswerInvalid,
        _ when kind == ErrorCatalogue.RegionFailed => ExchangeOutcome.RegionFailed,
        _ when kind == ErrorCatalogue.CallCancelled || kind == ErrorCatalogue.TransferIdle => ExchangeOutcome.Cancelled,
        StatusCode.PermissionDenied => ExchangeOutcome.NotPermitted,
        StatusCode.InvalidArgument => ExchangeOutcome.Invalid,
        StatusCode.NotFound or StatusCode.AlreadyExists or StatusCode.Aborted or StatusCode.FailedPrecondition => ExchangeOutcome.Refused,
        _ when kind.Side == "caller" => ExchangeOutcome.Refused,
        _ => ExchangeOutcome.HubFailed,
    };
}
