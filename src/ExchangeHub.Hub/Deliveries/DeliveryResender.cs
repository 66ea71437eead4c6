using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Domain.Messages;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using Google.Protobuf;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Deliveries;

/// <summary>Sends failed deliveries again (重新送达), for an operator: once for each request id, with a ledger entry that says who and why.</summary>
internal sealed class DeliveryResender(DatabaseWriter writer, DeliveryDispatcher dispatcher, ExchangeIds ids, DeliveryOptions options, TimeProvider clock)
{
    /// <param name="request">What is to be sent again.</param>
    /// <param name="region">Only to this region; null: to any.</param>
    /// <param name="call">The operator's call.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ResendDeliveriesResponse> ResendAsync(ResendDeliveriesRequest request, string? region, CaseCall call, CancellationToken cancellationToken)
    {
        var (response, regions) = await writer.WriteAsync((database, token) => ResendAsync(database, call, request, region, token), cancellationToken);
        foreach (var addressee in regions)
            dispatcher.Signal(addressee);
        return response;
    }

    private async Task<(ResendDeliveriesResponse Response, List<string> Regions)> ResendAsync(HubDbContext database, CaseCall call, ResendDeliveriesRequest request, string? region, CancellationToken cancellationToken)
    {
        var key = call.Key;
        var earlier = await database.RequestResults.FirstOrDefaultAsync(result => result.RequestId == key.RequestId && result.CallerId == key.CallerId && result.Method == key.Method, cancellationToken);
        if (earlier is not null)
        {
            return earlier.RequestDigest.AsSpan().SequenceEqual(call.RequestDigest)
                ? (ResendDeliveriesResponse.Parser.ParseFrom(earlier.Response), [])
                : throw new HubException(ErrorCatalogue.RequestIdReused, ("request_id", request.RequestId));
        }

        var failed = database.Deliveries.Where(delivery => delivery.State == DeliveryState.Failed);
        if (region is not null)
            failed = failed.Where(delivery => delivery.AddresseeRegion == region);
        if (request.DeliveryIds.Count > 0)
        {
            var wanted = request.DeliveryIds.Select(id => Guid.ParseExact(id, "D")).ToList();
            failed = failed.Where(delivery => wanted.Contains(delivery.Id));
        }
        var regions = await failed.Select(delivery => delivery.AddresseeRegion).Distinct().ToListAsync(cancellationToken);
        var giveUp = call.AcceptTime.AddHours(options.GiveUpHours);
        var count = await failed.ExecuteUpdateAsync(set => set
            .SetProperty(delivery => delivery.State, DeliveryState.Waiting)
            .SetProperty(delivery => delivery.NextAttemptTime, call.AcceptTime)
            .SetProperty(delivery => delivery.GiveUpTime, giveUp)
            .SetProperty(delivery => delivery.AttemptCount, 0), cancellationToken);

        var response = new ResendDeliveriesResponse { ResentCount = count };
        database.RequestResults.Add(call.Result(response.ToByteArray()));
        database.LedgerEntries.Add(Entry(call, request, MessageDigest.Compute(response)).Sealed());
        return (response, regions);
    }

    private LedgerEntry Entry(CaseCall call, ResendDeliveriesRequest request, byte[] responseDigest)
    {
        var id = ids.Next();
        return new LedgerEntry
        {
            Id = id,
            ExchangeId = id,
            RequestId = call.RequestId.ToString(),
            Method = call.Method,
            Outcome = ExchangeOutcome.Answered,
            CallerId = call.Caller.Participant.Id,
            CallerRegion = call.Caller.Participant.RegionCode,
            CallerCertificate = call.Caller.CertificateHash,
            ResponderId = CaseActor.HubReference.ParticipantId,
            ResponderRegion = CaseActor.HubReference.RegionCode,
            Purpose = LedgerText.Cut(request.Reason, LedgerText.Purpose),
            AcceptTime = call.AcceptTime,
            CompleteTime = clock.GetUtcNow(),
            RequestDigest = call.RequestDigest,
            ResponseDigest = responseDigest,
        };
    }
}
