using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Validation;

namespace ExchangeHub.Hub.Exchanges.Notary.Assistance;

/// <summary>What a reply must look like (复函).</summary>
internal static class ReplyRules
{
    private const string Path = "reply";

    private static readonly Rule OnlyRefused = new("ONLY_WHEN_REFUSED", "must be given with a refusal, and only then", "仅在拒绝时填写，且必须填写");
    private static readonly Rule FindingNeeded = new("FINDING_NEEDED", "is required when a question about a certificate is answered", "答复公证书核验时必填");
    private static readonly Rule Unanswered = new("UNANSWERED", "must answer every question with ANSWERED, and at least one with PARTLY_ANSWERED", "“已答复”须逐项答复，“部分答复”至少答复一项");
    private static readonly Rule NoSuchQuestion = new("NO_SUCH_QUESTION", "is the number of no question, or of one that is answered already", "没有该序号的核实事项，或已答复过");
    private static readonly Rule CountUpTo50 = new("ITEM_COUNT", "must have at most 50 items", "不得超过 50 项");
    private static readonly Rule CountUpTo20 = new("ITEM_COUNT", "must have at most 20 items", "不得超过 20 项");

    private static readonly TextRule ReplyNumber = new(1, 100);
    private static readonly TextRule Explanation = new(2, 1000, manyLines: true);
    private static readonly TextRule OptionalExplanation = new(0, 1000, manyLines: true);
    private static readonly TextRule AnswerValue = new(1, 4000, manyLines: true);
    private static readonly TextRule FieldName = new(1, 200);
    private static readonly TextRule Reviewer = new(1, 100);
    private static readonly TextRule Archive = new(0, 100);

    /// <param name="violations">Takes the violations.</param>
    /// <param name="reply">The reply.</param>
    /// <param name="original">The case's request; null where it has been purged: then what depends on it is not checked.</param>
    public static void Reply(Violations violations, AssistanceReply? reply, AssistanceRequest? original)
    {
        if (!violations.Require(reply is not null, "", Path, CommonRules.Required))
            return;
        ReplyNumber.Check(violations, Path, "reply_number", reply!.ReplyNumber);
        CommonRules.Given(violations, Path, "outcome", reply.Outcome);
        Outcome(violations, reply, original);
        Fields(violations, reply);
        Answers(violations, reply, original);
        DocumentRules.Evidence(violations, reply.Evidence);
        AssistanceRules.Handler(violations, $"{Path}.handler", reply.Handler);
        Reviewer.Check(violations, Path, "reviewer_name", reply.ReviewerName);
        violations.Require(reply.Handler is null || reply.ReviewerName != reply.Handler.Name, Path, "reviewer_name", AssistanceRules.SameAsHandler);
        Archive.Check(violations, Path, "archive_reference", reply.ArchiveReference);
    }

    private static void Outcome(Violations violations, AssistanceReply reply, AssistanceRequest? original)
    {
        violations.Require(reply.RefusalReason != RefusalReason.Unspecified == (reply.Outcome == ReplyOutcome.Refused), Path, "refusal_reason", OnlyRefused);
        violations.Require(Enum.IsDefined(reply.RefusalReason), Path, "refusal_reason", CommonRules.UnknownValue);
        violations.Require(Enum.IsDefined(reply.CertificateFinding), Path, "certificate_finding", CommonRules.UnknownValue);
        violations.Require(Enum.IsDefined(reply.CertificateStatus), Path, "certificate_status", CommonRules.UnknownValue);
        var answered = reply.Outcome is ReplyOutcome.Answered or ReplyOutcome.PartlyAnswered;
        (answered ? OptionalExplanation : Explanation).Check(violations, Path, "explanation", reply.Explanation);
        var needsFinding = reply.Outcome == ReplyOutcome.Answered && original?.Matter is MatterCode.CertVerify or MatterCode.PoaVerify or MatterCode.EnforceVerify;
        violations.Require(!needsFinding || reply.CertificateFinding != CertificateFinding.Unspecified, Path, "certificate_finding", FindingNeeded);
    }

    private static void Fields(Violations violations, AssistanceReply reply)
    {
        if (!violations.Require(reply.FieldResults.Count <= 50, Path, "field_results", CountUpTo50))
            return;
        for (var i = 0; i < reply.FieldResults.Count; i++)
        {
            FieldName.Check(violations, $"{Path}.field_results[{i}]", "field", reply.FieldResults[i].Field);
            CommonRules.Given(violations, $"{Path}.field_results[{i}]", "comparison", reply.FieldResults[i].Comparison);
        }
    }

    private static void Answers(Violations violations, AssistanceReply reply, AssistanceRequest? original)
    {
        if (!violations.Require(reply.Answers.Count <= 20, Path, "answers", CountUpTo20))
            return;
        var open = original?.Questions.Select(question => question.Number).ToHashSet();
        for (var i = 0; i < reply.Answers.Count; i++)
        {
            var answer = reply.Answers[i];
            var path = $"{Path}.answers[{i}]";
            violations.Require(open is null || open.Remove(answer.QuestionNumber), path, "question_number", NoSuchQuestion);
            AnswerValue.Check(violations, path, "value", answer.Value);
            CommonRules.Given(violations, path, "source", answer.Source);
            CommonRules.PastDate(violations, $"{path}.as_of_date", answer.AsOfDate);
        }
        var complete = reply.Outcome switch
        {
            ReplyOutcome.Answered => open is null or { Count: 0 },
            ReplyOutcome.PartlyAnswered => reply.Answers.Count > 0,
            _ => true,
        };
        violations.Require(complete, Path, "answers", Unanswered);
    }
}
