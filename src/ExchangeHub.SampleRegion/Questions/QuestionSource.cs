using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain;
using ExchangeHub.SampleRegion.Register;
using Google.Protobuf;

namespace ExchangeHub.SampleRegion.Questions;

/// <summary>Where questions come from: picks certificates and persons of a sample, and writes down what is asked.</summary>
internal abstract class QuestionSource(SampleData data, string prefix, string prefixZh)
{
    /// <summary>After every file of the sample: nobody was seen alive later.</summary>
    protected static readonly DateOnly AfterEveryFile = new(2025, 9, 1);

    protected SampleData Data { get; } = data;

    public abstract IEnumerable<SampleQuestion> All();

    /// <summary>A question to an office; without one, to the whole region.</summary>
    protected SampleQuestion Ask(string name, string nameZh, string? officeUscc, IMessage request, AnswerSummary expected) => new(
        $"{prefix}/{name}",
        $"{prefixZh}：{nameZh}",
        Data.RegionCode,
        officeUscc is null ? null : Data.Offices.First(office => office.Uscc == officeUscc).ToReference(),
        request,
        expected);

    protected static AnswerSummary Found(Enum finding, int candidateCount = 0) =>
        new(QueryOutcome.Answered, finding, CandidateCount: candidateCount);

    protected static AnswerSummary Refused(RefusalReason reason) => new(QueryOutcome.Refused, null, reason);

    protected static AnswerSummary Unable { get; } = new(QueryOutcome.Unable, null);

    /// <summary>The first certificate of that kind and status with nothing unusual about it.</summary>
    protected RegisteredCertificate Ordinary(CertificateKind kind, CertificateStatus status = CertificateStatus.Effective) =>
        First(certificate => certificate.Kind == kind && certificate.Status == status && IsOrdinary(certificate));

    protected RegisteredCertificate First(Func<RegisteredCertificate, bool> condition) => Data.Certificates.First(condition);

    protected static bool IsOrdinary(RegisteredCertificate certificate) =>
        certificate is { IsArchiveClosed: false, IsUnderInvestigation: false, OriginalId: null, IssueDate.Year: >= 2000 }
        && CertificateNumbers.Parse(certificate.RawNumber).Canonical?.Issuer.Length > 2
        && certificate.Parties.All(party => party.Person is null || HasResidentId(party.Person));

    internal static bool HasResidentId(RegisteredPerson person) =>
        person.Document is { Type: IdentityDocumentType.ResidentId, RawNumber.Length: 18 };

    /// <summary>The office whose register can't be asked at once.</summary>
    protected string UndigitalOffice => Data.Offices.First(office => !office.IsDigital).Uscc;

    protected string AnotherOffice(string uscc) => Data.Offices.First(office => office.IsDigital && office.Uscc != uscc).Uscc;

    /// <summary>Somebody whom no register knows.</summary>
    protected PersonIdentity Stranger() => new()
    {
        Name = "测试查无此人",
        IdentityDocument = new IdentityDocument
        {
            Type = IdentityDocumentType.ResidentId,
            RawNumber = ResidentId.Complete(RegionProfile.Of(Data.RegionCode).Area + "19790101" + "999"),
        },
    };

    protected RegisteredPerson PersonNamed(string name) => Data.People.First(person => person.Name == name);
}
