using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Storage.Writing;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Reconciliation.Operations;

/// <summary>Starts and ends runs for operators.</summary>
internal sealed class RunDesk(RecordedWrite writes, RunRequests requests, RunDispatcher dispatcher)
{
    /// <summary>Runs of one participant that may wait: more say nothing new.</summary>
    private const int MaxWaiting = 20;

    public async Task<StartReconciliationRunResponse> StartAsync(StartReconciliationRunRequest request, CaseCall call, Language language, CancellationToken cancellationToken)
    {
        var plan = await requests.PlanAsync(new RunRequest(request.ParticipantId, ReconciliationRunKind.Manual)
        {
            FirstDay = CalendarDates.TryToDateOnly(request.FirstDay, out var first) ? first : null,
            LastDay = CalendarDates.TryToDateOnly(request.LastDay, out var last) ? last : null,
            LedgerSet = request.Set,
            IsDryRun = request.DryRun,
            IsSignOff = request.SignOff,
            IsRepairing = request.Repair,
            RequesterId = call.Caller.Participant.Id,
            OperatorName = request.OperatorName,
            Reason = request.Reason,
        }, cancellationToken);
        var response = await writes.WriteAsync(call, request.OperatorName, request.Reason, async (database, token) =>
        {
            var waiting = await database.ReconciliationRuns.CountAsync(run => run.ParticipantId == request.ParticipantId && run.State == ReconciliationRunState.Queued, token);
            if (waiting >= MaxWaiting)
                throw new HubException(ErrorCatalogue.TooManyRuns, ("participant", request.ParticipantId), ("limit", MaxWaiting.ToString()));
            RunRequests.Add(database, plan);
            return new StartReconciliationRunResponse { Run = plan.Run.ToMessage(language) };
        }, cancellationToken);
        dispatcher.Signal();
        return response;
    }

    /// <summary>A run that is under way ends before it writes anything more.</summary>
    public async Task<CancelReconciliationRunResponse> CancelAsync(CancelReconciliationRunRequest request, CaseCall call, Language language, CancellationToken cancellationToken)
    {
        var id = Guid.ParseExact(request.RunId, "D");
        var response = await writes.WriteAsync(call, request.OperatorName, request.Reason, async (database, token) =>
        {
            // Changes nothing, and keeps the row from who carries the run out, until the end.
            await database.ReconciliationRuns.Where(run => run.Id == id).ExecuteUpdateAsync(set => set.SetProperty(run => run.WindowCount, run => run.WindowCount), token);
            var run = await database.ReconciliationRuns.FirstOrDefaultAsync(run => run.Id == id, token) ?? throw new HubException(ErrorCatalogue.RunNotFound, ("run_id", request.RunId));
            if (!await requests.CancelAsync(database, id, token))
                throw new HubException(ErrorCatalogue.RunEnded, ("run_id", request.RunId), ("state", ContractNames.Of(run.State))) { IsPrecondition = true };
            return new CancelReconciliationRunResponse { Run = run.ToMessage(language) };
        }, cancellationToken);
        dispatcher.Cancel(id);
        return response;
    }

    public static bool IsOpen(ReconciliationRunState state) => state is ReconciliationRunState.Queued or ReconciliationRunState.Running;
}
