using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Exchanges.Notary.Assistance;
using ExchangeHub.TestKit;
using Google.Type;

namespace ExchangeHub.Hub.Tests.Exchanges.Notary.Assistance;

/// <summary>What each matter needs at least (DOMAIN §1.1): a request that has it is taken, and each thing that is left out is named.</summary>
public class MatterRulesTests
{
    /// <summary>Each matter's least request, and each thing that it can't do without.</summary>
    private static readonly (MatterCode Matter, Action<AssistanceRequest> Least, (Action<AssistanceRequest> LeaveOut, string Expected)[] Needs)[] Rows =
    [
        (MatterCode.CertVerify, r => r.TargetCertificate = Certificate(),
        [
            (r => r.TargetCertificate = null, "request.target_certificate REQUIRED"),
            (r => r.TargetCertificate.Number = null, "request.target_certificate.number REQUIRED"),
            (r => r.TargetCertificate.Title = "", "request.target_certificate.title TEXT_LENGTH"),
            (r => r.TargetCertificate.IssuingOfficeName = "", "request.target_certificate.issuing_office_name TEXT_LENGTH"),
            (r => r.TargetCertificate.IssueDate = new PartialDate { Month = 5 }, "request.target_certificate.issue_date NOT_A_PARTIAL_DATE"),
        ]),
        (MatterCode.PoaVerify, r => { r.TargetCertificate = Certificate(); Subjects(r, SubjectRole.Principal, SubjectRole.Agent); },
        [
            (r => r.TargetCertificate = null, "request.target_certificate REQUIRED"),
            (r => Subjects(r, SubjectRole.Principal), "request.subjects ROLE_MISSING"),
            (r => Subjects(r, SubjectRole.Agent), "request.subjects ROLE_MISSING"),
        ]),
        (MatterCode.EnforceVerify, r => { r.TargetCertificate = Certificate(); r.Amount = Amount(); Subjects(r, SubjectRole.Creditor, SubjectRole.Debtor); },
        [
            (r => r.TargetCertificate = null, "request.target_certificate REQUIRED"),
            (r => Subjects(r, SubjectRole.Creditor), "request.subjects ROLE_MISSING"),
            (r => r.Amount = null, "request.amount REQUIRED"),
            (r => r.Amount.Units = -1, "request.amount AMOUNT"),
        ]),
        (MatterCode.ArchiveRead, r => r.ArchiveYear = 1987,
        [
            (r => r.ArchiveYear = 0, "request.archive_year YEAR"),
            (r => r.ArchiveYear = 1899, "request.archive_year YEAR"),
        ]),
        (MatterCode.ArchiveCopy, r => r.TargetCertificate = Certificate(),
        [
            (r => r.TargetCertificate = null, "request.archive_year YEAR"),
            (r => r.TargetCertificate.Title = "", "request.target_certificate.title TEXT_LENGTH"),
        ]),
        (MatterCode.WillQuery, r => { r.DeathProof = Proof(); Subjects(r, SubjectRole.Testator); },
        [
            (r => Subjects(r, SubjectRole.Related), "request.subjects ROLE_MISSING"),
            (r => r.DeathProof = null, "request.death_proof DEATH_NOT_PROVEN"),
            (r => r.DeathProof.Kind = DeathProofKind.Unspecified, "request.death_proof.kind REQUIRED"),
            (r => r.DeathProof.DeathDate = new Date { Year = 2026, Month = 6, Day = 2 }, "request.death_proof.death_date IN_THE_FUTURE"),
            (r => r.DeathProof.DeathDate = new Date { Year = 1979, Month = 6, Day = 2 }, "request.death_proof.death_date BEFORE_BIRTH"),
        ]),
        (MatterCode.InheritDup, r => { r.DeathDate = new Date { Year = 2025, Month = 1, Day = 2 }; Subjects(r, SubjectRole.Decedent); },
        [
            (r => Subjects(r, SubjectRole.Related), "request.subjects ROLE_MISSING"),
            (r => r.DeathDate = null, "request.death_date REQUIRED"),
        ]),
        (MatterCode.FactMarriage, r => r.Period = Since(2020), [(r => r.Period = null, "request.period REQUIRED")]),
        (MatterCode.FactKinship, r => Subjects(r, SubjectRole.Applicant, SubjectRole.Related), [(r => Subjects(r, SubjectRole.Applicant), "request.subjects ROLE_MISSING")]),
        (MatterCode.FactBirth, r => r.Period = Since(1980),
        [
            (r => r.Period = null, "request.period REQUIRED"),
            (r => r.Period.First = null, "request.period.first NOT_A_PARTIAL_DATE"),
            (r => r.Period.Last = new PartialDate { Year = 1980, Day = 3 }, "request.period.last NOT_A_PARTIAL_DATE"),
            (r => r.Period.Last = new PartialDate { Year = 1979 }, "request.period.last ORDER"),
            (r => (r.Period.First, r.Period.Last) = (new PartialDate { Year = 1980, Month = 5 }, new PartialDate { Year = 1980, Month = 4 }), "request.period.last ORDER"),
        ]),
        (MatterCode.FactDeath, r => r.Period = Since(2020), [(r => r.Period = null, "request.period REQUIRED")]),
        (MatterCode.FactEdu, r => r.InstitutionName = "测试大学", [(r => r.InstitutionName = "", "request.institution_name TEXT_LENGTH")]),
        (MatterCode.FactEmploy, r => r.InstitutionName = "测试公司", [(r => r.InstitutionName = "", "request.institution_name TEXT_LENGTH")]),
        (MatterCode.FactProperty, r => r.Property = new PropertyReference { Number = "渝测第1号", Address = "测试路1号" },
        [
            (r => r.Property = null, "request.property REQUIRED"),
            (r => r.Property.Number = "", "request.property.number TEXT_LENGTH"),
            (r => r.Property.Address = "", "request.property.address TEXT_LENGTH"),
        ]),
        (MatterCode.FactNocrime, r => r.DocumentNumber = "测公证字第1号", [(r => r.DocumentNumber = "", "request.document_number TEXT_LENGTH")]),
        (MatterCode.SiteVerify, r => r.Address = "测试路1号", [(r => r.Address = "", "request.address TEXT_LENGTH")]),
        (MatterCode.Other, _ => { },
        [
            (r => r.Address = new string('测', 301), "request.address TEXT_LENGTH"),
            // What a matter does not need is looked at where it is given.
            (r => (r.TargetCertificate = Certificate()).Title = "测\uFFFD", "request.target_certificate.title CHARACTER_LOST"),
            (r => (r.Amount = Amount()).Units = -1, "request.amount AMOUNT"),
            (r => (r.DeathProof = Proof()).Issuer = "", "request.death_proof.issuer TEXT_LENGTH"),
            (r => r.DeathDate = new Date { Year = 2026, Month = 6, Day = 2 }, "request.death_date IN_THE_FUTURE"),
            (r => r.Property = new PropertyReference { Number = "渝测第1号" }, "request.property.address TEXT_LENGTH"),
        ]),
    ];

    public static TheoryData<MatterCode> Matters => new(Enum.GetValues<MatterCode>().Where(matter => matter != MatterCode.Unspecified));

    [Theory]
    [MemberData(nameof(Matters))]
    public void Check_Least_IsTaken(MatterCode matter) => Assert.Empty(Check(matter, _ => { }));

    [Theory]
    [MemberData(nameof(Matters))]
    public void Check_EachThingLeftOut_IsNamed(MatterCode matter)
        => Assert.All(Rows.Single(row => row.Matter == matter).Needs, need => Assert.Equal([need.Expected], Check(matter, need.LeaveOut)));

    private static List<string> Check(MatterCode matter, Action<AssistanceRequest> leaveOut)
    {
        var request = CaseRequests.Request();
        (request.Matter, request.TargetCertificate) = (matter, null);
        Rows.Single(row => row.Matter == matter).Least(request);
        leaveOut(request);
        return AssistanceRulesTests.Found(violations => AssistanceRules.Request(violations, request));
    }

    private static TargetCertificate Certificate() => CaseRequests.Request().TargetCertificate;

    private static Money Amount() => new() { CurrencyCode = "CNY", Units = 120_000 };

    private static DeathProof Proof() => Questions.QueryWill().DeathProof;

    private static Period Since(int year) => new() { First = new PartialDate { Year = year } };

    private static void Subjects(AssistanceRequest request, params SubjectRole[] roles)
    {
        request.Subjects.Clear();
        request.Subjects.Add(roles.Select(role => new AssistanceSubject { Role = role, Party = new Party { Person = Questions.Person() } }));
    }
}
