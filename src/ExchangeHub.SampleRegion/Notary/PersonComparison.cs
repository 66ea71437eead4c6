using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.SampleRegion.Register;

namespace ExchangeHub.SampleRegion.Notary;

/// <summary>How sure the register can be that an identity is that of a person it knows.</summary>
internal enum IdentityMatch
{
    /// <summary>Something that does not change is different: another person.</summary>
    Different,

    /// <summary>Nothing is against it, but it is not enough: others may bear that name.</summary>
    Possible,

    /// <summary>The same person.</summary>
    Proven,
}

/// <summary>
/// Compares an identity as asked with a person of the register. The same-name rule: the document number proves a person,
/// or name and birth date and one thing more; a name alone never does.
/// </summary>
/// <remarks>
/// Three cases that the rule leaves open. A document number with quite another name is possible only, not proven: the
/// person may have changed the name, but the same number was also given out twice, to two persons. A birth date that one
/// side knows in part proves nothing, it can only contradict. An address that differs is no contradiction: people move.
/// </remarks>
internal sealed class PersonComparison
{
    private PersonComparison(PersonClaim claim, RegisteredPerson person)
    {
        var registeredKeys = person.AllNames.Select(TextKeys.OfName).ToHashSet();
        var namesInCommon = claim.AllNameKeys.Count(registeredKeys.Contains);
        var formerInCommon = claim.FormerNameKeys.Any(registeredKeys.Contains);

        Name = registeredKeys.Contains(claim.NameKey) ? FieldComparison.Match
            // The file has the person under a former name, which the asker gave as such.
            : formerInCommon ? FieldComparison.NotRecorded
            : FieldComparison.Mismatch;
        FormerNames = formerInCommon ? FieldComparison.Match : FieldComparison.NotRecorded;
        Document = CompareDocument(claim, person);
        BirthDate = Compare(claim.BirthDate, person.BirthDate, (one, other) => one.AgreesWith(other));
        Sex = Compare(
            claim.Sex == Contracts.Exchange.V1.Sex.Unspecified ? null : claim.Sex,
            person.Sex == Contracts.Exchange.V1.Sex.Unspecified ? (Sex?)null : person.Sex,
            (one, other) => one == other);
        AddressCode = claim.AddressCode.Length == 0 || person.AddressCode.Length == 0 ? FieldComparison.NotRecorded
            : claim.AddressCode == person.AddressCode ? FieldComparison.Match
            : FieldComparison.Mismatch;
        HasNameInCommon = namesInCommon > 0;
        HasSecondName = namesInCommon > 1;
        IsConsistent = !claim.ContradictsItself;
        HasSameBirthDay = claim.BirthDate is { IsComplete: true } birthDate && birthDate == person.BirthDate;
    }

    public FieldComparison Name { get; }
    public FieldComparison FormerNames { get; }
    public FieldComparison Document { get; }
    public FieldComparison BirthDate { get; }
    public FieldComparison Sex { get; }
    public FieldComparison AddressCode { get; }

    private bool IsConsistent { get; }
    private bool HasNameInCommon { get; }
    private bool HasSecondName { get; }
    private bool HasSameBirthDay { get; }

    public static PersonComparison Of(PersonClaim claim, RegisteredPerson person) => new(claim, person);

    /// <summary>What it all amounts to.</summary>
    /// <param name="knowsMore">Something else agrees that few know, such as the date of death or an heir.</param>
    public IdentityMatch Match(bool knowsMore = false)
    {
        if (Document == FieldComparison.Match)
            return HasNameInCommon ? IdentityMatch.Proven : IdentityMatch.Possible;
        if (Document == FieldComparison.Mismatch || !HasNameInCommon)
            return IdentityMatch.Different;
        if (BirthDate == FieldComparison.Mismatch || Sex == FieldComparison.Mismatch)
            return IdentityMatch.Different;
        var oneMore = Sex == FieldComparison.Match || AddressCode == FieldComparison.Match || HasSecondName || knowsMore;
        return HasSameBirthDay && oneMore && IsConsistent ? IdentityMatch.Proven : IdentityMatch.Possible;
    }

    private static FieldComparison CompareDocument(PersonClaim claim, RegisteredPerson person)
    {
        if (claim.Document is not { } claimed || person.Document is not { } registered || claimed.Type != registered.Type)
            return FieldComparison.NotRecorded;
        // Two states may give one number to two persons.
        var sameIssuer = claimed.Type is not (IdentityDocumentType.Passport or IdentityDocumentType.Other)
            || claim.Nationality == person.Nationality;
        return sameIssuer && claimed.NormalizedNumber == registered.NormalizedNumber ? FieldComparison.Match : FieldComparison.Mismatch;
    }

    private static FieldComparison Compare<T>(T? claimed, T? registered, Func<T, T, bool> agree)
        where T : struct =>
        claimed is null || registered is null ? FieldComparison.NotRecorded
        : agree(claimed.Value, registered.Value) ? FieldComparison.Match
        : FieldComparison.Mismatch;
}
