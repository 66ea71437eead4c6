using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Domain;
using ExchangeHub.SampleRegion.Register;

namespace ExchangeHub.SampleRegion.Notary;

/// <summary>A document as asked; an empty number is one that its rules do not accept, and equals none.</summary>
internal sealed record ClaimedDocument(IdentityDocumentType Type, string NormalizedNumber);

/// <summary>An identity as the asker gave it, in the forms in which the register compares.</summary>
internal sealed class PersonClaim
{
    public PersonClaim(PersonIdentity identity, DateOnly today)
    {
        Identity = identity;
        NameKey = TextKeys.OfName(identity.Name);
        FormerNameKeys = [.. identity.FormerNames.Select(TextKeys.OfName)];
        Nationality = identity.Nationality.Length == 0 ? "CHN" : identity.Nationality;
        AddressCode = identity.AddressCode;
        if (identity.IdentityDocument is { } document)
        {
            IdentityDocuments.TryNormalize(document.Type, document.RawNumber, today, out var number);
            Document = new ClaimedDocument(document.Type, number);
        }

        BirthDate = identity.BirthDate is { } birth ? new RecordedDate(birth.Year, birth.Month, birth.Day) : null;
        Sex = identity.Sex;
        if (Document is { Type: IdentityDocumentType.ResidentId, NormalizedNumber: { Length: > 0 } residentId })
            TakeFrom(residentId);
    }

    public PersonIdentity Identity { get; }
    public string NameKey { get; }
    public IReadOnlyList<string> FormerNameKeys { get; }
    public IEnumerable<string> AllNameKeys => FormerNameKeys.Prepend(NameKey).Distinct();
    public ClaimedDocument? Document { get; }
    public string Nationality { get; }
    public RecordedDate? BirthDate { get; private set; }
    public Sex Sex { get; private set; }
    public string AddressCode { get; }

    /// <summary>Birth date or sex are others than the resident number says. It happens in life, but proves nobody.</summary>
    public bool ContradictsItself { get; private set; }

    /// <summary>A resident number tells birth date and sex: an old file that has both, but no number, is found by them.</summary>
    private void TakeFrom(string residentId)
    {
        var birthDate = RecordedDate.Of(ResidentId.BirthDate(residentId));
        var sex = ResidentId.IsMale(residentId) ? Sex.Male : Sex.Female;
        ContradictsItself = BirthDate?.AgreesWith(birthDate) == false || (Sex != Sex.Unspecified && Sex != sex);
        BirthDate ??= birthDate;
        if (Sex == Sex.Unspecified)
            Sex = sex;
    }
}
