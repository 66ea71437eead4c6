using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain;
using ExchangeHub.SampleRegion.Register;
using Money = Google.Type.Money;

namespace ExchangeHub.SampleRegion.Tests;

/// <summary>Requests of tests, written here once more: the sample's own could share an error with what they test.</summary>
internal static class Requests
{
    public static VerifyCertificateRequest About(RegisteredCertificate certificate, Party? party = null) => new()
    {
        Header = Headers.To(certificate.OfficeUscc),
        CertificateNumber = new CertificateNumber { Raw = certificate.RawNumber },
        Title = certificate.Title,
        IssueDate = CalendarDates.ToProto(certificate.IssueDate),
        IssuingOfficeName = certificate.PrintedOfficeName,
        Party = party ?? PartyOf(certificate.Parties[0]),
    };

    public static VerifyPowerOfAttorneyRequest AboutPowers(RegisteredCertificate certificate) => new()
    {
        Header = Headers.To(certificate.OfficeUscc),
        CertificateNumber = new CertificateNumber { Raw = certificate.RawNumber },
        IssueDate = CalendarDates.ToProto(certificate.IssueDate),
        IssuingOfficeName = certificate.PrintedOfficeName,
        Principal = PartyOf(certificate.Parties[0]),
        Agent = PartyOf(certificate.Parties[1]),
    };

    public static VerifyEnforceableDeedRequest AboutDebt(RegisteredCertificate certificate) => new()
    {
        Header = Headers.To(certificate.OfficeUscc),
        CertificateNumber = new CertificateNumber { Raw = certificate.RawNumber },
        IssueDate = CalendarDates.ToProto(certificate.IssueDate),
        IssuingOfficeName = certificate.PrintedOfficeName,
        Creditor = PartyOf(certificate.Parties[0]),
        Debtor = PartyOf(certificate.Parties[1]),
        Amount = new Money { CurrencyCode = "CNY", Units = certificate.Amount!.Units, Nanos = certificate.Amount.Nanos },
    };

    public static QueryWillRequest Will(string regionCode, PersonIdentity testator, DateOnly deathDate) => new()
    {
        Header = Headers.ToRegion(regionCode),
        Testator = testator,
        DeathProof = new DeathProof
        {
            Kind = DeathProofKind.CremationCertificate,
            DocumentNumber = "测试1",
            Issuer = "测试殡仪馆",
            DeathDate = CalendarDates.ToProto(deathDate),
        },
    };

    public static QueryInheritanceRequest Inheritance(
        string regionCode, PersonIdentity decedent, DateOnly deathDate, params IEnumerable<PersonIdentity> heirs) => new()
    {
        Header = Headers.ToRegion(regionCode),
        Decedent = decedent,
        DeathDate = CalendarDates.ToProto(deathDate),
        Heirs = { heirs },
    };

    public static Party PartyOf(CertificateParty party) => party.Person is { } person
        ? new Party { Person = Everything(person) }
        : new Party { Organization = new OrganizationIdentity { Name = party.Organization!.Name, Uscc = party.Organization.Uscc ?? "" } };

    /// <summary>All that the register has of a person.</summary>
    public static PersonIdentity Everything(RegisteredPerson person) => new()
    {
        Name = person.Name,
        FormerNames = { person.FormerNames },
        IdentityDocument = person.Document is { } document
            ? new IdentityDocument { Type = document.Type, RawNumber = document.RawNumber }
            : null,
        BirthDate = person.BirthDate?.ToProto(),
        Sex = person.Sex,
        Nationality = person.Nationality,
        AddressCode = person.AddressCode,
    };

    /// <summary>A valid number that nobody in the register has.</summary>
    public static IdentityDocument OtherDocument() => new()
    {
        Type = IdentityDocumentType.ResidentId,
        RawNumber = "519999198001010012",
    };
}
