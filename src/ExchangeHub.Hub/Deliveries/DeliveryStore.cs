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
    /// <param name="region">The region.</param>
    /// <param name="underWay">Those that are being brought: they are due too, and are left out.</param>
    /// <param name="now">The time.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<List<DueDelivery>> DueAsync(string region, IReadOnlyCollection<Guid> underWay, DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await (
            from delivery in FirstOfTheirCases(context, region)
            where delivery.NextAttemptTime <= now && !underWay.Contains(delivery.Id)
            join message in context.KeptMessages on delivery.MessageId equals message.Id
            orderby delivery.NextAttemptTime
            select new DueDelivery(delivery, message.Body)).Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>How much waits for each region, or has failed.</summary>
    public async Task<List<BacklogItem>> BacklogAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Deliveries.AsNoTracking().Where(delivery => delivery.State == DeliveryState.Waiting || delivery.State == DeliveryState.Failed)
            .GroupBy(delivery => new { delivery.AddresseeRegion, delivery.State })
            .Select(group => new BacklogItem(group.Key.AddresseeRegion, group.Key.State, group.Count(), group.Min(delivery => delivery.AcceptTime)))
            .ToListAsync(cancellationToken);
    }

    /// <summary>At most so many after an id, in the order of their ids.</summary>
    /// <param name="state">In this state; unspecified: in any but acknowledged.</param>
    /// <param name="region">To this region; null: to any.</param>
    /// <param name="last">The id; null: from the beginning.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<List<Delivery>> ListAsync(DeliveryState state, string? region, Guid? last, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var deliveries = context.Deliveries.AsNoTracking();
        deliveries = state == DeliveryState.Unspecified ? deliveries.Where(delivery => delivery.State != DeliveryState.Acknowledged) : deliveries.Where(delivery => delivery.State == state);
        if (region is not null)
            deliveries = deliveries.Where(delivery => delivery.AddresseeRegion == region);
        if (last is { } id)
            deliveries = deliveries.Where(delivery => delivery.Id > id);
        return await deliveries.OrderBy(delivery => delivery.Id).Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// At most so many whose time is up, of each case only the first: the others wait behind it. One that was never tried, as
    /// after a time in which the hub was down, is among them only while the region can't be reached.
    /// </summary>
    public async Task<List<Delivery>> ExpiredAsync(string region, bool isDown, DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await FirstOfTheirCases(context, region)
            .Where(delivery => delivery.GiveUpTime <= now && (isDown || delivery.AttemptCount > 0))
            .OrderBy(delivery => delivery.GiveUpTime).Take(limit).ToListAsync(cancellationToken);
    }

    private static IQueryable<Delivery> FirstOfTheirCases(HubDbContext context, string region)
        => context.Deliveries.AsNoTracking().Where(delivery => delivery.AddresseeRegion == region && delivery.State == DeliveryState.Waiting
            && !context.Deliveries.Any(earlier => earlier.CaseId == delivery.CaseId && earlier.AddresseeRegion == region
                && earlier.CaseVersion < delivery.CaseVersion && earlier.State != DeliveryState.Acknowledged));
}

/// <summary>A delivery that may be brought now, and what is brought, encrypted.</summary>
internal sealed record DueDelivery(Delivery Delivery, byte[] Body);

/// <summary>How many deliveries to a region are in a state.</summary>
/// <param name="Region">The region.</param>
/// <param name="State">The state.</param>
/// <param name="Count">How many.</param>
/// <param name="Oldest">When the oldest was accepted.</param>
internal sealed record BacklogItem(string Region, DeliveryState State, int Count, DateTimeOffset Oldest);
