using System.Runtime.CompilerServices;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Storage;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Reconciliation.Operations;

/// <summary>Reads differences.</summary>
internal sealed class DifferenceReading(IDbContextFactory<HubDbContext> contexts)
{
    private const int PageSize = 500;

    /// <exception cref="HubException">There is none.</exception>
    public async Task<GetDifferenceResponse> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var difference = await context.Differences.AsNoTracking().FirstOrDefaultAsync(difference => difference.Id == id, cancellationToken)
            ?? throw new HubException(ErrorCatalogue.DifferenceNotFound, ("difference_id", id.ToString()));
        // The newest, where there are more than fit into a message: somebody's program comments on.
        var events = await context.DifferenceEvents.AsNoTracking().Where(e => e.DifferenceId == id).OrderByDescending(e => e.Id).Take(PageSize).ToListAsync(cancellationToken);
        events.Reverse();
        return new GetDifferenceResponse { Difference = difference.ToMessage(), Events = { events.Select(DifferenceMessages.ToMessage) } };
    }

    /// <summary>At most so many after an id, the oldest first.</summary>
    public async Task<List<DifferenceEntry>> ListAsync(ListDifferencesRequest filters, Guid? last, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var differences = context.Differences.AsNoTracking();
        if (filters.ParticipantId.Length > 0)
            differences = differences.Where(difference => difference.ParticipantId == filters.ParticipantId);
        if (filters.RunId.Length > 0)
            differences = OfRun(context, differences, Guid.ParseExact(filters.RunId, "D"));
        if (filters.State != DifferenceState.Unspecified)
            differences = differences.Where(difference => difference.State == filters.State);
        else if (filters.RunId.Length == 0)
            differences = differences.Where(difference => DifferenceDesk.OpenStates.Contains(difference.State));
        if (filters.Kind != DifferenceKind.Unspecified)
            differences = differences.Where(difference => difference.Kind == filters.Kind);
        if (filters.Owner.Length > 0)
            differences = differences.Where(difference => difference.Owner == filters.Owner);
        if (last is { } id)
            differences = differences.Where(difference => difference.Id > id);
        return await differences.OrderBy(difference => difference.Id).Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>All of a run, page by page, so that memory does not grow with their number.</summary>
    public async IAsyncEnumerable<DifferenceEntry> OfRunAsync(Guid runId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Guid? last = null;
        while (true)
        {
            var page = await ListAsync(new ListDifferencesRequest { RunId = runId.ToString() }, last, PageSize, cancellationToken);
            foreach (var difference in page)
                yield return difference;
            if (page.Count < PageSize)
                yield break;
            last = page[^1].Id;
        }
    }

    /// <summary>Those that it found first, found again after they were closed, or found last. Runs between leave no trace in a difference but its count.</summary>
    private static IQueryable<DifferenceEntry> OfRun(HubDbContext context, IQueryable<DifferenceEntry> differences, Guid runId)
        => differences.Where(difference => difference.FirstRunId == runId || difference.LastRunId == runId
            || context.DifferenceEvents.Any(e => e.DifferenceId == difference.Id && e.RunId == runId && e.Kind == DifferenceEventKind.Reopened));
}
