using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Deliveries;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Operations;

/// <summary>What a region says that it received, in the order in which it did: one line of its export.</summary>
/// <param name="DeliveryId">The delivery.</param>
/// <param name="EventId">The event.</param>
/// <param name="CaseId">Its case.</param>
/// <param name="Version">The event's number in its case.</param>
public sealed record ReceivedEvent(Guid DeliveryId, Guid EventId, Guid CaseId, int Version);

/// <summary>What a caller says that the hub acknowledged.</summary>
/// <param name="EventId">The event's id: the receipt's exchange id.</param>
/// <param name="CaseId">Its case.</param>
public sealed record AcknowledgedEvent(Guid EventId, Guid CaseId);

/// <summary>
/// Checks that the promises about cases and deliveries were kept (核查): every case's events follow each other without a gap and
/// by the transition table, each has its ledger entry, every acknowledged delivery has one too; and, against what callers and
/// regions say, that nothing acknowledged is missing, nothing was delivered that is not known, and in order.
/// </summary>
public static class Verification
{
    private const int PageSize = 500;

    /// <summary>Most problems that are named; more are only counted.</summary>
    private const int MaxNamed = 50;

    /// <summary>Reads the whole database, a page at a time; nothing is changed.</summary>
    /// <param name="options">The hub's options.</param>
    /// <param name="addStore">Registers the store.</param>
    /// <param name="acknowledged">What callers say that was acknowledged.</param>
    /// <param name="received">What regions say that they received, by region code.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IReadOnlyList<Finding>> RunAsync(
        HubOptions options,
        Action<IServiceCollection, HubOptions> addStore,
        IReadOnlyCollection<AcknowledgedEvent> acknowledged,
        IReadOnlyDictionary<string, IReadOnlyList<ReceivedEvent>> received,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(addStore);
        var services = new ServiceCollection();
        addStore(services, options);
        await using var provider = services.BuildServiceProvider();
        var contexts = provider.GetRequiredService<IDbContextFactory<HubDbContext>>();
        var run = new VerificationRun(MaxNamed);
        await CasesAsync(contexts, run, cancellationToken);
        await StrayEventsAsync(contexts, run, cancellationToken);
        await DeliveriesAsync(contexts, run, cancellationToken);
        await AcknowledgedAsync(contexts, run, acknowledged, cancellationToken);
        foreach (var (region, events) in received)
            await ReceivedAsync(contexts, run, region, events, cancellationToken);
        return run.Findings();
    }

    private static async Task CasesAsync(IDbContextFactory<HubDbContext> contexts, VerificationRun run, CancellationToken cancellationToken)
    {
        var last = Guid.Empty;
        while (true)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            var files = await context.CaseFiles.AsNoTracking().Where(file => file.Id > last).OrderBy(file => file.Id).Take(PageSize).ToListAsync(cancellationToken);
            if (files.Count == 0)
                return;
            last = files[^1].Id;
            var first = files[0].Id;
            var events = (await context.CaseEvents.AsNoTracking().Where(entry => entry.CaseId >= first && entry.CaseId <= last).OrderBy(entry => entry.CaseId).ThenBy(entry => entry.Version).ToListAsync(cancellationToken)).ToLookup(entry => entry.CaseId);
            var ids = events.SelectMany(group => group).Select(entry => entry.EventId).ToList();
            var recorded = await RecordedAsync(context, ids, cancellationToken);
            var kept = (await PagesAsync(ids, page => context.KeptMessages.Where(message => page.Contains(message.Id)).Select(message => message.Id).ToListAsync(cancellationToken))).ToHashSet();
            foreach (var file in files)
                Case(run, file, [.. events[file.Id]], recorded, kept);
        }
    }

    private static void Case(VerificationRun run, CaseFile file, List<CaseEventEntry> events, HashSet<Guid> recorded, HashSet<Guid> kept)
    {
        run.Cases++;
        run.Events += events.Count;
        if (!events.Select(entry => entry.Version).SequenceEqual(Enumerable.Range(1, file.Version)))
            run.Add($"case {file.Id}: its events are not 1 to {file.Version} without a gap", $"案件 {file.Id}：事件不是 1 至 {file.Version} 连续无缺");
        if (events.Count == 0)
            return;
        if (events[^1].State != file.State || events[^1].EventId != file.LastEventId)
            run.Add($"case {file.Id}: it does not stand where its last event left it", $"案件 {file.Id}：当前状态与最后一个事件不符");
        var before = default(CaseEventEntry);
        foreach (var entry in events)
        {
            if (!recorded.Contains(entry.EventId))
                run.Add($"event {entry.EventId} of case {file.Id} has no ledger entry", $"案件 {file.Id} 的事件 {entry.EventId} 没有台账记录");
            if (file.PurgeTime is null && !kept.Contains(entry.EventId))
                run.Add($"event {entry.EventId} of case {file.Id} has lost its papers", $"案件 {file.Id} 的事件 {entry.EventId} 缺失材料");
            if (!Follows(before, entry))
            {
                var what = $"{CaseNames.Of(entry.Kind)} → {CaseNames.Of(entry.State)}";
                run.Add($"event {entry.EventId} ({what}) of case {file.Id} can't follow the one before it", $"案件 {file.Id} 的事件 {entry.EventId}（{what}）不能接在前一事件之后");
            }
            before = entry;
        }
    }

    private static bool Follows(CaseEventEntry? before, CaseEventEntry entry)
        => before is null
            ? entry.Kind == CaseTransitions.Submission.Event && entry.State == CaseTransitions.Submission.To
            : entry.EventId > before.EventId && CaseTransitions.Rows.Any(row => row.Event == entry.Kind && row.From.Contains(before.State) && (row.To ?? before.State) == entry.State);

    /// <summary>Events without their case, and requests that nobody would ever get: none can come to be, so that they are looked for in one go.</summary>
    private static async Task StrayEventsAsync(IDbContextFactory<HubDbContext> contexts, VerificationRun run, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var entries = context.CaseEvents.AsNoTracking();
        foreach (var entry in await entries.Where(entry => !context.CaseFiles.Any(file => file.Id == entry.CaseId)).Take(MaxNamed).ToListAsync(cancellationToken))
            run.Add($"event {entry.EventId} belongs to no case", $"事件 {entry.EventId} 不属于任何案件");
        var requests = entries.Where(entry => entry.Kind == CaseEventKind.Submitted || entry.Kind == CaseEventKind.Transferred);
        foreach (var entry in await requests.Where(entry => !context.Deliveries.Any(delivery => delivery.CaseId == entry.CaseId && delivery.CaseVersion == entry.Version)).Take(MaxNamed).ToListAsync(cancellationToken))
            run.Add($"event {entry.EventId} of case {entry.CaseId} was never to be brought to anybody", $"案件 {entry.CaseId} 的事件 {entry.EventId} 没有任何送达");
    }

    private static async Task DeliveriesAsync(IDbContextFactory<HubDbContext> contexts, VerificationRun run, CancellationToken cancellationToken)
    {
        await using (var context = await contexts.CreateDbContextAsync(cancellationToken))
        {
            run.Waiting = await context.Deliveries.CountAsync(delivery => delivery.State == DeliveryState.Waiting, cancellationToken);
            run.Failed = await context.Deliveries.CountAsync(delivery => delivery.State == DeliveryState.Failed, cancellationToken);
        }
        var last = Guid.Empty;
        while (true)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            var page = await context.Deliveries.AsNoTracking().Where(delivery => delivery.Id > last && delivery.State == DeliveryState.Acknowledged).OrderBy(delivery => delivery.Id).Take(PageSize).ToListAsync(cancellationToken);
            if (page.Count == 0)
                return;
            last = page[^1].Id;
            var cases = page.Select(delivery => delivery.CaseId).Distinct().ToList();
            var entries = await PagesAsync(cases, ids => context.LedgerEntries.AsNoTracking()
                .Where(entry => ids.Contains(entry.ExchangeId) && entry.Method == DeliveryAttempt.Method && entry.Outcome == ExchangeOutcome.Answered).Select(entry => entry.RequestId).ToListAsync(cancellationToken));
            var brought = entries.ToHashSet(StringComparer.Ordinal);
            foreach (var delivery in page)
            {
                if (!brought.Contains(delivery.Id.ToString()))
                    run.Add($"delivery {delivery.Id} is acknowledged and has no ledger entry", $"送达 {delivery.Id} 已确认，但没有台账记录");
            }
            run.Acknowledged += page.Count;
        }
    }

    private static async Task AcknowledgedAsync(IDbContextFactory<HubDbContext> contexts, VerificationRun run, IReadOnlyCollection<AcknowledgedEvent> acknowledged, CancellationToken cancellationToken)
    {
        foreach (var page in acknowledged.Chunk(PageSize))
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            var ids = page.Select(item => item.EventId).ToList();
            var there = await context.CaseEvents.AsNoTracking().Where(entry => ids.Contains(entry.EventId)).ToDictionaryAsync(entry => entry.EventId, entry => entry.CaseId, cancellationToken);
            foreach (var item in page)
            {
                if (!there.TryGetValue(item.EventId, out var caseId) || caseId != item.CaseId)
                    run.Add($"event {item.EventId} of case {item.CaseId} was acknowledged and is not there", $"案件 {item.CaseId} 的事件 {item.EventId} 已受理，但不存在");
            }
        }
    }

    private static async Task ReceivedAsync(IDbContextFactory<HubDbContext> contexts, VerificationRun run, string region, IReadOnlyList<ReceivedEvent> events, CancellationToken cancellationToken)
    {
        run.Received += events.Count;
        var brought = new Dictionary<Guid, Guid>();
        var versions = new Dictionary<Guid, int>();
        foreach (var item in events)
        {
            if (!brought.TryAdd(item.DeliveryId, item.EventId))
                run.Add($"{region} has delivery {item.DeliveryId} twice", $"{region} 有两份送达 {item.DeliveryId}");
            else if (versions.GetValueOrDefault(item.CaseId) is var last && item.Version <= last)
                run.Add($"{region} has event {item.Version} of case {item.CaseId} after event {last}", $"{region} 先有案件 {item.CaseId} 的事件 {last}，后有事件 {item.Version}");
            versions[item.CaseId] = item.Version;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var known = context.Deliveries.AsNoTracking().Where(delivery => delivery.AddresseeRegion == region).Select(delivery => new { delivery.Id, delivery.MessageId, delivery.State, delivery.EventKind }).AsAsyncEnumerable();
        await foreach (var delivery in known.WithCancellation(cancellationToken))
        {
            var isThere = brought.Remove(delivery.Id, out var eventId);
            if (delivery.EventKind == CaseEventKind.Unspecified)
                continue; // A notice about the ledger is no event of a case, and regions don't count it as one.
            if (!isThere && delivery.State == DeliveryState.Acknowledged)
                run.Add($"delivery {delivery.Id} is acknowledged, and {region} does not have it", $"送达 {delivery.Id} 已确认，但 {region} 没有");
            if (isThere && eventId != delivery.MessageId)
                run.Add($"delivery {delivery.Id} brought {region} another event than the hub knows", $"送达 {delivery.Id} 给 {region} 的事件与中心所知不符");
        }
        foreach (var id in brought.Keys)
            run.Add($"{region} has delivery {id}, which the hub does not know", $"{region} 有送达 {id}，中心不知道");
    }

    private static async Task<HashSet<Guid>> RecordedAsync(HubDbContext context, List<Guid> ids, CancellationToken cancellationToken)
        => [.. await PagesAsync(ids, page => context.LedgerEntries.AsNoTracking().Where(entry => page.Contains(entry.Id)).Select(entry => entry.Id).ToListAsync(cancellationToken))];

    /// <summary>Reads by ids, so many at a time that a statement's parameters suffice on every database.</summary>
    private static async Task<List<T>> PagesAsync<T>(List<Guid> ids, Func<List<Guid>, Task<List<T>>> read)
    {
        var all = new List<T>();
        foreach (var page in ids.Chunk(PageSize))
            all.AddRange(await read([.. page]));
        return all;
    }
}
