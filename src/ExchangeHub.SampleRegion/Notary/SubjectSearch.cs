using ExchangeHub.SampleRegion.Register;

namespace ExchangeHub.SampleRegion.Notary;

/// <summary>Whom of the register an identity fits: persons proven to be meant, and persons who may be.</summary>
internal sealed record Subjects(IReadOnlyList<PersonEntry> Proven, IReadOnlyList<PersonEntry> Possible);

/// <summary>Finds the persons of the register that an identity fits, by document number and by every name.</summary>
internal static class SubjectSearch
{
    /// <param name="knowsMoreAsync">Whether the asker knows something else of that person that few know.</param>
    public static async Task<Subjects> FindAsync(
        RegisterReader register,
        PersonClaim claim,
        Func<PersonEntry, Task<bool>> knowsMoreAsync,
        CancellationToken cancellationToken)
    {
        var candidates = new Dictionary<int, PersonEntry>();
        if (claim.Document is { NormalizedNumber.Length: > 0 } document)
        {
            foreach (var person in await register.FindPersonsByDocumentAsync(document.Type, document.NormalizedNumber, cancellationToken))
                candidates[person.Person.Id] = person;
        }
        foreach (var name in claim.Identity.FormerNames.Prepend(claim.Identity.Name))
        {
            foreach (var person in await register.FindPersonsByNameAsync(name, cancellationToken))
                candidates[person.Person.Id] = person;
        }

        List<PersonEntry> proven = [], possible = [];
        foreach (var candidate in candidates.Values.OrderBy(candidate => candidate.Person.Id))
        {
            var comparison = PersonComparison.Of(claim, candidate.Person);
            var match = comparison.Match();
            if (match == IdentityMatch.Possible && await knowsMoreAsync(candidate))
                match = comparison.Match(knowsMore: true);
            if (match == IdentityMatch.Proven)
                proven.Add(candidate);
            else if (match == IdentityMatch.Possible)
                possible.Add(candidate);
        }
        return new Subjects(proven, possible);
    }
}
