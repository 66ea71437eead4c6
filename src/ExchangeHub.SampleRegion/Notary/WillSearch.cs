using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain;
using ExchangeHub.SampleRegion.Register;

namespace ExchangeHub.SampleRegion.Notary;

/// <summary>
/// Answers whether a will is on file (遗嘱备案查询). Will files are sealed while the testator lives (公证程序规则 Art. 60), so
/// nothing in an answer may tell that there is a will before the death is beyond doubt:
/// <list type="bullet">
/// <item>A death that the register contradicts is refused, whether there is a will or not.</item>
/// <item>A name alone gives a number of testators at most, never who they are (the same-name rule, even if it is one).</item>
/// <item>Where a proven person has none on file, but an old file may be of that person, the answer is open too: "none"
/// would be wrong in the worst case.</item>
/// </list>
/// </summary>
internal static class WillSearch
{
    public const int MaxWills = 20;

    public static async Task<QueryWillResponse> AnswerAsync(
        RegisterReader register, QueryWillRequest request, string? officeUscc, DateOnly today, CancellationToken cancellationToken)
    {
        if (!CalendarDates.TryToDateOnly(request.DeathProof?.DeathDate, out var deathDate) || deathDate > today)
            return Refused(RefusalReason.DeathNotProven);

        var claim = new PersonClaim(request.Testator, today);
        var subjects = await SubjectSearch.FindAsync(
            register, claim, candidate => Task.FromResult(candidate.Person.DeathDate == deathDate), cancellationToken);
        if (Contradiction(subjects.Proven, deathDate) is { } reason)
            return Refused(reason);

        var ofProven = await WillsAsync(register, subjects.Proven, officeUscc, cancellationToken);
        if (subjects.Proven.Count == 1 && ofProven.Count == 1)
            return Exists(ofProven[0]);
        if (ofProven.Count > 0)
            return Ambiguous(ofProven.Count);

        var fitting = subjects.Possible.Where(candidate => CanHaveDied(candidate, deathDate));
        var ofPossible = await WillsAsync(register, fitting, officeUscc, cancellationToken);
        return ofPossible.Count > 0
            ? Ambiguous(ofPossible.Count)
            : new QueryWillResponse { Outcome = QueryOutcome.Answered, Finding = WillFinding.NotFound };
    }

    /// <summary>Why the register does not believe the death of whoever is meant; null where it does not know better.</summary>
    private static RefusalReason? Contradiction(IReadOnlyList<PersonEntry> proven, DateOnly deathDate)
    {
        if (proven.Count == 0 || proven.Any(person => CanHaveDied(person, deathDate)))
            return null;
        return proven.Any(person => person.LastSeenAlive > deathDate)
            ? RefusalReason.SealedWillTestatorAlive
            : RefusalReason.DeathNotProven;
    }

    private static bool CanHaveDied(PersonEntry person, DateOnly deathDate) =>
        !(person.LastSeenAlive > deathDate) && (person.Person.DeathDate is null || person.Person.DeathDate == deathDate);

    /// <summary>The wills of each person who has any.</summary>
    private static async Task<IReadOnlyList<IReadOnlyList<WillEntry>>> WillsAsync(
        RegisterReader register, IEnumerable<PersonEntry> people, string? officeUscc, CancellationToken cancellationToken)
    {
        var result = new List<IReadOnlyList<WillEntry>>();
        foreach (var person in people)
        {
            var wills = await register.FindWillsAsync(person.Person.Id, officeUscc, cancellationToken);
            if (wills.Count > 0)
                result.Add(wills);
        }
        return result;
    }

    private static QueryWillResponse Refused(RefusalReason reason) =>
        new() { Outcome = QueryOutcome.Refused, RefusalReason = reason };

    private static QueryWillResponse Ambiguous(int candidates) =>
        new() { Outcome = QueryOutcome.Answered, Finding = WillFinding.Ambiguous, CandidateCount = candidates };

    private static QueryWillResponse Exists(IReadOnlyList<WillEntry> wills)
    {
        var response = new QueryWillResponse { Outcome = QueryOutcome.Answered, Finding = WillFinding.Exists };
        response.Wills.AddRange(wills.Take(MaxWills).Select(will => new WillReference
        {
            Office = new OfficeReference { Uscc = will.Office.Uscc, Name = will.Office.Name },
            CertificateNumber = CertificateNumbers.Parse(will.RawNumber),
            IssueDate = CalendarDates.ToProto(will.IssueDate),
        }));
        return response;
    }
}
