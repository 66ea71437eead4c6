using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Calendars;
using ExchangeHub.Domain.Messages;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage.Writing;
using ExchangeHub.Hub.Validation;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Sharing.Grants;

/// <summary>Applies for grants, decides and revokes (申请、审核、撤销).</summary>
internal sealed class GrantDesk(DataSetCatalogue catalogue, HubStateHolder state, RecordedWrite writes, GrantRules rules, GrantWatch watch, ExchangeIds ids, TimeProvider clock)
{
    public async Task<ApplyForGrantResponse> ApplyAsync(ApplyForGrantRequest request, ServerCallContext context)
    {
        var call = Call(request, request.RequestId, context);
        var (start, end) = rules.Check(request, call.Caller.Participant);
        var due = DecisionDue(request, ChinaTime.DateOf(call.AcceptTime));
        return await writes.WriteAsync(call, request.OperatorName, request.Purpose, async (database, token) =>
        {
            var open = GrantEntry.OpenForOf(call.Caller.Participant.Id, request.DataSet, request.ProducerRegion);
            var present = await database.Grants.FirstOrDefaultAsync(grant => grant.OpenFor == open, token);
            if (present is { State: GrantState.Granted } && present.EndDate < ChinaTime.DateOf(call.AcceptTime))
                Expire(present);
            else if (present is not null)
                throw new HubException(ErrorCatalogue.GrantState, ("grant_id", present.Id.ToString()), ("state", present.State.ToString())) { IsPrecondition = true };
            var grant = new GrantEntry
            {
                Id = ids.Next(),
                ApplicantId = call.Caller.Participant.Id,
                ApplicantRegion = call.Caller.Participant.RegionCode,
                DataSet = request.DataSet,
                ProducerRegion = request.ProducerRegion,
                Purpose = request.Purpose,
                Scenario = request.Scenario,
                StartDate = start,
                EndDate = end,
                State = GrantState.Applied,
                DecisionDueDate = due,
                ApplyTime = call.AcceptTime,
                OpenFor = open,
            };
            if (present is not null)
                await database.SaveChangesAsync(token); // The old one gives up its place before the new one takes it.
            database.Grants.Add(grant);
            return new ApplyForGrantResponse { Grant = GrantMessages.Of(grant, 0) };
        }, context.CancellationToken);
    }

    public async Task<DecideGrantResponse> DecideAsync(DecideGrantRequest request, ServerCallContext context)
    {
        var call = Call(request, request.RequestId, context);
        var id = rules.Check(request.RequestId, request.GrantId, request.Reason, request.OperatorName);
        return await writes.WriteAsync(call, request.OperatorName, request.Reason, async (database, token) =>
        {
            var grant = await database.Grants.FirstOrDefaultAsync(grant => grant.Id == id, token);
            Require(grant is not null && IsProducer(call.Caller.Participant, grant), id);
            if (grant!.State != GrantState.Applied)
                throw new HubException(ErrorCatalogue.GrantState, ("grant_id", id.ToString()), ("state", grant.State.ToString())) { IsPrecondition = true };
            (grant.State, grant.Reason, grant.DecidedBy, grant.DecisionTime) = (request.IsGranted ? GrantState.Granted : GrantState.Refused, request.Reason, request.OperatorName, call.AcceptTime);
            if (!request.IsGranted)
                grant.OpenFor = null;
            return new DecideGrantResponse { Grant = GrantMessages.Of(grant, 0) };
        }, context.CancellationToken);
    }

    public async Task<RevokeGrantResponse> RevokeAsync(RevokeGrantRequest request, ServerCallContext context)
    {
        var call = Call(request, request.RequestId, context);
        var id = rules.Check(request.RequestId, request.GrantId, request.Reason, request.OperatorName);
        var response = await writes.WriteAsync(call, request.OperatorName, request.Reason, async (database, token) =>
        {
            var grant = await database.Grants.FirstOrDefaultAsync(grant => grant.Id == id, token);
            Require(grant is not null && (IsProducer(call.Caller.Participant, grant) || grant.ApplicantId == call.Caller.Participant.Id), id);
            if (grant!.State is not (GrantState.Applied or GrantState.Granted))
                throw new HubException(ErrorCatalogue.GrantState, ("grant_id", id.ToString()), ("state", grant.State.ToString())) { IsPrecondition = true };
            (grant.State, grant.Reason, grant.DecidedBy, grant.RevokeTime, grant.OpenFor) = (GrantState.Revoked, request.Reason, request.OperatorName, call.AcceptTime, null);
            var uses = await database.GrantUses.LongCountAsync(use => use.GrantId == id, token);
            return new RevokeGrantResponse { Grant = GrantMessages.Of(grant, uses) };
        }, context.CancellationToken);
        watch.Signal();
        return response;
    }

    /// <summary>What becomes of a grant whose last day has passed.</summary>
    public static void Expire(GrantEntry grant) => (grant.State, grant.OpenFor) = (GrantState.Expired, null);

    /// <summary>Whether a participant decides for the producer.</summary>
    public static bool IsProducer(Participant participant, GrantEntry grant)
        => participant.RegionCode == grant.ProducerRegion && participant.Roles.Contains(Roles.BackOffice);

    private static void Require(bool isThere, Guid id)
    {
        if (!isThere)
            throw new HubException(ErrorCatalogue.GrantNotFound, ("grant_id", id.ToString()));
    }

    private DateOnly DecisionDue(ApplyForGrantRequest request, DateOnly today)
    {
        var division = state.Current.Offices.Values.FirstOrDefault(office => office.RegionCode == request.ProducerRegion)?.DivisionCode ?? "";
        var calendar = state.Current.Calendars.For(division);
        try
        {
            return calendar.AddWorkingDays(today, catalogue[request.DataSet].DecisionWorkingDays);
        }
        catch (CalendarYearMissingException error)
        {
            throw new HubException(ErrorCatalogue.CalendarYearMissing, ("year", error.Year.ToString()), ("calendar", calendar.Name)) { IsPrecondition = true };
        }
    }

    private CaseCall Call(IMessage request, string requestId, ServerCallContext context)
        => new(context.Method, Caller.Of(context), Guid.TryParseExact(requestId, "D", out var id) ? id : Guid.Empty, MessageDigest.Compute(request), clock.LedgerNow());
}
