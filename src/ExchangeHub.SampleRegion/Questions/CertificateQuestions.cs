using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.SampleRegion.Register;
using Google.Protobuf;

namespace ExchangeHub.SampleRegion.Questions;

/// <summary>What can be asked of any kind of certificate: every finding, and every outcome.</summary>
internal sealed class CertificateQuestions(
    SampleData data, CertificateKind kind, string prefix, string prefixZh, Func<RegisteredCertificate, IMessage> ask)
    : QuestionSource(data, prefix, prefixZh)
{
    public override IEnumerable<SampleQuestion> All() =>
    [
        Status("authentic", "属实", CertificateStatus.Effective, CertificateFinding.Authentic),
        Status("under-review", "属实，复查中", CertificateStatus.UnderReview, CertificateFinding.Authentic),
        Status("maintained", "属实，复查维持", CertificateStatus.Maintained, CertificateFinding.Authentic),
        Status("corrected", "属实，已补正", CertificateStatus.Corrected, CertificateFinding.AuthenticButCorrected),
        Status("reissued", "收回更正重发", CertificateStatus.Reissued, CertificateFinding.Reissued),
        Status("partly-revoked", "部分撤销", CertificateStatus.PartlyRevoked, CertificateFinding.PartlyRevoked),
        Status("revoked", "撤销", CertificateStatus.Revoked, CertificateFinding.Revoked),
        ContentMismatch(),
        NumberNotFound(),
        OtherMatter(),
        NotOurOffice(),
        Condition("archive-unavailable", "档案无法查阅", certificate => certificate.IsArchiveClosed,
            Found(CertificateFinding.ArchiveUnavailable)),
        Condition("under-investigation", "拒绝，档案被调取侦查", certificate => certificate.IsUnderInvestigation,
            Refused(RefusalReason.FileUnderInvestigation)),
        Ask("not-digital", "无法即时核实，登记簿尚未数字化", UndigitalOffice, ask(Ordinary(kind)), Unable),
    ];

    private SampleQuestion Status(string name, string nameZh, CertificateStatus status, CertificateFinding finding)
    {
        var certificate = Ordinary(kind, status);
        return Ask(name, nameZh, certificate.OfficeUscc, ask(certificate), Found(finding));
    }

    private SampleQuestion Condition(string name, string nameZh, Func<RegisteredCertificate, bool> condition, AnswerSummary expected)
    {
        var certificate = First(certificate => certificate.Kind == kind && condition(certificate));
        return Ask(name, nameZh, certificate.OfficeUscc, ask(certificate), expected);
    }

    private SampleQuestion ContentMismatch()
    {
        var certificate = Ordinary(kind);
        var altered = certificate with { IssueDate = certificate.IssueDate.AddDays(-1) };
        return Ask("content-mismatch", "内容不符", certificate.OfficeUscc, ask(altered), Found(CertificateFinding.ContentMismatch));
    }

    private SampleQuestion NumberNotFound()
    {
        var certificate = Ordinary(kind);
        var issuer = Data.Offices.First(office => office.Uscc == certificate.OfficeUscc).IssuerCode;
        // No office of the sample counts as far as that in one year.
        var altered = certificate with { RawNumber = $"（{certificate.IssueDate.Year}）{issuer}证字第99999999号" };
        return Ask("number-not-found", "查无此号", certificate.OfficeUscc, ask(altered), Found(CertificateFinding.NumberNotFound));
    }

    private SampleQuestion OtherMatter()
    {
        var certificate = Ordinary(kind);
        var people = certificate.Parties.Select(party => party.Person?.Name ?? party.Organization!.Name).ToHashSet();
        var other = First(other =>
            other.Kind == kind
            && IsOrdinary(other)
            && (kind != CertificateKind.General || other.Title != certificate.Title)
            && !other.Parties.Any(party => people.Contains(party.Person?.Name ?? party.Organization!.Name)));
        var altered = other with { RawNumber = certificate.RawNumber, PrintedOfficeName = certificate.PrintedOfficeName };
        return Ask("other-matter", "同号异事", certificate.OfficeUscc, ask(altered), Found(CertificateFinding.NumberExistsOtherMatter));
    }

    private SampleQuestion NotOurOffice()
    {
        var certificate = Ordinary(kind);
        return Ask("not-our-office", "非本处出具", AnotherOffice(certificate.OfficeUscc), ask(certificate),
            Found(CertificateFinding.NotOurOffice));
    }
}
