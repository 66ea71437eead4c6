using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using Google.Type;

namespace ExchangeHub.TestKit;

/// <summary>Well-formed requests for assistance from the Sichuan test office to the Chongqing one, and acts on them, to start from.</summary>
public static class CaseRequests
{
    private static int _letters;

    public static OfficeReference Sichuan => new() { Uscc = Questions.SichuanOffice, Name = "四川省成都市测试公证处" };

    public static OfficeReference Chongqing => new() { Uscc = Questions.ChongqingOffice, Name = "重庆市测试公证处" };

    public static SubmitCaseRequest Submit() => new() { Header = Questions.Header(), Request = Request() };

    public static AssistanceRequest Request() => new()
    {
        LetterNumber = $"(2026)川测证协函第{Interlocked.Increment(ref _letters)}号",
        Matter = MatterCode.CertVerify,
        Reason = new QueryReason { Code = QueryReasonCode.BeyondJurisdiction, Text = "公证书由重庆市测试公证处出具，需委托核实。" },
        TargetCertificate = new TargetCertificate
        {
            Number = new CertificateNumber { Raw = "（2024）渝测证字第𠮷1号" },
            Title = "委托",
            IssueDate = new PartialDate { Year = 2024, Month = 5 },
            IssuingOfficeName = "重庆市测试公证处",
        },
        Subjects = { new AssistanceSubject { Role = SubjectRole.Applicant, Party = new Party { Person = Questions.Person() } } },
        Questions =
        {
            new AssistanceQuestion { Number = 1, Text = "该公证书是否由贵处出具？", AnswerType = AnswerType.YesNo },
            new AssistanceQuestion { Number = 2, Text = "内容是否一致？", AnswerType = AnswerType.Match },
        },
        Urgency = Urgency.Normal,
        Handler = Handler(),
        ApproverName = "测试乙",
    };

    public static Handler Handler() => new() { Name = "测试甲", CertificateNumber = "1510120201", Phone = "028-00000000", Role = HandlerRole.Notary };

    public static CaseAction Action(string caseId, OfficeReference office, int expectedVersion = 0) => new()
    {
        RequestId = Guid.NewGuid().ToString(),
        CaseId = caseId,
        ExpectedVersion = expectedVersion,
        ActingOffice = office,
        OperatorName = "测试丙",
    };

    public static AssistanceReply Reply(ReplyOutcome outcome = ReplyOutcome.Answered) => new()
    {
        ReplyNumber = "(2026)渝测证复字第1号",
        Outcome = outcome,
        RefusalReason = outcome == ReplyOutcome.Refused ? RefusalReason.NoLegalInterest : RefusalReason.Unspecified,
        Explanation = outcome is ReplyOutcome.Answered or ReplyOutcome.PartlyAnswered ? "" : "测试：无法办理。",
        CertificateFinding = outcome == ReplyOutcome.Answered ? CertificateFinding.Authentic : CertificateFinding.Unspecified,
        Answers =
        {
            outcome is ReplyOutcome.Answered
                ? [Answer(1, "YES"), Answer(2, "MATCH")]
                : Array.Empty<AssistanceAnswer>(),
        },
        Handler = new Handler { Name = "测试丙", Phone = "023-00000000", Role = HandlerRole.Notary },
        ReviewerName = "测试丁",
    };

    public static Statement Statement() => new() { Reason = "测试理由：与申请人所述不符，须复核。" };

    private static AssistanceAnswer Answer(int number, string value) => new()
    {
        QuestionNumber = number,
        Value = value,
        Source = AnswerSource.Register,
        AsOfDate = new Date { Year = 2026, Month = 1, Day = 5 },
    };
}
