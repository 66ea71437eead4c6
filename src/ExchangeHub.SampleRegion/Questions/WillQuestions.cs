using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.SampleRegion.Register;

namespace ExchangeHub.SampleRegion.Questions;

/// <summary>Questions for wills (遗嘱备案查询): every finding, and why an answer is refused.</summary>
internal sealed class WillQuestions(SampleData data) : QuestionSource(data, "will", "遗嘱备案查询")
{
    public override IEnumerable<SampleQuestion> All() =>
    [
        Exists(),
        DeathKnown(),
        Undocumented(),
        Region("not-found", "无备案", Stranger(), AfterEveryFile, Found(WillFinding.NotFound)),
        Region("name-only", "仅有姓名，无法确定", new PersonIdentity { Name = SampleNames.SharedTestator }, AfterEveryFile,
            Found(WillFinding.Ambiguous, candidateCount: 3)),
        SameBirthDate(),
        Region("one-candidate", "仅有一人同名，仍无法确定", TrueRequests.Person(PersonNamed(SampleNames.YearOnlyTestator)), AfterEveryFile,
            Found(WillFinding.Ambiguous, candidateCount: 1)),
        Alive(),
        AliveWithoutWill(),
        OtherDeathDate(),
        Ask("not-digital", "无法即时核实，登记簿尚未数字化", UndigitalOffice, TrueRequests.Will(Stranger(), AfterEveryFile), Unable),
    ];

    private SampleQuestion Region(string name, string nameZh, PersonIdentity testator, DateOnly deathDate, AnswerSummary expected) =>
        Ask(name, nameZh, officeUscc: null, TrueRequests.Will(testator, deathDate), expected);

    private RegisteredCertificate Will(Func<RegisteredPerson, bool> testator) => First(certificate =>
        certificate is { Kind: CertificateKind.Will, Status: CertificateStatus.Effective }
        && certificate.Parties[0].Person is { Document: not null } person && testator(person));

    private SampleQuestion Exists() => Region("exists", "有备案",
        TrueRequests.Person(Will(testator => testator.DeathDate is null).Parties[0].Person!), AfterEveryFile, Found(WillFinding.Exists));

    /// <summary>The register has an inheritance of the testator, and so the date of death.</summary>
    private SampleQuestion DeathKnown()
    {
        var testator = Will(testator => testator.DeathDate is not null).Parties[0].Person!;
        return Region("death-known", "有备案，死亡日期与登记一致", TrueRequests.Person(testator), testator.DeathDate!.Value, Found(WillFinding.Exists));
    }

    /// <summary>An old file without document: name, birth date and sex are enough.</summary>
    private SampleQuestion Undocumented() => Region("undocumented", "有备案，旧档无证件号",
        TrueRequests.Person(PersonNamed(SampleNames.UndocumentedTestator)), AfterEveryFile, Found(WillFinding.Exists));

    private SampleQuestion SameBirthDate() => Region("same-birth-date", "同名同日出生同性别，无法确定",
        new PersonIdentity
        {
            Name = SampleNames.SharedTestator,
            BirthDate = new PartialDate { Year = 1941, Month = 2, Day = 3 },
            Sex = Sex.Male,
        },
        AfterEveryFile, Found(WillFinding.Ambiguous, candidateCount: 2));

    /// <summary>The testator was at the office after the day of the alleged death: to make the will.</summary>
    private SampleQuestion Alive()
    {
        var will = Will(testator => testator.DeathDate is null);
        return Region("testator-alive", "拒绝，立遗嘱人健在", TrueRequests.Person(will.Parties[0].Person!), will.IssueDate.AddDays(-1),
            Refused(RefusalReason.SealedWillTestatorAlive));
    }

    /// <summary>The same refusal for somebody without a will, or else the refusal would tell that there is one.</summary>
    private SampleQuestion AliveWithoutWill()
    {
        var testators = Data.Certificates.Where(certificate => certificate.Kind == CertificateKind.Will)
            .Select(certificate => certificate.Parties[0].Person!.Id).ToHashSet();
        var certificate = First(certificate => certificate.Kind == CertificateKind.General && IsOrdinary(certificate)
            && !testators.Contains(certificate.Parties[0].Person!.Id));
        return Region("alive-without-will", "拒绝，健在且无遗嘱，答复相同", TrueRequests.Person(certificate.Parties[0].Person!),
            certificate.IssueDate.AddDays(-1), Refused(RefusalReason.SealedWillTestatorAlive));
    }

    private SampleQuestion OtherDeathDate()
    {
        var testator = Will(testator => testator.DeathDate is not null).Parties[0].Person!;
        return Region("other-death-date", "拒绝，死亡日期与登记不符", TrueRequests.Person(testator), testator.DeathDate!.Value.AddDays(1),
            Refused(RefusalReason.DeathNotProven));
    }
}
