using System.Security.Cryptography;
using ExchangeHub.Contracts.Delivery.V1;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Domain.Messages;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Relay;
using ExchangeHub.Hub.Storage.Writing;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static ExchangeHub.Contracts.Delivery.V1.InboxService;

namespace ExchangeHub.Hub.Deliveries;

/// <summary>What became of one attempt.</summary>
/// <param name="Reason">Empty for an acknowledgement, else the error's.</param>
/// <param name="IsRegionDown">Whether other deliveries to the region would meet the same; null where the attempt says nothing of that.</param>
internal sealed record BringResult(string Reason, bool? IsRegionDown);

/// <summary>Makes one attempt to bring a delivery, by whichever way the region is reached, and writes down what became of it.</summary>
internal sealed partial class DeliveryBringer(
    HubStateHolder state, BackOfficeConnections backOffices, HubWriter writer, CaseRecorder recorder, CaseClock caseClock, ExchangeIds ids, DeliveryOptions options, TimeProvider clock, ILogger<DeliveryBringer> logger)
{
    private static readonly BringResult Brought = new("", IsRegionDown: false);

    /// <summary>Never throws: an attempt that failed, for whatever reason, is followed by another.</summary>
    public async Task<BringResult> BringAsync(string region, DueDelivery item, CancellationToken cancellationToken)
    {
        try
        {
            return await TryBringAsync(region, item, cancellationToken);
        }
        catch (Exception error) when (cancellationToken.IsCancellationRequested && error is OperationCanceledException or HubException { Kind.Code: StatusCode.Cancelled })
        {
            return Brought; // The hub stops; it is brought again when it starts.
        }
        catch (Exception error)
        {
            // A message that can't be decrypted, or a database that took no outcome.
            var kind = (error as HubException)?.Kind ?? ErrorCatalogue.HubFailed;
            LogNotBrought(logger, error, item.Delivery.Id, region, kind.Reason);
            return await PostponeAsync(item.Delivery, kind);
        }
    }

    /// <summary>Whether it is known, without an attempt, that a region can't be reached.</summary>
    public bool IsDown(string region)
        => state.Current.Regions.GetValueOrDefault(region) is not { BackOffice: not null } target || backOffices.For(target).IsDown;

    /// <summary>Gives up a delivery whose time is up, and alerts the operators.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="problem">Why the region can't be reached; empty where it can.</param>
    public async Task GiveUpAsync(Delivery delivery, string problem)
    {
        var attempt = Attempt(delivery, delivery.AddresseeRegion, []);
        await writer.WriteAsync(new GiveUpWrite(attempt, clock.GetUtcNow()));
        LogGivenUp(logger, delivery.Id, delivery.CaseId, delivery.AddresseeRegion, delivery.AttemptCount, problem.Length > 0 ? problem : delivery.LastReason);
    }

    private async Task<BringResult> TryBringAsync(string region, DueDelivery item, CancellationToken cancellationToken)
    {
        if (state.Current.Regions.GetValueOrDefault(region) is not { BackOffice: { } backOffice } target)
            return new BringResult(ErrorCatalogue.RegionUnreachable.Reason, IsRegionDown: true); // Reconfigured; it waits until the region is there again.

        var request = recorder.ReadDelivery(item.Body);
        request.DeliveryId = item.Delivery.Id.ToString();
        var attempt = Attempt(item.Delivery, backOffice.Id, MessageDigest.Compute(request));
        request.Header = Header(attempt, request);
        try
        {
            var call = new CallOptions(deadline: clock.GetUtcNow().UtcDateTime.AddMilliseconds(options.DeadlineMs), cancellationToken: cancellationToken);
            var response = await backOffices.For(target).AskAsync((invoker, message, callOptions) => new InboxServiceClient(invoker).DeliverAsync(message, callOptions), request, call);
            if (response.Receipt?.ExchangeId != request.Header.ExchangeId)
                throw new HubException(ErrorCatalogue.RegionAnswerInvalid, ("region", region), ("problem", "it belongs to another exchange"));
            await writer.WriteAsync(new AcknowledgedWrite(attempt, MessageDigest.Compute(response), recorder, caseClock, clock.LedgerNow()));
            return Brought;
        }
        catch (HubException error) when (error.Kind.Side == "region")
        {
            return await FailAsync(attempt, error.Kind);
        }
    }

    /// <summary>Has one that this hub itself can't bring wait for its next attempt, so that it does not stand in the way of the others.</summary>
    private async Task<BringResult> PostponeAsync(Delivery delivery, ErrorKind kind)
    {
        try
        {
            await FailAsync(Attempt(delivery, delivery.AddresseeRegion, []), kind);
            return new BringResult(kind.Reason, IsRegionDown: null);
        }
        catch (HubException error)
        {
            // The database: it waits as it was, and the others would meet the same.
            return new BringResult(error.Kind.Reason, IsRegionDown: true);
        }
    }

    private async Task<BringResult> FailAsync(DeliveryAttempt attempt, ErrorKind kind)
    {
        var outcome = Outcomes.Of(kind);
        LogAttemptFailed(logger, attempt.Delivery.Id, attempt.Delivery.AddresseeRegion, kind.Reason);
        // Nothing was sent: there is nothing to record, and the delivery itself need not wait longer than its region.
        if (outcome == ExchangeOutcome.NotSent)
            return new BringResult(kind.Reason, IsRegionDown: true);
        var now = clock.LedgerNow();
        await writer.WriteAsync(new FailedAttemptWrite(attempt, outcome, kind.Reason, now + BackOff.After(options, attempt.Delivery.AttemptCount + 1), now));
        return new BringResult(kind.Reason, IsRegionDown: outcome == ExchangeOutcome.InDoubt);
    }

    private DeliveryAttempt Attempt(Delivery delivery, string responderId, byte[] requestDigest)
        => new(ids.Next(), delivery, responderId, state.Current.Certificate.GetCertHash(HashAlgorithmName.SHA256), requestDigest, clock.LedgerNow());

    private static ExchangeHeader Header(DeliveryAttempt attempt, DeliverRequest request) => new()
    {
        ExchangeId = attempt.Id.ToString(),
        RequestId = request.DeliveryId,
        Caller = request.CaseEvent?.Actor ?? CaseActor.HubReference,
        AcceptTime = attempt.StartTime.ToTimestamp(),
    };

    [LoggerMessage(1711, LogLevel.Warning, "Delivery {DeliveryId} could not be brought to {Region}: {Reason}")]
    private static partial void LogNotBrought(ILogger logger, Exception error, Guid deliveryId, string region, string reason);

    [LoggerMessage(1712, LogLevel.Error, "Delivery {DeliveryId} of case {CaseId} to {Region} is given up after {Attempts} attempts ({LastReason}): an operator must send it again")]
    private static partial void LogGivenUp(ILogger logger, Guid deliveryId, Guid caseId, string region, int attempts, string lastReason);

    [LoggerMessage(1713, LogLevel.Information, "Delivery {DeliveryId} to {Region}: {Reason}; it is brought again")]
    private static partial void LogAttemptFailed(ILogger logger, Guid deliveryId, string region, string reason);
}
