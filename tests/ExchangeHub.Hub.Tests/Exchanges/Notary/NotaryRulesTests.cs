using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Exchanges.Notary;
using ExchangeHub.Hub.Validation;
using ExchangeHub.TestKit;
using Google.Type;

namespace ExchangeHub.Hub.Tests.Exchanges.Notary;

/// <summary>The rules of the five questions and of what they have in common: each row breaks one of them in an otherwise valid request.</summary>
public class NotaryRulesTests
{
    private static readonly DateOnly Today = new(2026, 6, 1);
    private static readonly string Lost = "测试测试测试测试测试\uFFFD";

    private static readonly (Func<List<string>> Check, string Expected)[] Broken =
    [
        // Header
        (Certificate(r => r.Header = null), "header REQUIRED"),
        (Certificate(r => r.Header.RequestId = ""), "header.request_id NOT_A_UUID"),
        (Certificate(r => r.Header.RequestId = "42"), "header.request_id NOT_A_UUID"),
        (Certificate(r => r.Header.RequestId = "6f9619ff8b86d011b42d00c04fc964ff"), "header.request_id NOT_A_UUID"),
        (Certificate(r => r.Header.RequestId = "{6f9619ff-8b86-d011-b42d-00c04fc964f}"), "header.request_id NOT_A_UUID"),
        (Certificate(r => r.Header.RequestId = "0x9619ff-8b86-d011-b42d-00c04fc964ff"), "header.request_id NOT_A_UUID"),
        (Certificate(r => r.Header.RequestId = "+f9619ff-8b86-d011-b42d-00c04fc964ff"), "header.request_id NOT_A_UUID"),
        (Certificate(r => r.Header.RequestId = "6f9619ff-8b86-d011-b42d-00c04fc964f "), "header.request_id NOT_A_UUID"),
        (Certificate(r => r.Header.Purpose = "x"), "header.purpose TEXT_LENGTH"),
        (Certificate(r => r.Header.Purpose = new string('测', 501)), "header.purpose TEXT_LENGTH"),
        (Certificate(r => r.Header.Purpose = Lost), "header.purpose CHARACTER_LOST"),
        (Certificate(r => r.Header.OwnCaseNumber = ""), "header.own_case_number TEXT_LENGTH"),
        (Certificate(r => r.Header.OwnCaseNumber = new string('1', 101)), "header.own_case_number TEXT_LENGTH"),
        (Certificate(r => r.Header.OperatorName = ""), "header.operator_name TEXT_LENGTH"),
        (Certificate(r => r.Header.OperatorName = new string('测', 101)), "header.operator_name TEXT_LENGTH"),
        (Certificate(r => r.Header.OperatorName = "测试\n甲"), "header.operator_name CHARACTER_LOST"),
        (Certificate(r => r.Header.LegalBasis.Clear()), "header.legal_basis ITEM_COUNT"),
        (Certificate(r => r.Header.LegalBasis.Add(Enumerable.Repeat("", 9))), "header.legal_basis ITEM_COUNT"),
        (Certificate(r => r.Header.LegalBasis[1] = "第"), "header.legal_basis[1] TEXT_LENGTH"),
        (Certificate(r => r.Header.LegalBasis[0] = new string('第', 201)), "header.legal_basis[0] TEXT_LENGTH"),
        (Certificate(r => r.Header.RequestingOffice = null), "header.requesting_office REQUIRED"),
        (Certificate(r => r.Header.RequestingOffice.Uscc = "91350100M000100Y4Z"), "header.requesting_office.uscc NOT_A_USCC"),
        (Certificate(r => r.Header.RequestingOffice.Name = ""), "header.requesting_office.name TEXT_LENGTH"),
        (Certificate(r => r.Header.ClearTarget()), "header.target REQUIRED"),
        (Certificate(r => r.Header.TargetOffice.Uscc = ""), "header.target_office.uscc NOT_A_USCC"),
        (Certificate(r => r.Header.TargetOffice.Name = new string('测', 101)), "header.target_office.name TEXT_LENGTH"),
        (Certificate(r => r.Header.TargetOffice.Name = Lost), "header.target_office.name CHARACTER_LOST"),

        // What the three questions about a certificate share
        (Certificate(r => r.Header.TargetRegion = "CN-CQ"), "header.target_office OFFICE_NEEDED"),
        (Powers(r => r.Header.TargetRegion = "CN-CQ"), "header.target_office OFFICE_NEEDED"),
        (Deed(r => r.Header.TargetRegion = "CN-CQ"), "header.target_office OFFICE_NEEDED"),
        (Certificate(r => r.CertificateNumber = null), "certificate_number REQUIRED"),
        (Powers(r => r.CertificateNumber = null), "certificate_number REQUIRED"),
        (Deed(r => r.CertificateNumber = null), "certificate_number REQUIRED"),
        (Certificate(r => r.CertificateNumber.Raw = ""), "certificate_number.raw TEXT_LENGTH"),
        (Certificate(r => r.CertificateNumber.Raw = new string('1', 101)), "certificate_number.raw TEXT_LENGTH"),
        (Certificate(r => r.CertificateNumber.Raw += "\uE000"), "certificate_number.raw CHARACTER_LOST"),
        (Certificate(r => r.CertificateNumber.Canonical = new CanonicalCertificateNumber()), "certificate_number.canonical CANONICAL_DIFFERS"),
        (Certificate(r => r.CertificateNumber.ParseStatus = CertificateNumberParseStatus.Unparsed), "certificate_number.parse_status CANONICAL_DIFFERS"),
        (Certificate(r => r.CertificateNumber.ParseStatus = (CertificateNumberParseStatus)99), "certificate_number.parse_status CANONICAL_DIFFERS"),
        (Certificate(r => r.IssueDate = null), "issue_date REQUIRED"),
        (Powers(r => r.IssueDate = null), "issue_date REQUIRED"),
        (Deed(r => r.IssueDate = null), "issue_date REQUIRED"),
        (Certificate(r => r.IssueDate = new Date { Year = 2021, Month = 2, Day = 29 }), "issue_date NOT_A_DATE"),
        (Certificate(r => r.IssueDate = new Date { Year = 2021, Month = 3 }), "issue_date NOT_A_DATE"),
        (Certificate(r => r.IssueDate = CalendarDates.ToProto(Today.AddDays(1))), "issue_date IN_THE_FUTURE"),
        (Certificate(r => r.IssuingOfficeName = ""), "issuing_office_name TEXT_LENGTH"),
        (Powers(r => r.IssuingOfficeName = new string('测', 201)), "issuing_office_name TEXT_LENGTH"),
        (Deed(r => r.IssuingOfficeName = Lost), "issuing_office_name CHARACTER_LOST"),
        (Certificate(r => r.Reason = null), "reason REQUIRED"),
        (Powers(r => r.Reason = null), "reason REQUIRED"),
        (Deed(r => r.Reason = null), "reason REQUIRED"),
        (Certificate(r => r.Reason.Code = QueryReasonCode.Unspecified), "reason.code REQUIRED"),
        (Certificate(r => r.Reason.Code = (QueryReasonCode)99), "reason.code UNKNOWN_VALUE"),
        (Certificate(r => r.Reason.Text = "九个字九个字九个字"), "reason.text TEXT_LENGTH"),
        (Certificate(r => r.Reason.Text = new string('测', 1001)), "reason.text TEXT_LENGTH"),
        (Certificate(r => r.Reason.Text = Lost), "reason.text CHARACTER_LOST"),

        // VerifyCertificate
        (Certificate(r => r.Title = ""), "title TEXT_LENGTH"),
        (Certificate(r => r.Title = new string('测', 201)), "title TEXT_LENGTH"),
        (Certificate(r => r.Title = Lost), "title CHARACTER_LOST"),
        (Certificate(r => r.Party = null), "party REQUIRED"),
        (Certificate(r => r.Party = new Party()), "party REQUIRED"),

        // Persons
        (Person(p => p.Name = ""), "party.person.name TEXT_LENGTH"),
        (Person(p => p.Name = string.Concat(Enumerable.Repeat("𠮷", 201))), "party.person.name TEXT_LENGTH"),
        (Person(p => p.Name = "测\uFFFD"), "party.person.name CHARACTER_LOST"),
        (Person(p => p.FormerNames.Add(["测试", ""])), "party.person.former_names[1] TEXT_LENGTH"),
        (Person(p => p.FormerNames.Add(["测\uE000"])), "party.person.former_names[0] CHARACTER_LOST"),
        (Person(p => p.FormerNames.Add(Enumerable.Repeat("", 11))), "party.person.former_names ITEM_COUNT"),
        (Person(p => p.IdentityDocument.Type = IdentityDocumentType.Unspecified), "party.person.identity_document.type REQUIRED"),
        (Person(p => p.IdentityDocument.Type = (IdentityDocumentType)99), "party.person.identity_document.type UNKNOWN_VALUE"),
        (Person(p => p.IdentityDocument.RawNumber = "519999198001010013"), "party.person.identity_document.raw_number DOCUMENT_NUMBER"),
        (Person(p => p.IdentityDocument.RawNumber = ""), "party.person.identity_document.raw_number DOCUMENT_NUMBER, party.person.identity_document.raw_number TEXT_LENGTH"),
        (Person(p => p.IdentityDocument.RawNumber += new string(' ', 47)), "party.person.identity_document.raw_number TEXT_LENGTH"),
        (Person(p => p.IdentityDocument.NormalizedNumber = Questions.OtherResidentId), "party.person.identity_document.normalized_number NORMALIZED_DIFFERS"),
        (Document(IdentityDocumentType.HkmoTravelPermit, "A12345678"), "party.person.identity_document.raw_number DOCUMENT_NUMBER"),
        (Document(IdentityDocumentType.TaiwanTravelPermit, "1234567"), "party.person.identity_document.raw_number DOCUMENT_NUMBER"),
        (Document(IdentityDocumentType.HmtResidencePermit, Questions.ResidentId), "party.person.identity_document.raw_number DOCUMENT_NUMBER"),
        (Document(IdentityDocumentType.ForeignPermanentResident, "测试"), "party.person.identity_document.raw_number DOCUMENT_NUMBER"),
        (Document(IdentityDocumentType.Passport, "E1", "DEU"), "party.person.identity_document.raw_number DOCUMENT_NUMBER"),
        (Document(IdentityDocumentType.Passport, "E12345678"), "party.person.nationality REQUIRED"),
        (Document(IdentityDocumentType.Other, "E12345678"), "party.person.nationality REQUIRED"),
        (Person(p => p.BirthDate = new PartialDate { Year = 1799 }), "party.person.birth_date NOT_A_PARTIAL_DATE"),
        (Person(p => p.BirthDate = new PartialDate { Year = 1980, Day = 3 }), "party.person.birth_date NOT_A_PARTIAL_DATE"),
        (Person(p => p.Sex = (Sex)99), "party.person.sex UNKNOWN_VALUE"),
        (Person(p => p.Nationality = "CN"), "party.person.nationality NATIONALITY"),
        (Person(p => p.Nationality = "chn"), "party.person.nationality NATIONALITY"),
        (Person(p => p.AddressCode = "51010"), "party.person.address_code DIVISION_CODE"),
        (Person(p => p.AddressCode = "51010A"), "party.person.address_code DIVISION_CODE"),

        // Organisations
        (Organization(o => o.Name = ""), "party.organization.name TEXT_LENGTH"),
        (Organization(o => o.Name = new string('测', 201)), "party.organization.name TEXT_LENGTH"),
        (Organization(o => o.Uscc = "91350100M000100Y4Z"), "party.organization.uscc NOT_A_USCC"),

        // VerifyPowerOfAttorney
        (Powers(r => r.Principal = null), "principal REQUIRED"),
        (Powers(r => r.Principal.Person.Name = ""), "principal.person.name TEXT_LENGTH"),
        (Powers(r => r.Agent = null), "agent REQUIRED"),
        (Powers(r => r.Agent.Person.Name = ""), "agent.person.name TEXT_LENGTH"),
        (Powers(r => r.ClaimedPowers.Add(Enumerable.Repeat((PowerKind)99, 19))), "claimed_powers ITEM_COUNT"),
        (Powers(r => r.ClaimedPowers[1] = PowerKind.Unspecified), "claimed_powers[1] REQUIRED"),
        (Powers(r => r.ClaimedPowers.Add((PowerKind)99)), "claimed_powers[2] UNKNOWN_VALUE"),

        // VerifyEnforceableDeed
        (Deed(r => r.Creditor = null), "creditor REQUIRED"),
        (Deed(r => r.Creditor.Organization.Name = ""), "creditor.organization.name TEXT_LENGTH"),
        (Deed(r => r.Debtor = null), "debtor REQUIRED"),
        (Deed(r => r.Debtor.Person.Name = ""), "debtor.person.name TEXT_LENGTH"),
        (Deed(r => r.Amount = null), "amount REQUIRED"),
        (Deed(r => r.Amount = new Money { CurrencyCode = "CNY" }), "amount AMOUNT"),
        (Deed(r => r.Amount.Units = -1), "amount AMOUNT"),
        (Deed(r => r.Amount.Nanos = -10_000_000), "amount AMOUNT"),
        (Deed(r => r.Amount.Nanos = 1_000_000_000), "amount AMOUNT"),
        (Deed(r => r.Amount.Nanos = 5_000_000), "amount AMOUNT"),
        (Deed(r => r.Amount.CurrencyCode = "RMB元"), "amount AMOUNT"),
        (Deed(r => r.Amount.CurrencyCode = "cny"), "amount AMOUNT"),
        (Deed(r => r.Amount.CurrencyCode = ""), "amount AMOUNT"),

        // QueryWill
        (Will(r => r.Testator = null), "testator REQUIRED"),
        (Will(r => r.Testator.Name = ""), "testator.name TEXT_LENGTH"),
        (Will(r => r.Reason = null), "reason REQUIRED"),
        (Will(r => r.DeathProof = null), "death_proof DEATH_NOT_PROVEN"),
        (Will(r => r.DeathProof.Kind = DeathProofKind.Unspecified), "death_proof.kind REQUIRED"),
        (Will(r => r.DeathProof.Kind = (DeathProofKind)99), "death_proof.kind UNKNOWN_VALUE"),
        (Will(r => r.DeathProof.DocumentNumber = ""), "death_proof.document_number TEXT_LENGTH"),
        (Will(r => r.DeathProof.DocumentNumber = new string('1', 101)), "death_proof.document_number TEXT_LENGTH"),
        (Will(r => r.DeathProof.Issuer = ""), "death_proof.issuer TEXT_LENGTH"),
        (Will(r => r.DeathProof.Issuer = new string('测', 201)), "death_proof.issuer TEXT_LENGTH"),
        (Will(r => r.DeathProof.DeathDate = null), "death_proof.death_date REQUIRED"),
        (Will(r => r.DeathProof.DeathDate = new Date { Year = 2025 }), "death_proof.death_date NOT_A_DATE"),
        (Will(r => r.DeathProof.DeathDate = CalendarDates.ToProto(Today.AddDays(1))), "death_proof.death_date IN_THE_FUTURE"),
        (Will(r => r.DeathProof.DeathDate = new Date { Year = 1979, Month = 12, Day = 31 }), "death_proof.death_date BEFORE_BIRTH"),

        // QueryInheritance
        (Inheritance(r => r.Decedent = null), "decedent REQUIRED"),
        (Inheritance(r => r.Decedent.Name = ""), "decedent.name TEXT_LENGTH"),
        (Inheritance(r => r.DeathDate = null), "death_date REQUIRED"),
        (Inheritance(r => r.DeathDate = CalendarDates.ToProto(Today.AddDays(1))), "death_date IN_THE_FUTURE"),
        (Inheritance(r => r.DeathDate = new Date { Year = 1979, Month = 12, Day = 31 }), "death_date BEFORE_BIRTH"),
        (BornInPart(new PartialDate { Year = 1980, Month = 6 }, new Date { Year = 1980, Month = 5, Day = 31 }), "death_date BEFORE_BIRTH"),
        (Inheritance(r => r.Heirs.Clear()), "heirs ITEM_COUNT"),
        (Inheritance(r => r.Heirs.Add(Enumerable.Repeat(new PersonIdentity(), 20))), "heirs ITEM_COUNT"),
        (Inheritance(r => r.Heirs.Add([Questions.OtherPerson(), new PersonIdentity()])), "heirs[2].name TEXT_LENGTH"),
        (Inheritance(r => r.Heirs[0].IdentityDocument.RawNumber = "X"), "heirs[0].identity_document.raw_number DOCUMENT_NUMBER"),
        (Inheritance(r => r.Reason = null), "reason REQUIRED"),
    ];

    /// <summary>At the edge of what the rules allow.</summary>
    private static readonly Func<List<string>>[] Valid =
    [
        Certificate(_ => { }),
        Powers(_ => { }),
        Deed(_ => { }),
        Will(_ => { }),
        Inheritance(_ => { }),
        Certificate(r => r.Header.Purpose = "办\n理"),
        Certificate(r => r.Header.Purpose = string.Concat(Enumerable.Repeat("𠮷", 500))),
        Certificate(r => r.Header.RequestId = r.Header.RequestId.ToUpperInvariant()),
        Certificate(r => r.Header.LegalBasis.Add(Enumerable.Repeat("公证法", 8))),
        Certificate(r => r.CertificateNumber.Raw = "（96）重证字第12号"), // A number that isn't understood is no reason to refuse.
        Certificate(r => r.CertificateNumber = CertificateNumbers.Parse(r.CertificateNumber.Raw)),
        Certificate(r => r.CertificateNumber = new CertificateNumber { Raw = "测试", ParseStatus = CertificateNumberParseStatus.Unparsed }),
        Certificate(r => r.IssueDate = CalendarDates.ToProto(Today)),
        Certificate(r => r.Reason.Text = "十个字十个字十个字十"),
        Certificate(r => r.Party = new Party { Organization = new OrganizationIdentity { Name = "测" } }),
        Person(p => p.IdentityDocument = null),
        Person(p => p.FormerNames.Add(Enumerable.Repeat("测试", 10))),
        Person(p => p.IdentityDocument.NormalizedNumber = Questions.ResidentId),
        Person(p => p.BirthDate = new PartialDate { Year = 1980 }),
        Person(p => (p.Sex, p.Nationality, p.AddressCode) = (Sex.Female, "CHN", "510104")),
        Document(IdentityDocumentType.Passport, "e12345678", "DEU"),
        Document(IdentityDocumentType.HkmoTravelPermit, "H12345678"),
        Document(IdentityDocumentType.TaiwanTravelPermit, "12345678"),
        Document(IdentityDocumentType.HmtResidencePermit, ResidentId.Complete("81000019800101001")),
        Powers(r => r.ClaimedPowers.Clear()),
        Powers(r => r.ClaimedPowers.Add(Enumerable.Repeat(PowerKind.Other, 18))),
        Deed(r => r.Amount = new Money { CurrencyCode = "CNY", Nanos = 10_000_000 }),
        Will(r => r.DeathProof.DeathDate = new Date { Year = 1980, Month = 1, Day = 1 }),
        Will(r => r.DeathProof.DeathDate = CalendarDates.ToProto(Today)),
        BornInPart(new PartialDate { Year = 1980, Month = 6 }, new Date { Year = 1980, Month = 6, Day = 1 }),
        Inheritance(r => r.Heirs.Add(Enumerable.Repeat(Questions.OtherPerson(), 19))),
    ];

    public static TheoryData<int, string> BrokenRows => Rows(Broken.Select(row => row.Expected));

    public static TheoryData<int, string> ValidRows => Rows(Valid.Select(_ => ""));

    [Theory]
    [MemberData(nameof(BrokenRows))]
    public void Rules_OneFieldBroken_NamesItAndItsRule(int row, string expected) => Assert.Equal(expected, string.Join(", ", Broken[row].Check()));

    [Theory]
    [MemberData(nameof(ValidRows))]
    public void Rules_AtTheEdge_FindNothing(int row, string expected) => Assert.Equal(expected, string.Join(", ", Valid[row]()));

    [Fact]
    public void Rules_EverythingAbsent_NamesAllAtOnce()
    {
        string[] header = ["header REQUIRED"];
        string[] certificate = [.. header, "certificate_number REQUIRED", "issue_date REQUIRED", "issuing_office_name TEXT_LENGTH", "reason REQUIRED"];

        Assert.Equal(Sorted([.. certificate, "party REQUIRED", "title TEXT_LENGTH"]), Check(new VerifyCertificateRequest(), null, NotaryRules.VerifyCertificate));
        Assert.Equal(Sorted([.. certificate, "agent REQUIRED", "principal REQUIRED"]), Check(new VerifyPowerOfAttorneyRequest(), null, NotaryRules.VerifyPowerOfAttorney));
        Assert.Equal(Sorted([.. certificate, "amount REQUIRED", "creditor REQUIRED", "debtor REQUIRED"]), Check(new VerifyEnforceableDeedRequest(), null, NotaryRules.VerifyEnforceableDeed));
        Assert.Equal(Sorted([.. header, "death_proof DEATH_NOT_PROVEN", "reason REQUIRED", "testator REQUIRED"]), Check(new QueryWillRequest(), null, NotaryRules.QueryWill));
        Assert.Equal(Sorted([.. header, "death_date REQUIRED", "decedent REQUIRED", "heirs ITEM_COUNT", "reason REQUIRED"]), Check(new QueryInheritanceRequest(), null, NotaryRules.QueryInheritance));
    }

    [Fact]
    public void Rules_ListsFarOverTheirLimits_FindABoundedNumber()
    {
        var request = Questions.QueryInheritance();
        var heir = new PersonIdentity { FormerNames = { Enumerable.Repeat("", 1000) } };
        request.Heirs.Clear();
        request.Heirs.Add(Enumerable.Repeat(heir, 1000));
        request.Decedent.FormerNames.Add(Enumerable.Repeat("", 1000));

        Assert.Equal(["decedent.former_names ITEM_COUNT", "heirs ITEM_COUNT"], Check(request, request.Header, NotaryRules.QueryInheritance));
    }

    [Theory] // The vectors of GB 11643
    [InlineData("519999198001010012", "519999198001010012")]
    [InlineData("51999919800118002X", "51999919800118002X")]
    [InlineData("50999919800103002X", "50999919800103002X")]
    [InlineData("519999200002290052", "519999200002290052")]
    [InlineData("51999919800118002x", "51999919800118002X")]
    [InlineData("５１９９９９１９８００１０１００１２", "519999198001010012")]
    [InlineData("519999 19800101 0012", "519999198001010012")]
    [InlineData("519999800101001", "519999198001010012")]
    [InlineData("510202196305120005", "510202196305120005")] // an area of before 1997
    [InlineData("519999190002290013", null)] // checksum right, date wrong
    [InlineData("519999198001010013", null)] // bad check
    [InlineData("519999210001010016", null)] // not yet born
    public void Person_ResidentNumber_FollowsTheStandard(string raw, string? normalized)
    {
        var holds = Person(p => p.IdentityDocument.RawNumber = raw)();
        var holdsNormalized = Person(p => (p.IdentityDocument.RawNumber, p.IdentityDocument.NormalizedNumber) = (raw, normalized ?? ""))();
        var differs = Person(p => (p.IdentityDocument.RawNumber, p.IdentityDocument.NormalizedNumber) = (raw, "519999198001010039"))();

        string[] wrong = ["party.person.identity_document.raw_number DOCUMENT_NUMBER"];
        Assert.Equal(normalized is null ? wrong : [], holds);
        Assert.Equal(normalized is null ? wrong : [], holdsNormalized);
        Assert.Equal(normalized is null ? wrong : ["party.person.identity_document.normalized_number NORMALIZED_DIFFERS"], differs);
    }

    [Theory]
    [InlineData(QueryOutcome.Answered, RefusalReason.Unspecified, CertificateFinding.Authentic, null)]
    [InlineData(QueryOutcome.Answered, RefusalReason.Unspecified, CertificateFinding.Unspecified, "answered without a known finding")]
    [InlineData(QueryOutcome.Answered, RefusalReason.Unspecified, (CertificateFinding)99, "answered without a known finding")]
    [InlineData(QueryOutcome.Answered, RefusalReason.StateSecret, CertificateFinding.Authentic, "a refusal reason without a refusal")]
    [InlineData(QueryOutcome.Unable, RefusalReason.Unspecified, CertificateFinding.Unspecified, null)]
    [InlineData(QueryOutcome.Unable, RefusalReason.StateSecret, CertificateFinding.Unspecified, "a refusal reason without a refusal")]
    [InlineData(QueryOutcome.Unable, RefusalReason.Unspecified, CertificateFinding.Revoked, "a finding without an answer")]
    [InlineData(QueryOutcome.Refused, RefusalReason.StateSecret, CertificateFinding.Unspecified, null)]
    [InlineData(QueryOutcome.Refused, RefusalReason.Unspecified, CertificateFinding.Unspecified, "refused without a known reason")]
    [InlineData(QueryOutcome.Refused, (RefusalReason)99, CertificateFinding.Unspecified, "refused without a known reason")]
    [InlineData(QueryOutcome.Refused, RefusalReason.StateSecret, CertificateFinding.Authentic, "a finding without an answer")]
    [InlineData(QueryOutcome.Unspecified, RefusalReason.Unspecified, CertificateFinding.Unspecified, "no known outcome")]
    [InlineData((QueryOutcome)99, RefusalReason.Unspecified, CertificateFinding.Authentic, "no known outcome")]
    public void Answer_EachCombination_FitsTogetherOrNot(QueryOutcome outcome, RefusalReason refusal, CertificateFinding finding, string? problem)
        => Assert.Equal(problem, NotaryRules.Answer(outcome, refusal, finding));

    [Fact]
    public void Queries_Each_KnowsItsSubjectAndItsAnswer()
    {
        Assert.Equal(Questions.Person(), NotaryQueries.VerifyCertificate.Subject(Questions.VerifyCertificate()));
        Assert.Equal(Questions.Person(), NotaryQueries.VerifyPowerOfAttorney.Subject(Questions.VerifyPowerOfAttorney()));
        Assert.Equal(Questions.Person(), NotaryQueries.VerifyEnforceableDeed.Subject(Questions.VerifyEnforceableDeed()));
        Assert.Equal(Questions.Person(), NotaryQueries.QueryWill.Subject(Questions.QueryWill()));
        Assert.Equal(Questions.Person(), NotaryQueries.QueryInheritance.Subject(Questions.QueryInheritance()));
        Assert.Null(NotaryQueries.VerifyCertificate.Subject(new VerifyCertificateRequest { Party = new Party { Organization = Questions.Organization() } }));
        Assert.Null(NotaryQueries.QueryWill.Check(new QueryWillResponse { Outcome = QueryOutcome.Answered, Finding = WillFinding.NotFound }));
        Assert.NotNull(NotaryQueries.QueryInheritance.Check(new QueryInheritanceResponse { Outcome = QueryOutcome.Answered }));
        Assert.NotNull(NotaryQueries.VerifyEnforceableDeed.Check(new VerifyEnforceableDeedResponse { Outcome = QueryOutcome.Refused }));
        Assert.NotNull(NotaryQueries.VerifyPowerOfAttorney.Check(new VerifyPowerOfAttorneyResponse()));
    }

    private static TheoryData<int, string> Rows(IEnumerable<string> names)
    {
        var rows = new TheoryData<int, string>();
        foreach (var (row, name) in names.Index())
            rows.Add(row, name);
        return rows;
    }

    private static Func<List<string>> Certificate(Action<VerifyCertificateRequest> change) => () => Changed(Questions.VerifyCertificate(), change, r => r.Header, NotaryRules.VerifyCertificate);

    private static Func<List<string>> Powers(Action<VerifyPowerOfAttorneyRequest> change) => () => Changed(Questions.VerifyPowerOfAttorney(), change, r => r.Header, NotaryRules.VerifyPowerOfAttorney);

    private static Func<List<string>> Deed(Action<VerifyEnforceableDeedRequest> change) => () => Changed(Questions.VerifyEnforceableDeed(), change, r => r.Header, NotaryRules.VerifyEnforceableDeed);

    private static Func<List<string>> Will(Action<QueryWillRequest> change) => () => Changed(Questions.QueryWill(), change, r => r.Header, NotaryRules.QueryWill);

    private static Func<List<string>> Inheritance(Action<QueryInheritanceRequest> change) => () => Changed(Questions.QueryInheritance(), change, r => r.Header, NotaryRules.QueryInheritance);

    private static Func<List<string>> Person(Action<PersonIdentity> change) => Certificate(r => change(r.Party.Person));

    private static Func<List<string>> Document(IdentityDocumentType type, string number, string nationality = "")
        => Person(p => (p.IdentityDocument, p.Nationality) = (new IdentityDocument { Type = type, RawNumber = number }, nationality));

    private static Func<List<string>> Organization(Action<OrganizationIdentity> change) => Certificate(r =>
    {
        r.Party.Organization = Questions.Organization();
        change(r.Party.Organization);
    });

    private static Func<List<string>> BornInPart(PartialDate birth, Date death) => Inheritance(r =>
    {
        r.Decedent.IdentityDocument = null;
        r.Decedent.BirthDate = birth;
        r.DeathDate = death;
    });

    private static List<string> Changed<TRequest>(TRequest request, Action<TRequest> change, Func<TRequest, ExchangeHeader?> header, Action<TRequest, Violations> rules)
    {
        change(request);
        return Check(request, header(request), rules);
    }

    private static List<string> Check<TRequest>(TRequest request, ExchangeHeader? header, Action<TRequest, Violations> rules)
    {
        var violations = new Violations(Today);
        CommonRules.Header(violations, header);
        rules(request, violations);
        return Sorted(violations.Found.Select(violation => $"{violation.Field} {violation.Rule.Reason}"));
    }

    private static List<string> Sorted(IEnumerable<string> violations) => [.. violations.Order(StringComparer.Ordinal)];
}
