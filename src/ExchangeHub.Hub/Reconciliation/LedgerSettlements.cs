using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Reconciliation;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>What the region said of an entry that was in doubt.</summary>
/// <param name="EntryId">The entry's id.</param>
/// <param name="IsAnswered">Whether the region has such a row, which is: whether it answered.</param>
/// <param name="ResponseDigest">The answer's digest, as the region's row has it; null where there is none.</param>
internal sealed record Settlement(Guid EntryId, bool IsAnswered, byte[]? ResponseDigest);

/// <summary>
/// Settles entries of which the hub does not know whether the region answered (存疑补记): by new entries, never by edits. Only what
/// is settled counts in the sums.
/// </summary>
internal sealed partial class LedgerSettlements(
    DatabaseWriter writer, IDbContextFactory<HubDbContext> contexts, IParticipantLedger ledger, ExchangeIds ids, TimeProvider clock, ILogger<LedgerSettlements> logger)
{
    /// <summary>Most entries that are settled at once: as many as a region is asked for at once.</summary>
    public const int MaxCount = 500;

    /// <summary>A participant's entries in doubt, in the order of their ids, at most so many. Looks only into minutes that have any by their rollup, and those not rolled up yet.</summary>
    public async Task<IReadOnlyList<LedgerEntry>> InDoubtAsync(string participantId, IdRange range, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var mark = await context.RollupMarks.AsNoTracking().Select(row => row.NextMinute).SingleAsync(cancellationToken);
        var (first, bound) = (IdMinutes.Of(range.First), Math.Min(IdMinutes.Of(range.Bound) + 1, mark));
        var minutes = await context.LedgerRollups.AsNoTracking()
            .Where(rollup => rollup.ParticipantId == participantId && rollup.Minute >= first && rollup.Minute < bound && rollup.InDoubtCount > 0)
            .OrderBy(rollup => rollup.Minute).Select(rollup => rollup.Minute).Take(limit).ToListAsync(cancellationToken);

        var found = new List<LedgerEntry>();
        foreach (var look in minutes.Select(minute => IdMinutes.Range(minute, minute + 1)).Append(new IdRange(IdMinutes.FirstId(mark), range.Bound)))
        {
            if (found.Count < limit)
                found.AddRange(await InDoubtAsync(context, participantId, Within(look, range), limit - found.Count, cancellationToken));
        }
        return found;
    }

    /// <summary>Settles entries, each once: those that are settled already, or not in doubt, are passed over. All of it, or nothing.</summary>
    /// <returns>How many it settled.</returns>
    public async Task<int> SettleAsync(IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settlements.Count, MaxCount);
        var settled = await writer.WriteAsync((context, token) => SettleAsync(context, settlements, token), cancellationToken);
        if (settled > 0)
            LogSettled(logger, settled);
        return settled;
    }

    private static Task<List<LedgerEntry>> InDoubtAsync(HubDbContext context, string participantId, IdRange range, int limit, CancellationToken cancellationToken)
        => Unsettled(context).Where(entry => entry.Id >= range.First && entry.Id < range.Bound && entry.ResponderId == participantId)
            .OrderBy(entry => entry.Id).Take(limit).ToListAsync(cancellationToken);

    private static IQueryable<LedgerEntry> Unsettled(HubDbContext context) => context.LedgerEntries.AsNoTracking()
        .Where(entry => (entry.Outcome == ExchangeOutcome.InDoubt || entry.Outcome == ExchangeOutcome.Cancelled) && !context.LedgerEntries.Any(other => other.Settles == entry.Id));

    private static IdRange Within(IdRange range, IdRange other)
        => new(range.First > other.First ? range.First : other.First, range.Bound < other.Bound ? range.Bound : other.Bound);

    private async Task<int> SettleAsync(HubDbContext context, IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken)
    {
        var mark = await LedgerRollups.LockAsync(context, cancellationToken); // First: what another hub settles is seen from here on.
        var wanted = settlements.DistinctBy(settlement => settlement.EntryId).ToDictionary(settlement => settlement.EntryId);
        var wantedIds = wanted.Keys.ToList();
        var entries = await Unsettled(context).Where(entry => wantedIds.Contains(entry.Id)).ToListAsync(cancellationToken);
        var written = entries.ConvertAll(entry => Entry(entry, wanted[entry.Id]).Sealed());
        context.LedgerEntries.AddRange(written);
        await context.SaveChangesAsync(cancellationToken);
        foreach (var minute in written.GroupBy(entry => IdMinutes.Of(entry.Settles!.Value)).Where(group => group.Key < mark))
            await CorrectAsync(context, minute.Key, minute, cancellationToken);
        return written.Count;
    }

    /// <summary>The settlement: what it settles, with the hub for its author.</summary>
    private LedgerEntry Entry(LedgerEntry entry, Settlement settlement)
    {
        var now = clock.LedgerNow();
        return new LedgerEntry
        {
            Id = ids.NextAfter(entry.Id),
            ExchangeId = entry.ExchangeId,
            RequestId = entry.RequestId,
            Method = entry.Method,
            Outcome = settlement.IsAnswered ? ExchangeOutcome.Settled : ExchangeOutcome.SettledUnanswered,
            CallerId = entry.CallerId,
            CallerRegion = entry.CallerRegion,
            CallerCertificate = [], // The hub wrote it, and nobody asked it to.
            ResponderId = entry.ResponderId,
            ResponderRegion = entry.ResponderRegion,
            RequestingOffice = entry.RequestingOffice,
            RequestedOffice = entry.RequestedOffice,
            AcceptTime = now,
            CompleteTime = now,
            RequestDigest = entry.RequestDigest,
            ResponseDigest = settlement.IsAnswered ? settlement.ResponseDigest : null,
            Settles = entry.Id,
        };
    }

    private async Task CorrectAsync(HubDbContext context, long minute, IEnumerable<LedgerEntry> settled, CancellationToken cancellationToken)
    {
        foreach (var own in settled.GroupBy(entry => entry.ResponderId, StringComparer.Ordinal))
        {
            if (await TryCorrectAsync(context, own.Key, minute, [.. own], cancellationToken))
                continue;
            // They came when the minute had its rollups already: what is in them is not known. All of the minute's are made anew, from all that is settled.
            await context.LedgerRollups.Where(rollup => rollup.Minute == minute).ExecuteDeleteAsync(cancellationToken);
            await ledger.RollUpAsync(context, IdMinutes.Range(minute, minute + 1), cancellationToken);
            return;
        }
    }

    private static async Task<bool> TryCorrectAsync(HubDbContext context, string participantId, long minute, List<LedgerEntry> settled, CancellationToken cancellationToken)
    {
        var rows = settled.Where(entry => entry.Outcome == ExchangeOutcome.Settled).ToList();
        var (count, sum0, sum1, sum2, sum3) = (rows.Count, rows.Sum(row => row.Fingerprint0), rows.Sum(row => row.Fingerprint1), rows.Sum(row => row.Fingerprint2), rows.Sum(row => row.Fingerprint3));
        return await context.LedgerRollups
            .Where(rollup => rollup.ParticipantId == participantId && rollup.Minute == minute && rollup.InDoubtCount >= settled.Count)
            .ExecuteUpdateAsync(set => set
                .SetProperty(rollup => rollup.RowCount, rollup => rollup.RowCount + count)
                .SetProperty(rollup => rollup.Sum0, rollup => rollup.Sum0 + sum0)
                .SetProperty(rollup => rollup.Sum1, rollup => rollup.Sum1 + sum1)
                .SetProperty(rollup => rollup.Sum2, rollup => rollup.Sum2 + sum2)
                .SetProperty(rollup => rollup.Sum3, rollup => rollup.Sum3 + sum3)
                .SetProperty(rollup => rollup.InDoubtCount, rollup => rollup.InDoubtCount - settled.Count), cancellationToken) > 0;
    }

    [LoggerMessage(1910, LogLevel.Information, "Settled {Count} entries that were in doubt")]
    private static partial void LogSettled(ILogger logger, int count);
}
