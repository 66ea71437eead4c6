using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using Grpc.Core;

namespace ExchangeHub.SampleRegion.Cases;

/// <summary>A delivery that was received.</summary>
/// <param name="Number">Counts deliveries in the order of their coming.</param>
/// <param name="DeliveryId">Its id.</param>
/// <param name="Event">The event that it brought.</param>
public sealed record ReceivedDelivery(long Number, Guid DeliveryId, CaseEvent Event);

/// <summary>A case as far as this region knows it.</summary>
/// <param name="Summary">How far it is.</param>
/// <param name="Request">What is asked; null where this region never had it.</param>
public sealed record KnownCase(CaseSummary Summary, AssistanceRequest? Request);

/// <summary>What the hub said to an act that it accepted.</summary>
/// <param name="Receipt">Proves it; its exchange id is the event's.</param>
/// <param name="Case">The case after the event.</param>
public sealed record ActOutcome(ExchangeReceipt Receipt, CaseSummary Case);

/// <summary>What became of an act. Stored: a value never changes its number.</summary>
public enum ActState
{
    /// <summary>Written down; whether the hub has it is not known.</summary>
    Intended = 0,

    /// <summary>Accepted by the hub.</summary>
    Accepted = 1,

    /// <summary>Refused by the hub, for good.</summary>
    Refused = 2,
}

/// <summary>An act of this region, as it was written down before it was sent.</summary>
/// <param name="RequestId">The request id that it is sent with, each time.</param>
/// <param name="Method">The name of its RPC, for example <c>SubmitCase</c>.</param>
/// <param name="Body">The request as it is sent.</param>
/// <param name="State">What became of it.</param>
/// <param name="Outcome">What the hub said; null unless it accepted it.</param>
/// <param name="Refusal">Why the hub refused it; null unless it did.</param>
public sealed record IntendedAct(Guid RequestId, string Method, byte[] Body, ActState State, ActOutcome? Outcome, Status? Refusal);
