using System.Text;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Hub.Storage.Writing;
using Google.Protobuf;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Reconciliation.Operations;

/// <summary>
/// How operators deal with differences. A comment can always be added; the rest only to what is open. Each is an event, so that what
/// opens and what closes a difference takes turns, and the daily report can count them.
/// </summary>
internal sealed class DifferenceDesk(RecordedWrite writes, ExchangeIds ids)
{
    /// <summary>The states in which somebody has still to see to it.</summary>
    public static readonly DifferenceState[] OpenStates = [DifferenceState.Open, DifferenceState.Assigned, DifferenceState.AcceptanceProposed];

    public Task<AssignDifferenceResponse> AssignAsync(AssignDifferenceRequest request, CaseCall call, CancellationToken cancellationToken)
        => ChangeAsync(request.DifferenceId, request.OperatorName, request.Owner, call, (database, difference) =>
        {
            DemandOpen(difference);
            difference.Owner = request.Owner;
            if (difference.State == DifferenceState.Open)
                difference.State = DifferenceState.Assigned; // What is proposed stays so.
            Add(database, difference, call, DifferenceEventKind.Assigned, request.OperatorName, request.Owner);
            return Task.CompletedTask;
        }, difference => new AssignDifferenceResponse { Difference = difference }, cancellationToken);

    public Task<CommentDifferenceResponse> CommentAsync(CommentDifferenceRequest request, CaseCall call, CancellationToken cancellationToken)
        => ChangeAsync(request.DifferenceId, request.OperatorName, request.Text, call, (database, difference) =>
        {
            Add(database, difference, call, DifferenceEventKind.Commented, request.OperatorName, request.Text);
            return Task.CompletedTask;
        }, difference => new CommentDifferenceResponse { Difference = difference }, cancellationToken);

    public Task<ResolveDifferenceResponse> ResolveAsync(ResolveDifferenceRequest request, CaseCall call, CancellationToken cancellationToken)
        => ChangeAsync(request.DifferenceId, request.OperatorName, request.Text, call, (database, difference) =>
        {
            DemandOpen(difference);
            Close(difference, DifferenceState.Resolved, call);
            Add(database, difference, call, DifferenceEventKind.Resolved, request.OperatorName, request.Text);
            return Task.CompletedTask;
        }, difference => new ResolveDifferenceResponse { Difference = difference }, cancellationToken);

    public Task<AcceptDifferenceResponse> AcceptAsync(AcceptDifferenceRequest request, CaseCall call, CancellationToken cancellationToken)
        => ChangeAsync(request.DifferenceId, request.OperatorName, request.Text, call, async (database, difference) =>
        {
            DemandOpen(difference);
            if (difference.State != DifferenceState.AcceptanceProposed)
            {
                difference.State = DifferenceState.AcceptanceProposed;
                Add(database, difference, call, DifferenceEventKind.AcceptanceProposed, request.OperatorName, request.Text);
                return;
            }
            var proposal = await database.DifferenceEvents.AsNoTracking()
                .Where(e => e.DifferenceId == difference.Id && e.Kind == DifferenceEventKind.AcceptanceProposed).OrderByDescending(e => e.Id).FirstAsync(cancellationToken);
            if (proposal.ParticipantId == call.Caller.Participant.Id && IsSamePerson(proposal.OperatorName, request.OperatorName))
                throw new HubException(ErrorCatalogue.SecondPersonRequired, ("difference_id", request.DifferenceId)) { IsPrecondition = true };
            Close(difference, DifferenceState.Accepted, call);
            Add(database, difference, call, DifferenceEventKind.Accepted, request.OperatorName, request.Text);
        }, difference => new AcceptDifferenceResponse { Difference = difference }, cancellationToken);

    private Task<T> ChangeAsync<T>(
        string differenceId, string person, string why, CaseCall call, Func<HubDbContext, DifferenceEntry, Task> change, Func<Difference, T> respond, CancellationToken cancellationToken)
        where T : class, IMessage<T>, new()
    {
        var id = Guid.ParseExact(differenceId, "D");
        return writes.WriteAsync(call, person, why, async (database, token) =>
        {
            // Changes nothing, and keeps the row from others until the end: two persons, or a person and a run, take turns.
            await database.Differences.Where(difference => difference.Id == id).ExecuteUpdateAsync(set => set.SetProperty(difference => difference.SeenCount, difference => difference.SeenCount), token);
            var difference = await database.Differences.FirstOrDefaultAsync(difference => difference.Id == id, token)
                ?? throw new HubException(ErrorCatalogue.DifferenceNotFound, ("difference_id", differenceId));
            await change(database, difference);
            return respond(difference.ToMessage());
        }, cancellationToken);
    }

    private static void DemandOpen(DifferenceEntry difference)
    {
        if (!OpenStates.Contains(difference.State))
            throw new HubException(ErrorCatalogue.DifferenceState, ("difference_id", difference.Id.ToString()), ("state", ContractNames.Of(difference.State))) { IsPrecondition = true };
    }

    private static void Close(DifferenceEntry difference, DifferenceState state, CaseCall call) => (difference.State, difference.CloseTime) = (state, call.AcceptTime);

    private void Add(HubDbContext database, DifferenceEntry difference, CaseCall call, DifferenceEventKind kind, string person, string text) => database.DifferenceEvents.Add(new DifferenceEventEntry
    {
        Id = ids.Next(),
        DifferenceId = difference.Id,
        EventTime = call.AcceptTime,
        Kind = kind,
        ParticipantId = call.Caller.Participant.Id,
        OperatorName = person,
        Text = text,
    });

    /// <summary>A space or another width of the same letters makes no second person.</summary>
    private static bool IsSamePerson(string one, string other) => string.Equals(Bare(one), Bare(other), StringComparison.OrdinalIgnoreCase);

    private static string Bare(string name) => string.Concat(name.Normalize(NormalizationForm.FormKC).Where(c => !char.IsWhiteSpace(c)));
}
