using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Contracts.Reconciliation.V1;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Hub.Validation;
using Microsoft.EntityFrameworkCore;
using IdRange = ExchangeHub.Reconciliation.IdRange;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>
/// Keeps differences (差异): one that is found again is the same one, one that was closed is open again, one that is not found any
/// more is healed. Everything may be done twice: a run that was killed does its window again. Where an operator deals with one meanwhile, a run looks at
/// it anew.
/// </summary>
internal sealed class DifferenceBook(IDbContextFactory<HubDbContext> contexts, DatabaseWriter writer, ExchangeIds ids, TimeProvider clock)
{
    private const int PageSize = 500;

    /// <summary>Those of a set of rows that somebody has to see to. What else may differ is no run's to count, or to heal.</summary>
    public static IQueryable<DifferenceEntry> Open(HubDbContext context, string participantId, LedgerSet set)
        => context.Differences.AsNoTracking().Where(difference => difference.ParticipantId == participantId && difference.LedgerSet == set
            && (difference.Kind <= DifferenceKind.Duplicate || difference.Kind == DifferenceKind.VersionLag)
            && (difference.State == DifferenceState.Open || difference.State == DifferenceState.Assigned || difference.State == DifferenceState.AcceptanceProposed));

    /// <summary>Writes down what a run has found, at most 500 at a time.</summary>
    public Task<int> RecordAsync(RunEntry run, IReadOnlyList<ClassifiedRow> found, CancellationToken cancellationToken)
        => writer.WriteAnewAsync(async (context, token) =>
        {
            var now = clock.LedgerNow();
            var rows = found.Select(item => item.Found.Id).ToList();
            var known = (await context.Differences.Where(difference => difference.ParticipantId == run.ParticipantId && difference.LedgerSet == run.LedgerSet && rows.Contains(difference.RowId)).ToListAsync(token))
                .ToDictionary(difference => (difference.Kind, difference.RowId));
            foreach (var item in found)
            {
                if (known.TryGetValue((item.Kind, item.Found.Id), out var difference))
                    SeeAgain(context, run, item, difference, now);
                else
                    Add(context, run, item, now);
            }
            return found.Count;
        }, cancellationToken);

    /// <summary>How many of these were found before; for a dry run, which keeps nothing.</summary>
    public async Task<int> CountKnownAsync(RunEntry run, IReadOnlyList<ClassifiedRow> found, CancellationToken cancellationToken)
    {
        var rows = found.Select(item => item.Found.Id).ToList();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var known = await context.Differences.AsNoTracking().Where(difference => difference.ParticipantId == run.ParticipantId && difference.LedgerSet == run.LedgerSet && rows.Contains(difference.RowId))
            .Select(difference => new { difference.Kind, difference.RowId }).ToListAsync(cancellationToken);
        return found.Count(item => known.Contains(new { item.Kind, RowId = item.Found.Id }));
    }

    /// <summary>
    /// Closes what the run has not found again in a range that it has compared. What only hashing anew has shown, a content that
    /// is not what its stored fingerprint says, is healed by hashing anew.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="range">The range.</param>
    /// <param name="inFlight">Rows of which the run can't say whether they agree: they stay as they are.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task HealAsync(RunEntry run, IdRange range, HashSet<Guid> inFlight, CancellationToken cancellationToken)
    {
        while (await HealPageAsync(run, range, inFlight, cancellationToken) is { } next)
            range = range with { First = next };
    }

    /// <summary>Returns the row with which it goes on; null at the end.</summary>
    private Task<Guid?> HealPageAsync(RunEntry run, IdRange range, HashSet<Guid> inFlight, CancellationToken cancellationToken)
        => writer.WriteAnewAsync(async (context, token) =>
        {
            var now = clock.LedgerNow();
            var open = await Open(context, run.ParticipantId, run.LedgerSet).AsTracking()
                .Where(difference => difference.RowId >= range.First && difference.RowId < range.Bound && difference.LastRunId != run.Id)
                .Where(difference => run.IsSignOff || (difference.Kind != DifferenceKind.StateMismatch && difference.Kind != DifferenceKind.DigestMismatch)
                    || !context.ReconciliationRuns.Any(last => last.Id == difference.LastRunId && last.IsSignOff))
                .OrderBy(difference => difference.RowId).Take(PageSize).ToListAsync(token);
            var page = open.FindAll(difference => !inFlight.Contains(difference.RowId));
            var healed = page.ConvertAll(difference => difference.Id);
            var repairs = await context.Repairs.Where(repair => healed.Contains(repair.DifferenceId) && repair.EndTime == null).ToListAsync(token);
            var repaired = repairs.Select(repair => repair.DifferenceId).ToHashSet();
            foreach (var repair in repairs)
                (repair.EndTime, repair.HasHealed) = (now, true);
            foreach (var difference in page)
            {
                difference.State = repaired.Contains(difference.Id) ? DifferenceState.AutoRepaired : DifferenceState.Resolved;
                difference.CloseTime = now;
                context.DifferenceEvents.Add(Event(difference.Id, DifferenceEventKind.Healed, run, now));
            }
            return open.Count == PageSize ? open[^1].RowId : (Guid?)null; // A row may have several kinds: those that are left come once more.
        }, cancellationToken);

    private void SeeAgain(HubDbContext context, RunEntry run, ClassifiedRow item, DifferenceEntry difference, DateTimeOffset now)
    {
        if (difference.LastRunId == run.Id)
            return; // The run was killed, and finds it once more.
        var isKnown = difference.State == DifferenceState.Accepted && !HasChanged(difference, item);
        item.Describe(difference);
        difference.LastRunId = run.Id;
        difference.LastSeenTime = now;
        difference.SeenCount++;
        if (difference.CloseTime is null || isKnown)
            return;
        difference.State = difference.Owner.Length > 0 ? DifferenceState.Assigned : DifferenceState.Open;
        difference.CloseTime = null;
        context.DifferenceEvents.Add(Event(difference.Id, DifferenceEventKind.Reopened, run, now));
    }

    private void Add(HubDbContext context, RunEntry run, ClassifiedRow item, DateTimeOffset now)
    {
        var difference = new DifferenceEntry
        {
            Id = ids.Next(),
            ParticipantId = run.ParticipantId,
            LedgerSet = run.LedgerSet,
            Kind = item.Kind,
            RowId = item.Found.Id,
            Day = ChinaTime.DateOf(ExchangeIds.MintTime(item.Found.Id)),
            FirstRunId = run.Id,
            FirstSeenTime = now,
            LastRunId = run.Id,
            LastSeenTime = now,
        };
        item.Describe(difference);
        context.Differences.Add(difference);
        context.DifferenceEvents.Add(Event(difference.Id, DifferenceEventKind.Found, run, now));
    }

    /// <summary>What was accepted was this content: another one is looked at anew.</summary>
    private static bool HasChanged(DifferenceEntry difference, ClassifiedRow item)
        => item.Region is { } row && difference.RegionResponseDigest is { } response && difference.RegionRequestDigest is { } request
            && !(row.State == difference.RegionState && row.RequestDigest.AsSpan().SequenceEqual(request) && row.ResponseDigest.AsSpan().SequenceEqual(response));

    private DifferenceEventEntry Event(Guid differenceId, DifferenceEventKind kind, RunEntry run, DateTimeOffset now)
        => new() { Id = ids.Next(), DifferenceId = differenceId, Kind = kind, RunId = run.Id, EventTime = now };
}
