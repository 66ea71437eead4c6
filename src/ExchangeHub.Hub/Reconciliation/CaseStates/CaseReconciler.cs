using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Relay;
using ExchangeHub.Reconciliation;

namespace ExchangeHub.Hub.Reconciliation.CaseStates;

/// <summary>
/// Reconciles the states of a day's cases (案件状态核对): whether the region's copy of each is at the event, and in the state, that it should be. Cases
/// move while they are compared, so whatever differs is read again on both sides before it counts. Nothing is repaired: a region knows
/// a delivery by its id, so that to bring an event again under another one could do its work twice.
/// </summary>
internal sealed class CaseReconciler(WindowComparison comparison, CaseCopies copies, DifferenceBook differences, ReconciliationOptions options, TimeProvider clock)
{
    public async Task ReconcileAsync(WindowTask task, Region region, IBackOffice backOffice, CancellationToken cancellationToken)
    {
        var (result, found) = await comparison.RunAsync(task, backOffice, token => LedgerAsync(task, region, token), cancellationToken);
        var (rows, inFlight) = await LookAgainAsync(task, region, backOffice, found, cancellationToken);
        task.Result = task.Result with
        {
            State = rows.Count == 0 ? ReconciliationRunState.Clean : ReconciliationRunState.Differences,
            Comparison = result with { DifferenceCount = rows.Count },
            InFlightCount = inFlight.Count,
        };
        foreach (var page in rows.Chunk(RemoteLedger.MaxIds))
        {
            if (!task.Run.IsDryRun)
                await differences.RecordAsync(task.Run, page, cancellationToken);
            else
                task.Result = task.Result with { DryNewCount = task.Result.DryNewCount + page.Length - await differences.CountKnownAsync(task.Run, page, cancellationToken) };
        }
        // Of what is in flight it is not known whether an earlier difference is gone.
        if (!task.Run.IsDryRun)
            await differences.HealAsync(task.Run, task.Range, inFlight, cancellationToken);
    }

    private async Task<ILocalLedger> LedgerAsync(WindowTask task, Region region, CancellationToken cancellationToken)
        => new CaseLedger((await copies.OfRangeAsync(region, task.Run.ParticipantId, task.Range, cancellationToken)).ConvertAll(copy => copy.ToRow(task.Salt)));

    /// <summary>The region first: an event that it has by then, the hub has too.</summary>
    private async Task<(List<ClassifiedRow> Rows, HashSet<Guid> InFlight)> LookAgainAsync(WindowTask task, Region region, IBackOffice backOffice, List<RowDifference> found, CancellationToken cancellationToken)
    {
        var rows = new List<ClassifiedRow>();
        var inFlight = new HashSet<Guid>();
        foreach (var page in found.Select(difference => difference.Id).Chunk(RemoteLedger.MaxIds))
        {
            var regions = (await comparison.Read(task, backOffice).GetRowsAsync(page, cancellationToken)).ToLookup(row => row.Id);
            var hubs = await copies.OfAsync(region, task.Run.ParticipantId, page, cancellationToken);
            var youngest = clock.LedgerNow().AddMinutes(-options.CutOffMinutes);
            foreach (var id in page)
            {
                if (CaseVerdict.Of(id, hubs.GetValueOrDefault(id), [.. regions[id]], youngest) is { } row)
                    rows.Add(row);
                else
                    inFlight.Add(id);
            }
        }
        return (rows, inFlight);
    }
}
