using ExchangeHub.Hub.Identity;

namespace ExchangeHub.Hub.Attachments;

/// <summary>Knows the two sides of a case (案件双方). Whoever keeps the cases implements it.</summary>
internal interface ICaseSides
{
    /// <summary>Whether <paramref name="caller"/> acts for one of the two sides; false for a case that does not exist.</summary>
    Task<bool> IsSideAsync(Guid caseId, Participant caller, CancellationToken cancellationToken);
}
