using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;

namespace ExchangeHub.SampleRegion.Register;

/// <summary>What a certificate is about, as far as a question depends on it. Stored: a value never changes its number.</summary>
public enum CertificateKind
{
    General = 1,
    PowerOfAttorney = 2,
    EnforceableDeed = 3,
    EnforcementCertificate = 4,
    Will = 5,
    Inheritance = 6,
}

/// <summary>What somebody is in a certificate. Stored: a value never changes its number.</summary>
public enum PartyRole
{
    /// <summary>申请人</summary>
    Applicant = 1,

    /// <summary>委托人</summary>
    Principal = 2,

    /// <summary>受托人</summary>
    Agent = 3,

    /// <summary>债权人</summary>
    Creditor = 4,

    /// <summary>债务人</summary>
    Debtor = 5,

    /// <summary>立遗嘱人</summary>
    Testator = 6,

    /// <summary>继承人</summary>
    Heir = 7,

    /// <summary>被继承人</summary>
    Decedent = 8,
}

/// <summary>A document that identifies a person, as the file has it and in its normal form.</summary>
public sealed record RegisteredDocument(IdentityDocumentType Type, string RawNumber, string NormalizedNumber);

/// <summary>A person in the register's index of persons. Old files have no document and know the birth date in part.</summary>
public sealed record RegisteredPerson(
    int Id,
    string Name,
    IReadOnlyList<string> FormerNames,
    RegisteredDocument? Document,
    string Nationality,
    RecordedDate? BirthDate,
    Sex Sex,
    string AddressCode,
    DateOnly? DeathDate)
{
    public IEnumerable<string> AllNames => [Name, .. FormerNames];
}

/// <summary>An organisation as a file names it; old files have no code.</summary>
public sealed record RegisteredOrganization(string Name, string? Uscc);

/// <summary>Somebody that a certificate names: a person or an organisation, never both.</summary>
public sealed record CertificateParty(PartyRole Role, RegisteredPerson? Person, RegisteredOrganization? Organization);

/// <summary>A power that a power of attorney gives.</summary>
public sealed record GrantedPower(PowerKind Kind, string Description);

/// <summary>What a power of attorney says beyond its parties.</summary>
public sealed record PowerOfAttorneyTerms(
    IReadOnlyList<GrantedPower> Powers,
    SubDelegation SubDelegation,
    DateOnly? ValidFrom,
    DateOnly? ValidTo,
    DateOnly? RevocationDate);

/// <summary>An amount of money: whole units and billionths, as google.type.Money has it.</summary>
public sealed record Amount(string Currency, long Units, int Nanos);

/// <summary>
/// A certificate as printed, and what became of it. <paramref name="OfficeUscc"/> is the office that keeps the file
/// today; <paramref name="PrintedOfficeName"/> is who issued it, which may have been renamed, merged or parted since.
/// </summary>
public sealed record RegisteredCertificate(
    int Id,
    string RawNumber,
    string OfficeUscc,
    string PrintedOfficeName,
    CertificateKind Kind,
    string Title,
    DateOnly IssueDate,
    CertificateStatus Status,
    IReadOnlyList<CertificateParty> Parties)
{
    /// <summary>The certificate that this one corrects, replaces or enforces.</summary>
    public int? OriginalId { get; init; }

    /// <summary>The file can't be consulted: being moved, bound or restored.</summary>
    public bool IsArchiveClosed { get; init; }

    /// <summary>The file is with an investigating body (档案被调取侦查).</summary>
    public bool IsUnderInvestigation { get; init; }

    public PowerOfAttorneyTerms? PowerOfAttorney { get; init; }

    /// <summary>The debt of an enforceable deed, or the amount to be enforced of an enforcement certificate.</summary>
    public Amount? Amount { get; init; }
}

/// <summary>An inheritance that an office accepted: pending until it has a certificate.</summary>
public sealed record RegisteredInheritance(
    int Id,
    string OfficeUscc,
    RegisteredPerson Decedent,
    DateOnly AcceptanceDate,
    int? CertificateId,
    IReadOnlyList<RegisteredPerson> Heirs);
