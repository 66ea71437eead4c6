using ExchangeHub.Contracts.Notary.V1;

namespace ExchangeHub.SampleRegion.Cases;

/// <summary>What the clerk does with a request.</summary>
public abstract record CaseDecision
{
    private CaseDecision()
    {
    }

    /// <summary>Answers it.</summary>
    public sealed record Answer(AssistanceReply Reply) : CaseDecision;

    /// <summary>Asks for what is missing.</summary>
    public sealed record AskForMore(SupplementRequest Missing) : CaseDecision;

    /// <summary>Passes it on.</summary>
    public sealed record PassOn(Transfer Transfer) : CaseDecision;
}
