using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain;
using ExchangeHub.SampleRegion.Register;

namespace ExchangeHub.SampleRegion.Notary;

/// <summary>
/// Answers whether an inheritance was notarised or is pending (继承公证重复办理查询). Here the date of death and an heir's
/// document number are the "one thing more" of the same-name rule as well. One that was notarised outweighs one pending.
/// </summary>
internal static class InheritanceSearch
{
    public const int MaxInheritances = 20;

    public static async Task<QueryInheritanceResponse> AnswerAsync(
        RegisterReader register, QueryInheritanceRequest request, string? officeUscc, DateOnly today, CancellationToken cancellationToken)
    {
        if (!CalendarDates.TryToDateOnly(request.DeathDate, out var deathDate) || deathDate > today)
            return Refused(RefusalReason.DeathNotProven);

        var heirs = request.Heirs.Select(heir => new PersonClaim(heir, today)).ToList();
        var subjects = await SubjectSearch.FindAsync(
            register,
            new PersonClaim(request.Decedent, today),
            async candidate => candidate.Person.DeathDate == deathDate || await SharesHeirAsync(register, candidate, heirs, cancellationToken),
            cancellationToken);
        // There is nothing to inherit from somebody who came to an office after that day.
        if (subjects.Proven.Count > 0 && subjects.Proven.All(person => person.LastSeenAlive > deathDate))
            return Refused(RefusalReason.DeathNotProven);

        var ofProven = await InheritancesAsync(register, subjects.Proven, officeUscc, cancellationToken);
        if (subjects.Proven.Count == 1 && ofProven.Count == 1)
            return Found(ofProven[0]);
        if (ofProven.Count > 0)
            return Ambiguous(ofProven.Count);

        // Of somebody who is not proven, another date of death means another person.
        var fitting = subjects.Possible.Where(candidate => candidate.Person.DeathDate is null || candidate.Person.DeathDate == deathDate);
        var ofPossible = await InheritancesAsync(register, fitting, officeUscc, cancellationToken);
        return ofPossible.Count > 0
            ? Ambiguous(ofPossible.Count)
            : new QueryInheritanceResponse { Outcome = QueryOutcome.Answered, Finding = InheritanceFinding.None };
    }

    private static async Task<bool> SharesHeirAsync(
        RegisterReader register, PersonEntry decedent, IReadOnlyList<PersonClaim> heirs, CancellationToken cancellationToken)
    {
        var registered = await register.FindHeirsAsync(decedent.Person.Id, cancellationToken);
        return registered.Any(heir => heirs.Any(claimed =>
            PersonComparison.Of(claimed, heir.Person) is { Document: FieldComparison.Match } comparison
            && comparison.Match() == IdentityMatch.Proven));
    }

    /// <summary>The inheritances of each person who has any.</summary>
    private static async Task<IReadOnlyList<IReadOnlyList<InheritanceEntry>>> InheritancesAsync(
        RegisterReader register, IEnumerable<PersonEntry> people, string? officeUscc, CancellationToken cancellationToken)
    {
        var result = new List<IReadOnlyList<InheritanceEntry>>();
        foreach (var person in people)
        {
            var inheritances = await register.FindInheritancesAsync(person.Person.Id, officeUscc, cancellationToken);
            if (inheritances.Count > 0)
                result.Add(inheritances);
        }
        return result;
    }

    private static QueryInheritanceResponse Refused(RefusalReason reason) =>
        new() { Outcome = QueryOutcome.Refused, RefusalReason = reason };

    private static QueryInheritanceResponse Ambiguous(int candidates) =>
        new() { Outcome = QueryOutcome.Answered, Finding = InheritanceFinding.Ambiguous, CandidateCount = candidates };

    private static QueryInheritanceResponse Found(IReadOnlyList<InheritanceEntry> inheritances)
    {
        var response = new QueryInheritanceResponse
        {
            Outcome = QueryOutcome.Answered,
            Finding = inheritances.Any(inheritance => inheritance.IsIssued) ? InheritanceFinding.Issued : InheritanceFinding.Pending,
        };
        response.Inheritances.AddRange(inheritances.Take(MaxInheritances).Select(inheritance => new InheritanceReference
        {
            Office = new OfficeReference { Uscc = inheritance.Office.Uscc, Name = inheritance.Office.Name },
            AcceptanceDate = CalendarDates.ToProto(inheritance.AcceptanceDate),
        }));
        return response;
    }
}
