using ExchangeHub.Contracts.Delivery.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Contracts.Reconciliation.V1;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Deliveries;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using Delivery = ExchangeHub.Hub.Deliveries.Delivery;
using IdRange = ExchangeHub.Reconciliation.IdRange;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>
/// Repairs what is safe to repair (自动补正): rows that a region lacks are brought to it as a notice, and where the row is a delivery
/// of which the message is still kept, that is brought again too. Both are additions and may come twice. Whether it helped, a later
/// run sees.
/// </summary>
internal sealed class LedgerRepairs(
    IDbContextFactory<HubDbContext> contexts, DatabaseWriter writer, CaseRecorder recorder, DeliveryDispatcher dispatcher, ExchangeIds ids, ReconciliationOptions options, DeliveryOptions deliveries, TimeProvider clock)
{
    /// <summary>Most rows of one notice.</summary>
    private const int PageSize = 500;

    /// <summary>How often one difference is repaired; then somebody has to look why it does not help.</summary>
    private const int MaxAttempts = 3;

    /// <summary>Starts repairs of what a run has found in a range, as many as the run may.</summary>
    /// <param name="run">The run.</param>
    /// <param name="region">The region.</param>
    /// <param name="range">The range.</param>
    /// <param name="compareTime">When it was compared: a repair that was acknowledged before has not helped.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task StartAsync(RunEntry run, Region region, IdRange range, DateTimeOffset compareTime, CancellationToken cancellationToken)
    {
        var last = range.First;
        while (await PageAsync(run, range with { First = last }, last > range.First, cancellationToken) is { Count: > 0 } page)
        {
            var ended = await writer.WriteAsync((context, token) => StartAsync(context, run, region, page, compareTime, token), cancellationToken);
            dispatcher.Signal(region.Code);
            if (ended)
                return;
            last = page[^1].RowId;
        }
    }

    private async Task<List<DifferenceEntry>> PageAsync(RunEntry run, IdRange range, bool isNext, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var open = DifferenceBook.Open(context, run.ParticipantId, LedgerSet.Unspecified).Where(difference => difference.Kind == DifferenceKind.MissingAtRegion && difference.LastRunId == run.Id && difference.RowId < range.Bound);
        open = isNext ? open.Where(difference => difference.RowId > range.First) : open.Where(difference => difference.RowId >= range.First);
        return await open.OrderBy(difference => difference.RowId).Take(PageSize).ToListAsync(cancellationToken);
    }

    /// <summary>Returns whether the run may start no more.</summary>
    private async Task<bool> StartAsync(HubDbContext context, RunEntry run, Region region, List<DifferenceEntry> page, DateTimeOffset compareTime, CancellationToken cancellationToken)
    {
        var now = clock.LedgerNow();
        var left = options.MaxRepairs - await context.Repairs.CountAsync(repair => repair.RunId == run.Id, cancellationToken);
        var wanted = (await RepairableAsync(context, page, compareTime, now, cancellationToken)).Take(Math.Max(0, left)).ToList();
        if (wanted.Count == 0)
            return left <= 0;

        var entries = await EntriesAsync(context, [.. wanted.Select(difference => difference.RowId)], cancellationToken);
        var delivery = await NoticeAsync(context, run, region, wanted, entries, now, cancellationToken);
        foreach (var difference in wanted)
        {
            context.Repairs.Add(new RepairEntry { Id = ids.Next(), DifferenceId = difference.Id, RunId = run.Id, DeliveryId = delivery.Id, StartTime = now });
            context.DifferenceEvents.Add(new DifferenceEventEntry { Id = ids.Next(), DifferenceId = difference.Id, Kind = DifferenceEventKind.RepairStarted, RunId = run.Id, EventTime = now, Text = delivery.Id.ToString() });
        }
        await BringAgainAsync(context, region, entries.Values, now, cancellationToken);
        return left <= wanted.Count;
    }

    /// <summary>Those of which no repair is under way, and which were not repaired in vain too often. A repair that was acknowledged before the comparison has not helped.</summary>
    private static async Task<List<DifferenceEntry>> RepairableAsync(HubDbContext context, List<DifferenceEntry> page, DateTimeOffset compareTime, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var named = page.ConvertAll(difference => difference.Id);
        var repairs = await context.Repairs.Where(repair => named.Contains(repair.DifferenceId)).ToListAsync(cancellationToken);
        var brought = repairs.Where(repair => repair.EndTime is null).Select(repair => repair.DeliveryId).Distinct().ToList();
        var underWay = await context.Deliveries.AsNoTracking()
            .Where(delivery => brought.Contains(delivery.Id) && (delivery.State == DeliveryState.Waiting || (delivery.State == DeliveryState.Acknowledged && delivery.AcknowledgeTime >= compareTime)))
            .Select(delivery => delivery.Id).ToListAsync(cancellationToken);
        foreach (var repair in repairs.Where(repair => repair.EndTime is null && !underWay.Contains(repair.DeliveryId)))
            repair.EndTime = now;
        var since = repairs.ToLookup(repair => repair.DifferenceId);
        // Those that have healed it before do not count: it is missing anew.
        return page.FindAll(difference => since[difference.Id].All(repair => repair.EndTime is not null) && since[difference.Id].Count(repair => !repair.HasHealed) < MaxAttempts);
    }

    /// <summary>The hub's rows, by their ids in the region's ledger: of one that was settled, its settlement.</summary>
    private static async Task<Dictionary<Guid, LedgerEntry>> EntriesAsync(HubDbContext context, List<Guid> rows, CancellationToken cancellationToken)
    {
        var entries = await context.LedgerEntries.AsNoTracking()
            .Where(entry => (rows.Contains(entry.Id) && entry.Outcome == ExchangeOutcome.Answered) || (entry.Settles != null && rows.Contains(entry.Settles.Value) && entry.Outcome == ExchangeOutcome.Settled))
            .ToListAsync(cancellationToken);
        return entries.ToDictionary(entry => entry.Settles ?? entry.Id);
    }

    /// <summary>The notice, and its delivery: they have one id, and the run takes a case's place in the order of deliveries.</summary>
    private async Task<Delivery> NoticeAsync(HubDbContext context, RunEntry run, Region region, List<DifferenceEntry> wanted, Dictionary<Guid, LedgerEntry> entries, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var id = ids.Next();
        var notice = new LedgerNotice { RunId = run.Id.ToString(), Rows = { wanted.Where(difference => entries.ContainsKey(difference.RowId)).Select(difference => ToMessage(difference.RowId, entries[difference.RowId])) } };
        context.KeptMessages.Add(recorder.Keep(id, new DeliverRequest { LedgerNotice = notice }));
        var delivery = new Delivery
        {
            Id = id,
            AddresseeRegion = region.Code,
            MessageId = id,
            CaseId = run.Id,
            CaseVersion = 1 + await context.Deliveries.CountAsync(delivery => delivery.CaseId == run.Id && delivery.AddresseeRegion == region.Code, cancellationToken),
            EventKind = CaseEventKind.Unspecified,
            AcceptTime = now,
            NextAttemptTime = now,
            GiveUpTime = now.AddHours(deliveries.GiveUpHours),
        };
        context.Deliveries.Add(delivery);
        return delivery;
    }

    /// <summary>What the missing rows brought is brought again, as far as it is still kept: in order for each case, as ever.</summary>
    private async Task BringAgainAsync(HubDbContext context, Region region, IEnumerable<LedgerEntry> entries, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var brought = entries.Where(entry => entry.Method == DeliveryAttempt.Method).Select(entry => Guid.TryParseExact(entry.RequestId, "D", out var id) ? id : Guid.Empty).Distinct().ToList();
        if (brought.Count == 0)
            return;
        var giveUp = now.AddHours(deliveries.GiveUpHours);
        await context.Deliveries
            .Where(delivery => brought.Contains(delivery.Id) && delivery.AddresseeRegion == region.Code && delivery.State == DeliveryState.Acknowledged && context.KeptMessages.Any(message => message.Id == delivery.MessageId))
            .ExecuteUpdateAsync(set => set
                .SetProperty(delivery => delivery.State, DeliveryState.Waiting)
                .SetProperty(delivery => delivery.NextAttemptTime, now)
                .SetProperty(delivery => delivery.GiveUpTime, giveUp)
                .SetProperty(delivery => delivery.AttemptCount, 0), cancellationToken);
    }

    private static LedgerRow ToMessage(Guid rowId, LedgerEntry entry) => new()
    {
        Id = UnsafeByteOperations.UnsafeWrap(rowId.ToByteArray(bigEndian: true)),
        Method = entry.Method,
        State = (uint)ExchangeOutcome.Answered,
        RequestDigest = UnsafeByteOperations.UnsafeWrap(entry.RequestDigest ?? []),
        ResponseDigest = UnsafeByteOperations.UnsafeWrap(entry.ResponseDigest ?? []),
        RecordTime = entry.CompleteTime.ToTimestamp(),
    };
}
