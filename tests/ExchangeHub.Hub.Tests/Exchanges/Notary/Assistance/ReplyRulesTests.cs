using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Exchanges.Notary.Assistance;
using ExchangeHub.TestKit;
using Google.Type;

namespace ExchangeHub.Hub.Tests.Exchanges.Notary.Assistance;

/// <summary>The rules of a reply: each row breaks one of them in an otherwise valid reply.</summary>
public class ReplyRulesTests
{
    private static readonly (Func<List<string>> Check, string Expected)[] Broken =
    [
        (() => Check(null), "reply REQUIRED"),
        (Reply(r => r.ReplyNumber = ""), "reply.reply_number TEXT_LENGTH"),
        (Reply(r => r.Outcome = ReplyOutcome.Unspecified, ReplyOutcome.Unable), "reply.outcome REQUIRED"),
        (Reply(r => r.Outcome = (ReplyOutcome)9, ReplyOutcome.Unable), "reply.outcome UNKNOWN_VALUE"),
        (Reply(r => r.RefusalReason = RefusalReason.NotCompetent), "reply.refusal_reason ONLY_WHEN_REFUSED"),
        (Reply(r => r.RefusalReason = RefusalReason.Unspecified, ReplyOutcome.Refused), "reply.refusal_reason ONLY_WHEN_REFUSED"),
        (Reply(r => r.RefusalReason = (RefusalReason)99, ReplyOutcome.Refused), "reply.refusal_reason UNKNOWN_VALUE"),
        (Reply(r => r.Explanation = "", ReplyOutcome.Refused), "reply.explanation TEXT_LENGTH"),
        (Reply(r => r.Explanation = "", ReplyOutcome.Unable), "reply.explanation TEXT_LENGTH"),
        (Reply(r => r.Explanation = "", ReplyOutcome.CannotFinish), "reply.explanation TEXT_LENGTH"),
        (Reply(r => r.Explanation = new string('测', 1001)), "reply.explanation TEXT_LENGTH"),
        (Reply(r => r.CertificateFinding = CertificateFinding.Unspecified), "reply.certificate_finding FINDING_NEEDED"),
        (Reply(r => r.CertificateFinding = (CertificateFinding)99), "reply.certificate_finding UNKNOWN_VALUE"),
        (Reply(r => r.CertificateStatus = (CertificateStatus)99), "reply.certificate_status UNKNOWN_VALUE"),
        (Reply(r => r.FieldResults.Add(Enumerable.Repeat(new FieldResult(), 51))), "reply.field_results ITEM_COUNT"),
        (Reply(r => r.FieldResults.Add(new FieldResult { Field = "issue_date" })), "reply.field_results[0].comparison REQUIRED"),
        (Reply(r => r.Answers.RemoveAt(1)), "reply.answers UNANSWERED"),
        (Reply(r => r.Outcome = ReplyOutcome.PartlyAnswered, ReplyOutcome.Unable), "reply.answers UNANSWERED"),
        (Reply(r => r.Answers.Add(Enumerable.Repeat(new AssistanceAnswer(), 19))), "reply.answers ITEM_COUNT"),
        (Reply(r => r.Answers[1].Value = ""), "reply.answers[1].value TEXT_LENGTH"),
        (Reply(r => r.Answers[1].Source = AnswerSource.Unspecified), "reply.answers[1].source REQUIRED"),
        (Reply(r => r.Answers[1].AsOfDate = null), "reply.answers[1].as_of_date REQUIRED"),
        (Reply(r => r.Answers[1].AsOfDate = new Date { Year = 2026, Month = 6, Day = 2 }), "reply.answers[1].as_of_date IN_THE_FUTURE"),
        (Reply(r => r.Evidence.Add(Enumerable.Repeat(Evidence(AnswerSource.Archive), 51))), "reply.evidence ITEM_COUNT"),
        (Reply(r => r.Evidence.Add(new AssistanceEvidence { Method = AnswerSource.Archive })), "reply.evidence[0].document REQUIRED"),
        (Reply(r => r.Evidence.Add(Evidence(AnswerSource.Unspecified))), "reply.evidence[0].method REQUIRED"),
        (Reply(r => r.Evidence.Add(Evidence(AnswerSource.Interview, "测试甲"))), "reply.evidence[0].participants TWO_PERSONS"),
        (Reply(r => r.Evidence.Add(Evidence(AnswerSource.Site))), "reply.evidence[0].participants TWO_PERSONS"),
        (Reply(r => r.Handler = null), "reply.handler REQUIRED"),
        (Reply(r => r.ReviewerName = ""), "reply.reviewer_name TEXT_LENGTH"),
        (Reply(r => r.ReviewerName = r.Handler.Name), "reply.reviewer_name SAME_AS_HANDLER"),
        (Reply(r => r.ArchiveReference = new string('1', 101)), "reply.archive_reference TEXT_LENGTH"),
    ];

    public static TheoryData<int> BrokenRows => new(Enumerable.Range(0, Broken.Length));

    [Theory]
    [MemberData(nameof(BrokenRows))]
    public void Reply_OneRuleBroken_NamesItsFieldAndReason(int row) => Assert.Equal([Broken[row].Expected], Broken[row].Check());

    [Theory]
    [InlineData(ReplyOutcome.Answered)]
    [InlineData(ReplyOutcome.Unable)]
    [InlineData(ReplyOutcome.CannotFinish)]
    [InlineData(ReplyOutcome.Refused)]
    public void Reply_OfEachOutcome_IsTaken(ReplyOutcome outcome) => Assert.Empty(Reply(_ => { }, outcome)());

    [Fact]
    public void Reply_OneQuestionOfTwo_IsPartlyAnswered()
        => Assert.Empty(Reply(r =>
        {
            r.Outcome = ReplyOutcome.PartlyAnswered;
            r.Answers.RemoveAt(0);
            r.CertificateFinding = CertificateFinding.Unspecified;
        })());

    [Fact]
    public void Reply_InterviewByTwo_IsTaken() => Assert.Empty(Reply(r => r.Evidence.Add(Evidence(AnswerSource.Interview, "测试甲", "测试乙")))());

    [Fact]
    public void Reply_QuestionThatWasNotAskedOrTwice_IsNamed()
    {
        Assert.Equal(["reply.answers[1].question_number NO_SUCH_QUESTION", "reply.answers UNANSWERED"], Reply(r => r.Answers[1].QuestionNumber = 3)());
        Assert.Equal(["reply.answers[1].question_number NO_SUCH_QUESTION", "reply.answers UNANSWERED"], Reply(r => r.Answers[1].QuestionNumber = 1)());
    }

    [Fact]
    public void Reply_FactWithoutACertificate_NeedsNoFinding()
    {
        var request = CaseRequests.Request();
        request.Matter = MatterCode.FactMarriage;
        var reply = CaseRequests.Reply();
        reply.CertificateFinding = CertificateFinding.Unspecified;

        Assert.Empty(AssistanceRulesTests.Found(violations => ReplyRules.Reply(violations, reply, request)));
    }

    [Fact]
    public void Reply_RequestPurged_IsCheckedWithoutIt()
    {
        var reply = CaseRequests.Reply();
        reply.Answers.RemoveAt(1);

        Assert.Empty(AssistanceRulesTests.Found(violations => ReplyRules.Reply(violations, reply, original: null)));
    }

    [Fact]
    public void Reply_Empty_NamesEveryViolation()
        => Assert.Equal(
            ["reply.reply_number TEXT_LENGTH", "reply.outcome REQUIRED", "reply.explanation TEXT_LENGTH", "reply.handler REQUIRED", "reply.reviewer_name TEXT_LENGTH"],
            Check(new AssistanceReply()));

    private static AssistanceEvidence Evidence(AnswerSource method, params string[] participants)
        => new() { Document = AssistanceRulesTests.Document(), Method = method, Participants = { participants } };

    private static List<string> Check(AssistanceReply? reply) => AssistanceRulesTests.Found(violations => ReplyRules.Reply(violations, reply, CaseRequests.Request()));

    private static Func<List<string>> Reply(Action<AssistanceReply> change, ReplyOutcome outcome = ReplyOutcome.Answered) => () =>
    {
        var reply = CaseRequests.Reply(outcome);
        change(reply);
        return Check(reply);
    };
}
