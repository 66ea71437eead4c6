using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.SampleRegion.Register;

namespace ExchangeHub.SampleRegion.Questions;

/// <summary>Questions for inheritances (继承公证重复办理查询): every finding, and why an answer is refused.</summary>
internal sealed class InheritanceQuestions(SampleData data) : QuestionSource(data, "inheritance", "继承查重")
{
    public override IEnumerable<SampleQuestion> All() =>
    [
        Region("none", "未办理", Stranger(), AfterEveryFile, Stranger(), Found(InheritanceFinding.None)),
        Registered("pending", "正在办理", isIssued: false, InheritanceFinding.Pending),
        Registered("issued", "已出证", isIssued: true, InheritanceFinding.Issued),
        KnownByHeir(),
        NameOnly(),
        Alive(),
        Ask("not-digital", "无法即时核实，登记簿尚未数字化", UndigitalOffice,
            TrueRequests.Inheritance(Stranger(), AfterEveryFile, Stranger()), Unable),
    ];

    private SampleQuestion Region(
        string name, string nameZh, PersonIdentity decedent, DateOnly deathDate, PersonIdentity heir, AnswerSummary expected) =>
        Ask(name, nameZh, officeUscc: null, TrueRequests.Inheritance(decedent, deathDate, heir), expected);

    private RegisteredInheritance Inheritance(bool isIssued) => Data.Inheritances.First(inheritance =>
        inheritance.CertificateId is not null == isIssued
        && inheritance.Decedent.Document is not null
        && inheritance.Heirs.All(HasResidentId)
        && !IsVoid(inheritance));

    private bool IsVoid(RegisteredInheritance inheritance) =>
        inheritance.CertificateId is { } id && Data.Certificates[id - 1].Status == CertificateStatus.Revoked;

    private SampleQuestion Registered(string name, string nameZh, bool isIssued, InheritanceFinding finding)
    {
        var inheritance = Inheritance(isIssued);
        return Region(name, nameZh, TrueRequests.Person(inheritance.Decedent), inheritance.Decedent.DeathDate!.Value,
            TrueRequests.Person(inheritance.Heirs[0]), Found(finding));
    }

    /// <summary>Name and birth date, and one thing more: the asker knows an heir's document number.</summary>
    private SampleQuestion KnownByHeir()
    {
        var inheritance = Inheritance(isIssued: true);
        var decedent = new PersonIdentity { Name = inheritance.Decedent.Name, BirthDate = inheritance.Decedent.BirthDate!.Value.ToProto() };
        return Region("known-by-heir", "已出证，凭姓名、出生日期和继承人确定", decedent, inheritance.Decedent.DeathDate!.Value,
            TrueRequests.Person(inheritance.Heirs[0]), Found(InheritanceFinding.Issued));
    }

    /// <summary>One of the two of that name died on another day, so it can't be meant; the other still is not certain.</summary>
    private SampleQuestion NameOnly()
    {
        var decedent = PersonNamed(SampleNames.SharedDecedent);
        return Region("name-only", "仅有姓名，无法确定", new PersonIdentity { Name = decedent.Name }, decedent.DeathDate!.Value, Stranger(),
            Found(InheritanceFinding.Ambiguous, candidateCount: 1));
    }

    private SampleQuestion Alive()
    {
        var certificate = Ordinary(CertificateKind.General);
        return Region("decedent-alive", "拒绝，登记显示此后仍健在", TrueRequests.Person(certificate.Parties[0].Person!),
            certificate.IssueDate.AddDays(-1), Stranger(), Refused(RefusalReason.DeathNotProven));
    }
}
