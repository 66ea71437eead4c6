using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Addenda;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Relay;
using ExchangeHub.Hub.Storage.Writing;
using ExchangeHub.Hub.Validation;
using Google.Protobuf;

namespace ExchangeHub.Hub.Cases;

/// <summary>An act on a case: checked against the transition table, and recorded.</summary>
internal sealed class ActWrite<TRequest, TResponse>(
    CaseAct<TRequest, TResponse> act, TRequest request, AssistanceRequest? original, CaseCall call, CaseActor actor, Guid caseId, Office? newAddressee, CaseRecorder recorder, CaseClock clock, PersonIndex persons)
    : CaseWrite<TResponse>(call, recorder, CaseRules.Attachments(act.Documents(request)), act.SetReceipt)
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    public override Guid? CaseId => caseId;

    protected override void Do(WriteBatch batch)
    {
        var file = Decide(batch, out var transition);
        RequireAttachments(batch, caseId);
        var formerRegion = file.RequestedRegion;
        // Never before what has happened already: a call may have waited while another passed it, and the clock may have gone back.
        var time = Call.AcceptTime > file.UpdateTime ? Call.AcceptTime : file.UpdateTime;
        Change(file, transition, time);
        var message = Recorder.Record(batch, file, transition, actor, time, formerRegion, message =>
        {
            act.Fill(request, original, message);
            if (act.Kind == CaseEventKind.Replied)
                message.Reply.ReplyVersion = file.ReplyVersion;
        });
        if (act.Kind == CaseEventKind.Replied)
            file.ReplyEventId = file.LastEventId;
        var certificate = Attestation.Of(message.Reply?.CertificateFinding ?? CertificateFinding.Unspecified, original?.TargetCertificate?.Number);
        var hash = certificate is null ? null : persons.HashCertificate(file.RequestedOffice, certificate);
        Conclude(batch, file, message, act.Respond(message.Case), entry => entry with { CertificateHash = hash });
    }

    private CaseFile Decide(WriteBatch batch, out CaseTransition transition)
    {
        var file = batch.Case(caseId);
        var mine = act.By == CaseSide.Requester ? file?.RequestingOffice : file?.RequestedOffice;
        var other = act.By == CaseSide.Requester ? file?.RequestedOffice : file?.RequestingOffice;
        // Who has a part in the case, but not the one that may do this, hears what is allowed; anybody else, that there is none.
        if (file is null || (actor.Office!.Uscc != mine && actor.Office.Uscc != other))
            throw new HubException(ErrorCatalogue.CaseNotFound, ("case_id", caseId.ToString()));
        var side = actor.Office.Uscc == file.RequestingOffice ? CaseSide.Requester : CaseSide.Responder;

        var expected = act.Action(request)!.ExpectedVersion;
        if (expected != 0 && expected != file.Version)
            throw new HubException(ErrorCatalogue.CaseChanged, ("case_id", caseId.ToString()), ("version", file.Version.ToString()), ("expected_version", expected.ToString()));
        if (file.Version >= CaseRecorder.MaxEvents)
            throw new HubException(ErrorCatalogue.CaseFull, ("case_id", caseId.ToString()), ("limit", CaseRecorder.MaxEvents.ToString()));
        transition = CaseTransitions.Require(act.Kind, side, file);
        RequireAddressee(file);
        if (act.Kind == CaseEventKind.RestartAgreed && !file.WasTransferred)
            throw CaseTransitions.Wrong(act.Kind, side, file);
        if (act.Kind == CaseEventKind.Disputed && ChinaTime.DateOf(Call.AcceptTime) > file.DisputeDate)
            throw new HubException(ErrorCatalogue.DisputeTooLate, ("case_id", caseId.ToString()), ("dispute_date", $"{file.DisputeDate:yyyy-MM-dd}")) { IsPrecondition = true };
        return file;
    }

    /// <summary>A case passes to another office, and stays between two regions.</summary>
    private void RequireAddressee(CaseFile file)
    {
        if (newAddressee is null)
            return;
        var violations = new Violations(ChinaTime.DateOf(Call.AcceptTime));
        violations.Require(newAddressee.RegionCode != file.RequestingRegion, "transfer.office", "uscc", Router.SameRegion);
        violations.Require(newAddressee.Uscc != file.RequestedOffice, "transfer.office", "uscc", CaseRules.SameOffice);
        violations.ThrowIfAny();
    }

    /// <summary>What the act changes beside the state. The clock refuses before it changes anything.</summary>
    private void Change(CaseFile file, CaseTransition transition, DateTimeOffset time)
    {
        switch (act.Kind)
        {
            case CaseEventKind.ReceiptConfirmed:
                clock.Receive(file, time);
                break;
            case CaseEventKind.SupplementRequested:
                clock.Pause(file, time);
                break;
            case CaseEventKind.SupplementProvided:
                clock.Resume(file, time);
                break;
            case CaseEventKind.Transferred:
                PassOn(file);
                break;
            case CaseEventKind.RestartAgreed:
                file.RestartAgreed = true;
                break;
            case CaseEventKind.Replied:
                file.ReplyVersion++;
                file.ReplyOutcome = act.Outcome(request);
                if (!transition.IsLate)
                    clock.Reply(file, time);
                break;
            case CaseEventKind.Disputed or CaseEventKind.Closed or CaseEventKind.Withdrawn:
                file.CheckDate = null;
                break;
            default:
                break; // The state says it all.
        }
    }

    private void PassOn(CaseFile file)
    {
        if (file.AddressedOfficeName.Length == 0)
            (file.AddressedOffice, file.AddressedOfficeName) = (file.RequestedOffice, file.RequestedOfficeName);
        (file.RequestedOffice, file.RequestedOfficeName, file.RequestedRegion) = (newAddressee!.Uscc, newAddressee.Name, newAddressee.RegionCode);
        file.Successions += $"{ChinaTime.DateOf(Call.AcceptTime):yyyy-MM-dd} {actor.Office!.Name} 移送 {newAddressee.Name}\n";
        file.DeliverTime = null;
        file.News &= ~CaseNews.Unreceived; // The new addressee may leave it lying too.
        file.WasTransferred = true;
    }
}
