using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain;
using ExchangeHub.SampleRegion.Register;
using Money = Google.Type.Money;

namespace ExchangeHub.SampleRegion.Questions;

/// <summary>Writes the request of somebody who holds the paper in hand: it claims what the register has.</summary>
internal static class TrueRequests
{
    public static VerifyCertificateRequest Certificate(RegisteredCertificate certificate) => new()
    {
        CertificateNumber = Number(certificate),
        Title = certificate.Title,
        IssueDate = CalendarDates.ToProto(certificate.IssueDate),
        IssuingOfficeName = certificate.PrintedOfficeName,
        Party = Party(certificate.Parties[0]),
        Reason = Reason(),
    };

    public static VerifyPowerOfAttorneyRequest PowerOfAttorney(RegisteredCertificate certificate) => new()
    {
        CertificateNumber = Number(certificate),
        IssueDate = CalendarDates.ToProto(certificate.IssueDate),
        IssuingOfficeName = certificate.PrintedOfficeName,
        Principal = Party(certificate, PartyRole.Principal),
        Agent = Party(certificate, PartyRole.Agent),
        ClaimedPowers = { certificate.PowerOfAttorney!.Powers.Select(power => power.Kind) },
        Reason = Reason(),
    };

    public static VerifyEnforceableDeedRequest Deed(RegisteredCertificate certificate) => new()
    {
        CertificateNumber = Number(certificate),
        IssueDate = CalendarDates.ToProto(certificate.IssueDate),
        IssuingOfficeName = certificate.PrintedOfficeName,
        Creditor = Party(certificate, PartyRole.Creditor),
        Debtor = Party(certificate, PartyRole.Debtor),
        Amount = new Money
        {
            CurrencyCode = certificate.Amount!.Currency,
            Units = certificate.Amount.Units,
            Nanos = certificate.Amount.Nanos,
        },
        Reason = Reason(),
    };

    public static QueryWillRequest Will(PersonIdentity testator, DateOnly deathDate) => new()
    {
        Testator = testator,
        DeathProof = new DeathProof
        {
            Kind = DeathProofKind.MedicalCertificate,
            DocumentNumber = "测试死证第0001号",
            Issuer = "测试医院",
            DeathDate = CalendarDates.ToProto(deathDate),
        },
        Reason = Reason(),
    };

    public static QueryInheritanceRequest Inheritance(PersonIdentity decedent, DateOnly deathDate, params IEnumerable<PersonIdentity> heirs) => new()
    {
        Decedent = decedent,
        DeathDate = CalendarDates.ToProto(deathDate),
        Heirs = { heirs },
        Reason = new QueryReason
        {
            Code = QueryReasonCode.SameMatterAtSeveralOffices,
            Text = "测试：核实同一继承事项是否已在他处办理。",
        },
    };

    /// <summary>
    /// No more than is needed to be sure (PIPL Art. 6): name and document, and where the file has no document, what it has
    /// instead.
    /// </summary>
    public static PersonIdentity Person(RegisteredPerson person)
    {
        var identity = new PersonIdentity { Name = person.Name };
        if (person.Document is { } document)
        {
            identity.IdentityDocument = new IdentityDocument { Type = document.Type, RawNumber = document.RawNumber };
            if (document.Type != IdentityDocumentType.ResidentId)
                identity.Nationality = person.Nationality;
            return identity;
        }
        identity.BirthDate = person.BirthDate?.ToProto();
        identity.Sex = person.Sex;
        identity.AddressCode = person.AddressCode;
        return identity;
    }

    private static Party Party(RegisteredCertificate certificate, PartyRole role) =>
        Party(certificate.Parties.First(party => party.Role == role));

    private static Party Party(CertificateParty party)
    {
        if (party.Person is not null)
            return new Party { Person = Person(party.Person) };
        return new Party
        {
            Organization = new OrganizationIdentity { Name = party.Organization!.Name, Uscc = party.Organization.Uscc ?? "" },
        };
    }

    private static CertificateNumber Number(RegisteredCertificate certificate) => new() { Raw = certificate.RawNumber };

    private static QueryReason Reason() => new()
    {
        Code = QueryReasonCode.BeyondJurisdiction,
        Text = "测试：该事项涉及外地公证机构出具的文书，需要核实。",
    };
}
