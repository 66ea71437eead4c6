using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Reconciliation;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>
/// Keeps the ledger's sums by participant and minute (分钟汇总), so that a clean window costs milliseconds and not a scan. They are
/// computed in steps of bounded size once a minute is past the cut-off; several hubs may do so at once.
/// </summary>
/// <remarks>
/// Who changes rollups first takes the lock of their mark, and only then looks at the ledger: else a settlement that is
/// committed meanwhile would be missed. An entry may still come into a minute that has its rollups, from a hub whose
/// clock was wrong or that stood still: each night, and where a comparison's proof fails, rollups are computed again.
/// </remarks>
internal sealed partial class LedgerRollups(
    DatabaseWriter writer, IDbContextFactory<HubDbContext> contexts, IParticipantLedger ledger, ReconciliationOptions options, TimeProvider clock, ILogger<LedgerRollups> logger)
{
    /// <summary>Entries of one step, unless one minute has more: an embedded database is kept from other writers for so long.</summary>
    private const int StepEntries = 10_000;

    /// <summary>Rolls up all that is past the cut-off.</summary>
    /// <returns>How many steps this hub made.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var bound = IdMinutes.Of(clock.GetUtcNow().AddMinutes(-options.CutOffMinutes));
        var steps = 0;
        while (await ReadMarkAsync(cancellationToken) is var first && await NextAsync(first, bound, cancellationToken) is { } next)
            steps += await writer.WriteAsync((context, token) => AdvanceAsync(context, first, next, token), cancellationToken);
        if (steps > 0)
            LogRolledUp(logger, steps);
        return steps;
    }

    /// <summary>
    /// Computes the rollups of a range's minutes again, as far as there are any: after its sums came out as they should not.
    /// </summary>
    /// <returns>Whether any was not what the ledger says.</returns>
    public async Task<bool> RecomputeAsync(IdRange range, CancellationToken cancellationToken)
    {
        var bound = Math.Min(IdMinutes.Of(range.Bound) + 1, await ReadMarkAsync(cancellationToken));
        var changed = false;
        for (var first = IdMinutes.Of(range.First); await NextAsync(first, bound, cancellationToken, always: true) is { } next; first = next)
            changed |= await writer.WriteAsync((context, token) => ReplaceAsync(context, first, next, token), cancellationToken);
        if (changed)
            LogWereWrong(logger, range.First, range.Bound);
        return changed;
    }

    /// <summary>The first minute without rollups.</summary>
    public async Task<long> ReadMarkAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await MarkAsync(context, cancellationToken);
    }

    /// <summary>Takes the lock that who changes rollups, or settles entries, holds until its transaction ends. Returns the mark.</summary>
    public static async Task<long> LockAsync(HubDbContext context, CancellationToken cancellationToken)
    {
        await context.RollupMarks.ExecuteUpdateAsync(set => set.SetProperty(mark => mark.NextMinute, mark => mark.NextMinute), cancellationToken);
        return await MarkAsync(context, cancellationToken);
    }

    private static Task<long> MarkAsync(HubDbContext context, CancellationToken cancellationToken)
        => context.RollupMarks.AsNoTracking().Where(mark => mark.Id == RollupMark.TheOnly).Select(mark => mark.NextMinute).SingleAsync(cancellationToken);

    /// <summary>
    /// Where a step ends that begins at <paramref name="first"/>; null where nothing is left. Never behind the last entry: a clock that
    /// runs ahead must not have minutes rolled up that are still to come.
    /// </summary>
    /// <param name="first">Its first minute.</param>
    /// <param name="bound">The minute at which it ends at the latest.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <param name="always">Whether minutes without entries are gone through too.</param>
    private async Task<long?> NextAsync(long first, long bound, CancellationToken cancellationToken, bool always = false)
    {
        if (first >= bound)
            return null;
        var range = IdMinutes.Range(first, bound);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var ids = context.LedgerEntries.AsNoTracking().Where(entry => entry.Id >= range.First && entry.Id < range.Bound).Select(entry => entry.Id);
        if (await ids.OrderBy(id => id).Skip(StepEntries).Take(1).ToListAsync(cancellationToken) is [var next])
            return Math.Max(first + 1, IdMinutes.Of(next));
        if (always)
            return bound;
        return await ids.OrderByDescending(id => id).Take(1).ToListAsync(cancellationToken) is [var last] ? IdMinutes.Of(last) + 1 : null;
    }

    private async Task<int> AdvanceAsync(HubDbContext context, long first, long next, CancellationToken cancellationToken)
    {
        if (await LockAsync(context, cancellationToken) != first)
            return 0; // Another hub was faster.
        await ledger.RollUpAsync(context, IdMinutes.Range(first, next), cancellationToken);
        await context.RollupMarks.ExecuteUpdateAsync(set => set.SetProperty(mark => mark.NextMinute, next), cancellationToken);
        return 1;
    }

    private async Task<bool> ReplaceAsync(HubDbContext context, long first, long next, CancellationToken cancellationToken)
    {
        await LockAsync(context, cancellationToken);
        var rollups = context.LedgerRollups.Where(rollup => rollup.Minute >= first && rollup.Minute < next);
        var before = await ReadAsync(rollups, cancellationToken);
        await rollups.ExecuteDeleteAsync(cancellationToken);
        await ledger.RollUpAsync(context, IdMinutes.Range(first, next), cancellationToken);
        return !before.SetEquals(await ReadAsync(rollups, cancellationToken));
    }

    /// <summary>Without those that a settlement emptied: computed again, they would not be there.</summary>
    private static async Task<HashSet<(string, long, RangeFingerprint, long)>> ReadAsync(IQueryable<LedgerRollup> rollups, CancellationToken cancellationToken)
        => [.. (await rollups.AsNoTracking().Where(rollup => rollup.RowCount != 0 || rollup.InDoubtCount != 0).ToListAsync(cancellationToken)).Select(rollup => (rollup.ParticipantId, rollup.Minute, rollup.Sums, rollup.InDoubtCount))];

    [LoggerMessage(1912, LogLevel.Debug, "Rolled up the ledger in {Steps} steps")]
    private static partial void LogRolledUp(ILogger logger, int steps);

    [LoggerMessage(1911, LogLevel.Warning, "Rollups between {First} and {Bound} were not what the ledger says, and are now: entries came later than the cut-off, from a hub whose clock is wrong")]
    private static partial void LogWereWrong(ILogger logger, Guid first, Guid bound);
}
