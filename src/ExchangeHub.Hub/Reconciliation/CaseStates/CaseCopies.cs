using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Reconciliation;
using Microsoft.EntityFrameworkCore;
using Delivery = ExchangeHub.Hub.Deliveries.Delivery;

namespace ExchangeHub.Hub.Reconciliation.CaseStates;

/// <summary>
/// Says how far a participant's copies of cases should be. What counts is what the participant can know for certain: events with a delivery to its
/// region, acknowledged or not, and those that it caused itself and knows from the call's answer. A few queries for all cases of a day.
/// </summary>
internal sealed class CaseCopies(IDbContextFactory<HubDbContext> contexts)
{
    /// <summary>The cases of a range in which the participant has a part, in the order of their ids.</summary>
    /// <param name="region">The region, with its back office.</param>
    /// <param name="participantId">The back office.</param>
    /// <param name="range">Ids of cases: a day's are some thousands at most.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<List<CaseCopy>> OfRangeAsync(Region region, string participantId, IdRange range, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var copies = await ReadAsync(
            context.CaseEvents.AsNoTracking().Where(entry => entry.CaseId >= range.First && entry.CaseId < range.Bound),
            context.Deliveries.AsNoTracking().Where(delivery => delivery.CaseId >= range.First && delivery.CaseId < range.Bound && delivery.AddresseeRegion == region.Code),
            participantId, cancellationToken);
        return [.. copies.Where(copy => copy.Newest is not null).OrderBy(copy => copy.CaseId)];
    }

    /// <summary>Some cases, also those in which the participant has no part; ids that are no case's are left out.</summary>
    /// <param name="region">The region, with its back office.</param>
    /// <param name="participantId">The back office.</param>
    /// <param name="ids">At most 500.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Dictionary<Guid, CaseCopy>> OfAsync(Region region, string participantId, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var copies = await ReadAsync(
            context.CaseEvents.AsNoTracking().Where(entry => ids.Contains(entry.CaseId)),
            context.Deliveries.AsNoTracking().Where(delivery => ids.Contains(delivery.CaseId) && delivery.AddresseeRegion == region.Code),
            participantId, cancellationToken);
        return copies.ToDictionary(copy => copy.CaseId);
    }

    /// <summary>Deliveries first: they are written with their events, so that each event of theirs is there when the events are read.</summary>
    private static async Task<List<CaseCopy>> ReadAsync(IQueryable<CaseEventEntry> events, IQueryable<Delivery> deliveries, string participantId, CancellationToken cancellationToken)
    {
        var ofCases = deliveries.Where(delivery => delivery.EventKind != CaseEventKind.Unspecified); // Notices of reconciliation are none.
        var brought = await ofCases.GroupBy(delivery => delivery.CaseId).Select(group => new { CaseId = group.Key, Version = group.Max(delivery => delivery.CaseVersion) })
            .ToDictionaryAsync(group => group.CaseId, group => group.Version, cancellationToken);
        var waiting = await ofCases.Where(delivery => delivery.State != DeliveryState.Acknowledged).Select(delivery => new { delivery.CaseId, delivery.CaseVersion, delivery.State }).ToListAsync(cancellationToken);
        var next = waiting.GroupBy(delivery => delivery.CaseId).ToDictionary(group => group.Key, group => group.MinBy(delivery => delivery.CaseVersion)!.State);
        var steps = await events.Select(entry => new { entry.CaseId, entry.Version, entry.EventId, entry.State, entry.EventTime, entry.ActorId }).ToListAsync(cancellationToken);

        return [.. steps.GroupBy(step => step.CaseId).Select(group =>
        {
            var own = group.Where(step => step.ActorId == participantId).Select(step => step.Version);
            var newest = own.Append(brought.GetValueOrDefault(group.Key)).Max();
            List<CaseStep> all = [.. group.Select(step => new CaseStep(step.Version, step.EventId, step.State, step.EventTime))];
            return new CaseCopy(group.Key, all, all.Find(step => step.Version == newest), next.GetValueOrDefault(group.Key) == DeliveryState.Waiting);
        })];
    }
}
