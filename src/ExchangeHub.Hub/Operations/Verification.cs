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
        run.Require(events.Count == file.Version && events.Select(entry => entry.Version).SequenceEqual(Enumerable.Range(1, file.Version)), $"case {file.Id}: its events are not 1 to {file.Version} without a gap");
        if (events.Count == 0)
            return;
        run.Require(events[^1].State == file.State && events[^1].EventId == file.LastEventId, $"case {file.Id}: it does not stand where its last event left it");
        var before = default(CaseEventEntry);
        foreach (var entry in events)
        {
            run.Require(recorded.Contains(entry.EventId), $"event {entry.EventId} of case {file.Id} has no ledger entry");
            run.Require(file.PurgeTime is not null || kept.Contains(entry.EventId), $"event {entry.EventId} of case {file.Id} has lost its papers");
            run.Require(Follows(before, entry), $"event {entry.EventId} ({CaseNames.Of(entry.Kind)} to {CaseNames.Of(entry.State)}) of case {file.Id} can't follow the one before it");
            before = entry;
        }
    }

    private static bool Follows(CaseEventEntry? before, CaseEventEntry entry)
        => before is null
            ? entry.Kind == CaseTransitions.Submission.Event && entry.State == CaseTransitions.Submission.To
            : entry.EventId > before.EventId && CaseTransitions.Rows.Any(row => row.Event == entry.Kind && row.From.Contains(before.State) && (row.To ?? before.State) == entry.State);

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
                run.Require(brought.Contains(delivery.Id.ToString()), $"delivery {delivery.Id} is acknowledged and has no ledger entry");
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
                run.Require(there.TryGetValue(item.EventId, out var caseId) && caseId == item.CaseId, $"event {item.EventId} of case {item.CaseId} was acknowledged and is not there");
        }
    }

    private static async Task ReceivedAsync(IDbContextFactory<HubDbContext> contexts, VerificationRun run, string region, IReadOnlyList<ReceivedEvent> events, CancellationToken cancellationToken)
    {
        var seen = new Dictionary<Guid, int>();
        var ids = new HashSet<Guid>();
        foreach (var item in events)
        {
            run.Require(ids.Add(item.DeliveryId), $"{region} has delivery {item.DeliveryId} twice");
            run.Require(seen.GetValueOrDefault(item.CaseId) < item.Version, $"{region} has event {item.Version} of case {item.CaseId} after event {seen.GetValueOrDefault(item.CaseId)}");
            seen[item.CaseId] = item.Version;
        }
        run.Received += events.Count;

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var known = context.Deliveries.AsNoTracking().Where(delivery => delivery.AddresseeRegion == region).Select(delivery => new { delivery.Id, delivery.MessageId, delivery.State }).AsAsyncEnumerable();
        var brought = events.ToDictionary(item => item.DeliveryId, item => item.EventId);
        await foreach (var delivery in known.WithCancellation(cancellationToken))
        {
            var isThere = brought.Remove(delivery.Id, out var eventId);
            run.Require(isThere || delivery.State != DeliveryState.Acknowledged, $"delivery {delivery.Id} is acknowledged, and {region} does not have it");
            run.Require(!isThere || eventId == delivery.MessageId, $"delivery {delivery.Id} brought {region} another event than the hub knows");
        }
        foreach (var id in brought.Keys)
            run.Require(false, $"{region} has delivery {id}, which the hub does not know");
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

/// <summary>What a verification has counted and found.</summary>
internal sealed class VerificationRun(int maxNamed)
{
    private readonly List<string> _problems = [];
    private int _count;

    public int Cases { get; set; }

    public int Events { get; set; }

    public int Acknowledged { get; set; }

    public int Waiting { get; set; }

    public int Failed { get; set; }

    public int Received { get; set; }

    public void Require(bool holds, string problem)
    {
        if (holds)
            return;
        _count++;
        if (_problems.Count < maxNamed)
            _problems.Add(problem);
    }

    public IReadOnlyList<Finding> Findings()
    {
        List<Finding> findings =
        [
            new(Severity.Fine, "cases", $"{Cases} cases, {Events} events", $"案件 {Cases} 件，事件 {Events} 个"),
            new(Severity.Fine, "deliveries", $"{Acknowledged} acknowledged, {Waiting} waiting", $"已送达 {Acknowledged}，待送达 {Waiting}"),
        ];
        if (Received > 0)
            findings.Add(new Finding(Severity.Fine, "regions", $"{Received} deliveries received, as they say", $"各地申报已收 {Received}"));
        if (Failed > 0)
            findings.Add(new Finding(Severity.Warning, "deliveries", $"{Failed} were given up and wait for an operator", $"{Failed} 件已放弃送达，等待运维处理"));
        findings.AddRange(_problems.Select(problem => new Finding(Severity.Error, "problem", problem, problem)));
        if (_count > _problems.Count)
            findings.Add(new Finding(Severity.Error, "problem", $"and {_count - _problems.Count} more", $"另有 {_count - _problems.Count} 个"));
        return findings;
    }
}
