using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.SampleRegion.Register;
using Google.Type;

namespace ExchangeHub.SampleRegion.Questions;

/// <summary>Requests about certificates and wills: the ready-made questions, as letters.</summary>
internal sealed class CertificateCases(SampleData data)
{
    public IEnumerable<SampleCase> All() =>
    [
        Reply("certificate/authentic", ReplyOutcome.Answered),
        Reply("certificate/corrected", ReplyOutcome.Answered),
        Reply("certificate/revoked", ReplyOutcome.Answered),
        Reply("certificate/content-mismatch", ReplyOutcome.Answered),
        Reply("certificate/number-not-found", ReplyOutcome.Answered),
        Reply("certificate/other-matter", ReplyOutcome.PartlyAnswered),
        Reply("certificate/archive-unavailable", ReplyOutcome.CannotFinish),
        Reply("certificate/under-investigation", ReplyOutcome.Refused),
        Reply("certificate/sealed-will", ReplyOutcome.Refused),
        Reply("certificate/renamed-office", ReplyOutcome.Answered),
        // Sichuan's offices of before 1997 that lay in today's Chongqing: the files are there, and there it can't be passed back.
        Reply("certificate/before-1997", data.OfficesElsewhere.Count == 0 ? ReplyOutcome.Answered : ReplyOutcome.Unable),
        Case("certificate/not-our-office", CaseEventKind.Transferred),
        .. SampleNames.Rare.Select((_, index) => Reply($"certificate/rare-character-{index + 1}", ReplyOutcome.Answered)),
        .. SampleNames.Long.Select((_, index) => Reply($"certificate/long-name-{index + 1}", ReplyOutcome.Answered)),
        Reply("power-of-attorney/authentic", ReplyOutcome.Answered),
        Reply("power-of-attorney/revoked", ReplyOutcome.Answered),
        Reply("power-of-attorney/rare-character", ReplyOutcome.Answered),
        Reply("enforceable-deed/authentic", ReplyOutcome.Answered),
        Reply("enforceable-deed/wrong-amount", ReplyOutcome.Answered),
        Reply("will/exists", ReplyOutcome.Answered),
        Reply("will/not-found", ReplyOutcome.Answered),
        Reply("will/testator-alive", ReplyOutcome.Refused),
        Reply("inheritance/issued", ReplyOutcome.Unable),
    ];

    private SampleCase Reply(string question, ReplyOutcome outcome) => Case(question, CaseEventKind.Replied, outcome);

    private SampleCase Case(string name, CaseEventKind expected, ReplyOutcome outcome = default)
    {
        var question = SampleQuestions.For(data.RegionCode).First(question => question.Name == name);
        var request = question.Request switch
        {
            VerifyCertificateRequest asked => Certificate(MatterCode.CertVerify, question, asked.CertificateNumber, asked.Title, asked.IssueDate, asked.IssuingOfficeName,
                CaseRequests.Subject(SubjectRole.Applicant, asked.Party)),
            VerifyPowerOfAttorneyRequest asked => Certificate(MatterCode.PoaVerify, question, asked.CertificateNumber, "委托", asked.IssueDate, asked.IssuingOfficeName,
                CaseRequests.Subject(SubjectRole.Principal, asked.Principal), CaseRequests.Subject(SubjectRole.Agent, asked.Agent)),
            VerifyEnforceableDeedRequest asked => Deed(question, asked),
            QueryWillRequest asked => Will(asked),
            QueryInheritanceRequest asked => Inheritance(asked),
            var other => throw new InvalidOperationException($"{other.Descriptor.FullName} is no letter."),
        };
        return new SampleCase($"case/{name}", $"协查函：{question.NameZh}", data.RegionCode, question.Office ?? Keeper(request), request, expected, outcome);
    }

    private AssistanceRequest Certificate(
        MatterCode matter, SampleQuestion question, CertificateNumber number, string title, Date issueDate, string issuingOfficeName, params IEnumerable<AssistanceSubject> subjects)
    {
        var registered = data.Certificates.FirstOrDefault(certificate => certificate.RawNumber == number.Raw && certificate.OfficeUscc == question.Office!.Uscc);
        var request = CaseRequests.Begin(matter, subjects).Asking(
            (AnswerType.YesNo, "该公证书是否由贵处出具，现是否有效？"),
            (AnswerType.Match, "公证书所载内容与登记是否一致？"),
            (AnswerType.Text, "该公证书的现状如何？"));
        request.TargetCertificate = new TargetCertificate
        {
            Number = number,
            // The question about a certificate claims a title; the other two imply it.
            Title = matter == MatterCode.CertVerify ? title : registered?.Title ?? title,
            IssueDate = new PartialDate { Year = issueDate.Year, Month = issueDate.Month, Day = issueDate.Day },
            IssuingOfficeName = issuingOfficeName,
        };
        return request;
    }

    private AssistanceRequest Deed(SampleQuestion question, VerifyEnforceableDeedRequest asked)
    {
        var request = Certificate(MatterCode.EnforceVerify, question, asked.CertificateNumber, "借款合同（赋予强制执行效力）", asked.IssueDate, asked.IssuingOfficeName,
            CaseRequests.Subject(SubjectRole.Creditor, asked.Creditor), CaseRequests.Subject(SubjectRole.Debtor, asked.Debtor));
        request.Amount = asked.Amount;
        request.Urgency = Urgency.Urgent;
        request.UrgencyReason = "测试：执行期限将至。";
        return request;
    }

    private static AssistanceRequest Will(QueryWillRequest asked)
    {
        var request = CaseRequests.Begin(MatterCode.WillQuery, CaseRequests.Subject(SubjectRole.Testator, asked.Testator))
            .Asking((AnswerType.YesNo, "立遗嘱人是否在贵处办理过遗嘱公证？"), (AnswerType.Text, "如有，公证书编号为何？"));
        request.DeathProof = asked.DeathProof;
        return request;
    }

    private static AssistanceRequest Inheritance(QueryInheritanceRequest asked)
    {
        var request = CaseRequests.Begin(
                MatterCode.InheritDup,
                asked.Heirs.Select(heir => CaseRequests.Subject(SubjectRole.Related, heir)).Prepend(CaseRequests.Subject(SubjectRole.Decedent, asked.Decedent)))
            .Asking((AnswerType.YesNo, "该继承事项是否已在贵处办理？"));
        request.DeathDate = asked.DeathDate;
        return request;
    }

    /// <summary>A letter goes to an office: to the one that has a will of the testator, if there is one.</summary>
    private OfficeReference Keeper(AssistanceRequest request)
    {
        var name = request.Subjects[0].Party.Person.Name;
        var will = data.Certificates.FirstOrDefault(certificate => certificate.Kind == CertificateKind.Will && certificate.Parties[0].Person?.Name == name);
        return (data.Offices.FirstOrDefault(office => office.IsDigital && office.Uscc == will?.OfficeUscc) ?? data.Offices[0]).ToReference();
    }
}
