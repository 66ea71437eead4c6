using ExchangeHub.Contracts.Delivery.V1;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Deliveries;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage.Protection;
using ExchangeHub.Hub.Storage.Writing;
using Google.Protobuf;
using DeliveryState = ExchangeHub.Contracts.Operations.V1.DeliveryState;

namespace ExchangeHub.Hub.Cases;

/// <summary>
/// Adds an event to a case: the case's new state, the event, its papers, encrypted, and a delivery for each side that did not
/// cause it, all in the transaction of the write that calls it.
/// </summary>
internal sealed class CaseRecorder(ExchangeIds ids, HubStateHolder state, PayloadProtection protection, DeliveryOptions deliveries)
{
    /// <summary>Most events of one case after which a side may still act: more than any has, and few enough to be read at once. The hub's own, which are few, are never refused: a delivery could not be acknowledged without its event.</summary>
    public const int MaxEvents = 1_000;

    /// <summary>The directory.</summary>
    public IReadOnlyDictionary<string, Office> Offices => state.Current.Offices;

    private readonly PayloadProtector _protector = protection.For("case message");

    /// <summary>Adds the event. The caller has changed what else it changes in the case, because the event shows the case after it.</summary>
    /// <param name="batch">What is written.</param>
    /// <param name="file">The case.</param>
    /// <param name="transition">The row of the table that allows it.</param>
    /// <param name="actor">Who causes it.</param>
    /// <param name="now">When.</param>
    /// <param name="formerRegion">The region that was asked until now.</param>
    /// <param name="fill">Adds what comes with it.</param>
    public CaseEvent Record(WriteBatch batch, CaseFile file, CaseTransition transition, CaseActor actor, DateTimeOffset now, string formerRegion, Action<CaseEvent>? fill = null)
    {
        file.Version++;
        file.LastEventId = ids.NextAfter(file.LastEventId);
        file.State = transition.To ?? file.State;
        file.UpdateTime = now;
        file.PurgeTime = null; // What comes after a purge is purged in its turn.
        if (file.State is CaseState.Closed or CaseState.Withdrawn)
            file.EndTime ??= now;

        var entry = Entry(file, transition, actor, now);
        var message = CaseSummaries.Outline(entry);
        message.Case = CaseSummaries.Of(file);
        fill?.Invoke(message);
        var request = new DeliverRequest { CaseEvent = message };
        batch.Add(entry, Keep(entry.EventId, request));
        foreach (var region in Addressees(file, transition.Event, actor, formerRegion))
            batch.Add(Delivery(file, entry, region, now));
        return message;
    }

    /// <summary>A message as it is kept until it is brought: encrypted.</summary>
    public KeptMessage Keep(Guid id, DeliverRequest request) => new() { Id = id, Body = _protector.Protect(request.ToByteArray()) };

    /// <summary>What came with an event; null when it has been purged.</summary>
    public CaseEvent Read(KeptMessage message) => DeliverRequest.Parser.ParseFrom(_protector.Unprotect(message.Body)).CaseEvent;

    /// <summary>The message to bring, without header and delivery id.</summary>
    public DeliverRequest ReadDelivery(byte[] body) => DeliverRequest.Parser.ParseFrom(_protector.Unprotect(body));

    /// <summary>The ledger's entry for an event: its id is the event's.</summary>
    public static LedgerEntry LedgerEntry(CaseFile file, string method, string requestId, Caller? caller, ParticipantReference? responder, byte[] requestDigest, byte[]? responseDigest, CaseEvent message)
    {
        var time = message.EventTime.ToDateTimeOffset();
        return new LedgerEntry
        {
            Id = file.LastEventId,
            ExchangeId = file.Id,
            RequestId = requestId,
            Method = method,
            Outcome = ExchangeOutcome.Answered,
            CallerId = caller?.Participant.Id ?? CaseActor.HubReference.ParticipantId,
            CallerRegion = caller?.Participant.RegionCode ?? CaseActor.HubReference.RegionCode,
            CallerCertificate = caller?.CertificateHash ?? [],
            ResponderId = responder?.ParticipantId ?? "",
            ResponderRegion = responder?.RegionCode ?? "",
            RequestingOffice = file.RequestingOffice,
            RequestedOffice = file.RequestedOffice,
            OperatorName = message.OperatorName,
            OwnCaseNumber = file.OwnCaseNumber,
            SubjectHash = file.SubjectHash,
            AcceptTime = time,
            CompleteTime = time,
            RequestDigest = requestDigest,
            ResponseDigest = responseDigest,
        };
    }

    private static CaseEventEntry Entry(CaseFile file, CaseTransition transition, CaseActor actor, DateTimeOffset now) => new()
    {
        CaseId = file.Id,
        Version = file.Version,
        EventId = file.LastEventId,
        Kind = transition.Event,
        State = file.State,
        EventTime = now,
        ActorId = actor.Id,
        ActorRegion = actor.RegionCode,
        ActingOffice = actor.Office?.Uscc ?? "",
        ActingOfficeName = actor.Office?.Name ?? "",
        OperatorName = actor.OperatorName,
        IsLate = transition.IsLate,
    };

    /// <summary>
    /// Both sides' regions that have a back office, save the one that caused it: DELIVERED is the requested region's own doing. A
    /// new request comes to its region in any case.
    /// </summary>
    private IEnumerable<string> Addressees(CaseFile file, CaseEventKind kind, CaseActor actor, string formerRegion)
    {
        var regions = state.Current.Regions;
        var isNew = kind is CaseEventKind.Submitted or CaseEventKind.Transferred;
        if (isNew || (kind != CaseEventKind.Delivered && HasOtherBackOffice(file.RequestedRegion)))
            yield return file.RequestedRegion;
        if (HasOtherBackOffice(file.RequestingRegion))
            yield return file.RequestingRegion;
        if (formerRegion != file.RequestedRegion && HasOtherBackOffice(formerRegion))
            yield return formerRegion;

        bool HasOtherBackOffice(string code) => regions.GetValueOrDefault(code)?.BackOffice is { } backOffice && backOffice.Id != actor.Id;
    }

    private Delivery Delivery(CaseFile file, CaseEventEntry entry, string region, DateTimeOffset now) => new()
    {
        Id = ids.NextAfter(entry.EventId),
        AddresseeRegion = region,
        MessageId = entry.EventId,
        CaseId = file.Id,
        CaseVersion = entry.Version,
        EventKind = entry.Kind,
        State = DeliveryState.Waiting,
        AcceptTime = now,
        NextAttemptTime = now,
        GiveUpTime = now.AddHours(deliveries.GiveUpHours),
    };
}
