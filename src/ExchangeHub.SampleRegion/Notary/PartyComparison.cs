using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.SampleRegion.Register;

namespace ExchangeHub.SampleRegion.Notary;

/// <summary>
/// Compares a party (当事人) as asked with the parties of a certificate, field by field, as far as the asker said something.
/// </summary>
/// <param name="Match">Whether it is one of the certificate's parties.</param>
/// <param name="Fields">
/// The party itself first: MATCH where it is proven to be the same, NOT_DISCLOSED where name and certificate agree but
/// who it is remains open. Then its parts. Of somebody else nothing is compared beyond name and number, so that birth
/// date and address can't be found by trying.
/// </param>
internal sealed record PartyComparison(IdentityMatch Match, IReadOnlyList<FieldResult> Fields)
{
    /// <summary>Compares with whichever of the parties fits best.</summary>
    /// <param name="path">The request's field, for example <c>principal</c>.</param>
    public static PartyComparison Of(string path, Party claimed, IEnumerable<CertificateParty> registered, DateOnly today)
    {
        var candidates = claimed.PartyCase == Party.PartyOneofCase.Organization
            ? registered.Where(party => party.Organization is not null).Select(party => OfOrganization(path, claimed.Organization, party.Organization!))
            : registered.Where(party => party.Person is not null).Select(party => OfPerson(path, new PersonClaim(claimed.Person, today), party.Person!));
        var kind = claimed.PartyCase == Party.PartyOneofCase.Organization ? "organization" : "person";
        return candidates.OrderByDescending(candidate => candidate.Rank).FirstOrDefault()
            ?? new PartyComparison(
                IdentityMatch.Different,
                [Field(path, FieldComparison.Mismatch), Field($"{path}.{kind}.name", FieldComparison.Mismatch)]);
    }

    public bool HasMismatch => Fields.Any(result => result.Comparison == FieldComparison.Mismatch);

    private int Rank => ((int)Match * 100) + Fields.Count(result => result.Comparison == FieldComparison.Match);

    private static PartyComparison OfPerson(string path, PersonClaim claim, RegisteredPerson person)
    {
        var comparison = PersonComparison.Of(claim, person);
        var match = comparison.Match();
        var isSomebodyElse = comparison.Name == FieldComparison.Mismatch || comparison.Document == FieldComparison.Mismatch;
        List<FieldResult> fields = [Whole(path, match), Field($"{path}.person.name", comparison.Name)];

        void AddClaimed(bool isClaimed, string field, FieldComparison result, bool isShielded = true)
        {
            if (isClaimed)
                fields.Add(Field($"{path}.person.{field}", isSomebodyElse && isShielded ? FieldComparison.NotDisclosed : result));
        }

        var identity = claim.Identity;
        AddClaimed(identity.FormerNames.Count > 0, "former_names", comparison.FormerNames);
        AddClaimed(identity.IdentityDocument is not null, "identity_document", comparison.Document, isShielded: false);
        AddClaimed(identity.BirthDate is not null, "birth_date", comparison.BirthDate);
        AddClaimed(identity.Sex != Sex.Unspecified, "sex", comparison.Sex);
        AddClaimed(identity.AddressCode.Length > 0, "address_code", comparison.AddressCode);
        return new PartyComparison(match, fields);
    }

    private static PartyComparison OfOrganization(string path, OrganizationIdentity claimed, RegisteredOrganization registered)
    {
        var name = TextKeys.OfText(claimed.Name) == TextKeys.OfText(registered.Name) ? FieldComparison.Match : FieldComparison.Mismatch;
        var uscc = registered.Uscc is null || claimed.Uscc.Length == 0 ? FieldComparison.NotRecorded
            : claimed.Uscc == registered.Uscc ? FieldComparison.Match
            : FieldComparison.Mismatch;
        // The name of an organisation is registered and unique, unlike a person's: it is enough where there is no code.
        var match = (name, uscc) switch
        {
            (FieldComparison.Match, not FieldComparison.Mismatch) => IdentityMatch.Proven,
            (FieldComparison.Mismatch, FieldComparison.Match) => IdentityMatch.Possible,
            _ => IdentityMatch.Different,
        };
        List<FieldResult> fields = [Whole(path, match), Field($"{path}.organization.name", name)];
        if (claimed.Uscc.Length > 0)
            fields.Add(Field($"{path}.organization.uscc", uscc));
        return new PartyComparison(match, fields);
    }

    private static FieldResult Whole(string path, IdentityMatch match) => Field(path, match switch
    {
        IdentityMatch.Proven => FieldComparison.Match,
        IdentityMatch.Possible => FieldComparison.NotDisclosed,
        _ => FieldComparison.Mismatch,
    });

    private static FieldResult Field(string field, FieldComparison comparison) => new() { Field = field, Comparison = comparison };
}
