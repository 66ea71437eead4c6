using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Deliveries;

/// <summary>Reads deliveries.</summary>
internal sealed class DeliveryStore(IDbContextFactory<HubDbContext> contexts)
{
    /// <summary>
    /// At most so many that may be brought to a region now, the longest due first, with their messages: of each case only the
    /// first that is not acknowledged, so that its events come in order.
    /// </summary>
    public async Task<List<DueDelivery>> DueAsync(string region, DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await (
            from delivery in context.Deliveries.AsNoTracking()
            where delivery.AddresseeRegion == region && delivery.State == DeliveryState.Waiting && delivery.NextAttemptTime <= now
                && !context.Deliveries.Any(earlier => earlier.CaseId == delivery.CaseId && earlier.AddresseeRegion == region
                    && earlier.CaseVersion < delivery.CaseVersion && earlier.State != DeliveryState.Acknowledged)
            join message in context.KeptMessages on delivery.MessageId equals message.Id
            orderby delivery.NextAttemptTime
            select new DueDelivery(delivery, message.Body)).Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>At most so many whose time is up.</summary>
    public async Task<List<Delivery>> ExpiredAsync(string region, DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Deliveries.AsNoTracking()
            .Where(delivery => delivery.AddresseeRegion == region && delivery.State == DeliveryState.Waiting && delivery.GiveUpTime <= now)
            .OrderBy(delivery => delivery.GiveUpTime).Take(limit).ToListAsync(cancellationToken);
    }
}

/// <summary>A delivery that may be brought now, and what is brought, encrypted.</summary>
internal sealed record DueDelivery(Delivery Delivery, byte[] Body);
