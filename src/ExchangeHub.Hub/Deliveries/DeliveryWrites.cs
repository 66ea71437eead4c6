using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Cases;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage.Writing;

namespace ExchangeHub.Hub.Deliveries;

/// <summary>One attempt to bring a delivery, for the ledger.</summary>
/// <param name="Id">The attempt's id: the ledger entry's, on both sides.</param>
/// <param name="Delivery">The delivery.</param>
/// <param name="ResponderId">The back office.</param>
/// <param name="HubCertificate">SHA-256 of the certificate that the hub calls with.</param>
/// <param name="RequestDigest">Digest of what was brought.</param>
/// <param name="StartTime">When it began.</param>
internal sealed record DeliveryAttempt(Guid Id, Delivery Delivery, string ResponderId, byte[] HubCertificate, byte[] RequestDigest, DateTimeOffset StartTime)
{
    public const string Method = "/exchangehub.delivery.v1.InboxService/Deliver";

    public LedgerEntry Entry(ExchangeOutcome outcome, string reason, byte[]? responseDigest, DateTimeOffset now) => new()
    {
        Id = Id,
        ExchangeId = Delivery.CaseId,
        RequestId = Delivery.Id.ToString(),
        Method = Method,
        Outcome = outcome,
        Reason = reason,
        CallerId = CaseActor.HubReference.ParticipantId,
        CallerRegion = CaseActor.HubReference.RegionCode,
        CallerCertificate = HubCertificate,
        ResponderId = ResponderId,
        ResponderRegion = Delivery.AddresseeRegion,
        AcceptTime = StartTime,
        CompleteTime = now,
        RequestDigest = RequestDigest,
        ResponseDigest = responseDigest,
    };
}

/// <summary>The addressee has it. A request that has reached its addressee is DELIVERED from now on (送达).</summary>
internal sealed class AcknowledgedWrite(DeliveryAttempt attempt, byte[] responseDigest, CaseRecorder recorder, CaseClock caseClock, DateTimeOffset now) : HubWrite
{
    private const string Method = "hub:delivered";

    /// <summary>A request or a transfer changes the case; for other events there is nothing to look at.</summary>
    public override Guid? CaseId => attempt.Delivery.EventKind is CaseEventKind.Submitted or CaseEventKind.Transferred ? attempt.Delivery.CaseId : null;

    public override void Apply(WriteBatch batch)
    {
        batch.Update(attempt.Delivery, delivery =>
        {
            delivery.State = DeliveryState.Acknowledged;
            delivery.AcknowledgeTime = now;
            delivery.AttemptCount++;
        });
        batch.Add(attempt.Entry(ExchangeOutcome.Answered, "", responseDigest, now));
        if (CaseId is not { } id || batch.Case(id) is not { } file || file.RequestedRegion != attempt.Delivery.AddresseeRegion)
            return;
        // A request that comes to its addressee again, after the case was passed on, says nothing of the transfer.
        if (file.State == CaseState.Transferred && attempt.Delivery.EventKind != CaseEventKind.Transferred)
            return;
        // The receipt may have been confirmed before the acknowledgement came here; then there is nothing left to say.
        if (CaseTransitions.Find(CaseEventKind.Delivered, CaseSide.Hub, file.State) is not { } transition)
            return;
        file.DeliverTime = now;
        HubEvents.Record(recorder, batch, file, transition, Method, now, notice: null);
        caseClock.SetCheckDate(file, now);
    }
}

/// <summary>The addressee has refused it, or whether it has it is in doubt: it is brought again later.</summary>
internal sealed class FailedAttemptWrite(DeliveryAttempt attempt, ExchangeOutcome outcome, string reason, DateTimeOffset nextAttempt, DateTimeOffset now) : HubWrite
{
    /// <summary>Never the state: another hub may have had an acknowledgement.</summary>
    public override void Apply(WriteBatch batch)
    {
        batch.Update(attempt.Delivery, delivery =>
        {
            delivery.NextAttemptTime = nextAttempt;
            delivery.AttemptCount++;
            delivery.LastReason = reason;
        });
        batch.Add(attempt.Entry(outcome, reason, responseDigest: null, now));
    }
}

/// <summary>It is given up (死信), until an operator sends it again.</summary>
internal sealed class GiveUpWrite(DeliveryAttempt attempt, DateTimeOffset now) : HubWrite
{
    public const string Reason = "DELIVERY_GIVEN_UP";

    public override void Apply(WriteBatch batch)
    {
        batch.Update(attempt.Delivery, delivery => delivery.State = DeliveryState.Failed);
        batch.Add(attempt.Entry(ExchangeOutcome.GivenUp, Reason, responseDigest: null, now));
    }
}
