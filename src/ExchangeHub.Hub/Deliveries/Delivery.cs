using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Storage;

namespace ExchangeHub.Hub.Deliveries;

/// <summary>One message that the hub must bring to a region's back office (送达): kept until it is acknowledged.</summary>
internal sealed class Delivery
{
    /// <summary>The id by which the addressee tells a repeat, a UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>The region whose back office, whichever it is by then, gets it.</summary>
    public required string AddresseeRegion { get; init; }

    /// <summary>What is brought: <see cref="KeptMessage.Id"/>.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>Deliveries with the same one are brought in order: the case's id.</summary>
    public required Guid CaseId { get; init; }

    /// <summary>The place in that order: the event's number in its case.</summary>
    public required int CaseVersion { get; init; }

    public required CaseEventKind EventKind { get; init; }

    public DeliveryState State { get; set; } = DeliveryState.Waiting;

    public required DateTimeOffset AcceptTime { get; init; }

    /// <summary>Not tried before.</summary>
    public required DateTimeOffset NextAttemptTime { get; set; }

    /// <summary>Given up then.</summary>
    public required DateTimeOffset GiveUpTime { get; set; }

    /// <summary>How often it was tried.</summary>
    public int AttemptCount { get; set; }

    /// <summary>Why the last attempt failed.</summary>
    public string LastReason { get; set; } = "";

    public DateTimeOffset? AcknowledgeTime { get; set; }
}

/// <summary>What is to be brought, and what a case's papers are: a serialised <c>DeliverRequest</c> without header and delivery id, encrypted. Purged after its retention.</summary>
internal sealed class KeptMessage
{
    public required Guid Id { get; init; }

    public required byte[] Body { get; init; }
}

/// <summary>
/// Which of several hubs brings a region, by its code, its deliveries: one at a time, so that a case's events stay in order. Two at once do no harm
/// but repeats: each goes on only after an acknowledgement.
/// </summary>
internal sealed class DispatchLease : Lease;
