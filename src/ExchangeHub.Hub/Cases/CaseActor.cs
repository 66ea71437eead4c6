using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Hub.Identity;

namespace ExchangeHub.Hub.Cases;

/// <summary>Who causes an event.</summary>
/// <param name="Participant">The participant; null for the hub.</param>
/// <param name="Office">The office in whose name; null for the hub.</param>
/// <param name="OperatorName">The person there.</param>
internal sealed record CaseActor(Participant? Participant, Office? Office, string OperatorName)
{
    /// <summary>How messages and the ledger name the hub.</summary>
    public static ParticipantReference HubReference { get; } = new() { ParticipantId = "hub", RegionCode = "HUB" };

    /// <summary>The hub itself.</summary>
    public static CaseActor Hub { get; } = new(null, null, "");

    public string Id => Participant?.Id ?? "";

    public string RegionCode => Participant?.RegionCode ?? "";
}
