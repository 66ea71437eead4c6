using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain.Messages;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Relay;
using ExchangeHub.Hub.Storage.Writing;
using ExchangeHub.Hub.Validation;
using Google.Protobuf;
using Grpc.Core;

namespace ExchangeHub.Hub.Cases;

/// <summary>
/// The way of a write to a case, the same for every kind: identity of the acting office → shape → the decision and all that it
/// leaves behind, in one transaction → response. However it ends, one ledger entry says so before the caller hears of it.
/// </summary>
internal sealed partial class CaseDesk(
    HubStateHolder state, HubWriter writer, LedgerWriter ledger, CaseStore store, CaseRecorder recorder, CaseClock caseClock, ExchangeIds ids, PersonIndex persons, TimeProvider clock, ILogger<CaseDesk> logger)
{
    private static readonly Action<SubmitCaseResponse, ExchangeReceipt> SetReceipt = ExchangeMessages.SetReceiptOf<SubmitCaseResponse>();

    /// <summary>Takes a new case.</summary>
    /// <param name="request">The call.</param>
    /// <param name="validate">Adds every violation of the request itself.</param>
    /// <param name="context">The call's context.</param>
    public async Task<SubmitCaseResponse> SubmitAsync(SubmitCaseRequest request, Action<SubmitCaseRequest, Violations> validate, ServerCallContext context)
    {
        await ledger.RequireWritableAsync();
        var call = Call(request, request.Header?.RequestId, context);
        SubmitWrite write;
        try
        {
            write = Prepare(request, validate, call);
            await writer.WriteAsync(write);
        }
        catch (Exception error)
        {
            await RecordAsync(call, error, request.Header?.RequestingOffice?.Uscc, request.Header?.TargetOffice?.Uscc, request.Header?.OperatorName, null);
            throw;
        }
        return SubmitCaseResponse.Parser.ParseFrom(write.Response);
    }

    /// <summary>Takes an act on a case.</summary>
    public async Task<TResponse> ActAsync<TRequest, TResponse>(CaseAct<TRequest, TResponse> act, TRequest request, ServerCallContext context)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>, new()
    {
        await ledger.RequireWritableAsync();
        var action = act.Action(request);
        var call = Call(request, action?.RequestId, context);
        ActWrite<TRequest, TResponse> write;
        try
        {
            write = await PrepareAsync(act, request, call, context.CancellationToken);
            await writer.WriteAsync(write);
        }
        catch (Exception error)
        {
            await RecordAsync(call, error, action?.ActingOffice?.Uscc, null, action?.OperatorName, action?.CaseId);
            throw;
        }
        var response = new TResponse();
        response.MergeFrom(write.Response.ToArray());
        return response;
    }

    private SubmitWrite Prepare(SubmitCaseRequest request, Action<SubmitCaseRequest, Violations> validate, CaseCall call)
    {
        var today = ChinaTime.DateOf(call.AcceptTime);
        var violations = new Violations(today);
        var present = state.Current;
        var header = request.Header?.Clone();
        var addressee = header?.TargetOffice is { } addressed ? Addressee.Find(present, addressed, CaseRules.DateOf(request.Request?.TargetCertificate?.IssueDate) ?? today, today) : null;
        if (addressee is { IsSuccessor: true })
            header!.TargetOffice = new OfficeReference { Uscc = addressee.Office.Uscc, Name = addressee.Office.Name };
        Router.Route(present, call.Caller.Participant, header, violations);
        CommonRules.Header(violations, header);
        violations.Require(header?.TargetCase is not ExchangeHeader.TargetOneofCase.TargetRegion, "header", "target_office", CaseRules.OfficeNeeded);
        validate(request, violations);
        violations.ThrowIfAny();

        var office = present.Offices[header!.RequestingOffice.Uscc];
        var person = request.Request!.Subjects.Select(subject => subject.Party.Person).FirstOrDefault(person => person is not null);
        var subjectHash = person is null ? null : persons.Hash(person, today);
        return new SubmitWrite(header, request.Request, call, new CaseActor(call.Caller.Participant, office, header.OperatorName), addressee!, ids.Next(), subjectHash, recorder, SetReceipt);
    }

    private async Task<ActWrite<TRequest, TResponse>> PrepareAsync<TRequest, TResponse>(CaseAct<TRequest, TResponse> act, TRequest request, CaseCall call, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        var violations = new Violations(ChinaTime.DateOf(call.AcceptTime));
        var action = act.Action(request);
        var office = CaseRules.Action(violations, state.Current, call.Caller.Participant, action);
        var original = act.NeedsRequest && Guid.TryParseExact(action?.CaseId, "D", out var found) && office is not null
            ? await store.RequestForAsync(call.Caller.Participant, found, cancellationToken)
            : null;
        act.Validate(request, original, violations);
        var addressee = act.NewAddressee(request) is { } next ? NewAddressee(violations, next) : null;
        violations.ThrowIfAny();

        return new ActWrite<TRequest, TResponse>(
            act, request, original, call, new CaseActor(call.Caller.Participant, office, action!.OperatorName), Guid.ParseExact(action.CaseId, "D"), addressee, recorder, caseClock, persons);
    }

    private Office? NewAddressee(Violations violations, OfficeReference reference)
    {
        var office = state.Current.Offices.GetValueOrDefault(reference.Uscc);
        if (!violations.Require(office is not null, "transfer.office", "uscc", Router.NotInDirectory))
            return null;
        violations.Require(state.Current.Regions[office!.RegionCode].BackOffice is not null, "transfer.office", "uscc", Router.UnknownRegion);
        return office;
    }

    private CaseCall Call(IMessage request, string? requestId, ServerCallContext context)
    {
        return new CaseCall(context.Method, Caller.Of(context), Guid.TryParseExact(requestId, "D", out var id) ? id : Guid.Empty, MessageDigest.Compute(request), clock.LedgerNow());
    }

    /// <summary>Records a refusal, or that the hub failed. What was written has its entry in its own transaction.</summary>
    private async Task RecordAsync(CaseCall call, Exception error, string? office, string? requestedOffice, string? operatorName, string? caseId)
    {
        var kind = (error as HubException)?.Kind ?? ErrorCatalogue.HubFailed;
        var id = ids.Next();
        await ledger.AppendAsync(new LedgerEntry
        {
            Id = id,
            ExchangeId = Guid.TryParseExact(caseId, "D", out var found) ? found : id,
            RequestId = call.RequestId == Guid.Empty ? "" : call.RequestId.ToString(),
            Method = call.Method,
            Outcome = Outcomes.Of(kind),
            Reason = kind.Reason,
            CallerId = call.Caller.Participant.Id,
            CallerRegion = call.Caller.Participant.RegionCode,
            CallerCertificate = call.Caller.CertificateHash,
            RequestingOffice = LedgerText.Cut(office ?? "", LedgerText.Uscc),
            RequestedOffice = LedgerText.Cut(requestedOffice ?? "", LedgerText.Uscc),
            OperatorName = LedgerText.Cut(operatorName ?? "", LedgerText.OperatorName),
            AcceptTime = call.AcceptTime,
            CompleteTime = clock.GetUtcNow(),
            RequestDigest = kind == ErrorCatalogue.RequestInvalid ? null : call.RequestDigest,
        });
        LogRefused(logger, id, call.Method, call.Caller.Participant.Id, kind.Reason);
    }

    [LoggerMessage(1611, LogLevel.Information, "Entry {EntryId} {Method}: {Caller}, {Reason}")]
    private static partial void LogRefused(ILogger logger, Guid entryId, string method, string caller, string reason);
}
