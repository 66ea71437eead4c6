using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain;
using ExchangeHub.SampleRegion.Notary;

namespace ExchangeHub.SampleRegion.Cases;

/// <summary>Writes the reply (复函) to one request.</summary>
/// <param name="Summary">The case.</param>
/// <param name="Request">What is asked.</param>
/// <param name="Today">The day in China.</param>
internal sealed record ReplyPaper(CaseSummary Summary, AssistanceRequest Request, DateOnly Today)
{
    private const int MaxFieldResults = 50;

    /// <summary>It can't be verified.</summary>
    public AssistanceReply Unable(string explanation)
    {
        var reply = Begin(ReplyOutcome.Unable);
        reply.Explanation = explanation;
        return reply;
    }

    /// <summary>It is refused.</summary>
    public AssistanceReply Refused(RefusalReason reason)
    {
        var reply = Begin(ReplyOutcome.Refused);
        reply.RefusalReason = reason;
        reply.Explanation = reason switch
        {
            RefusalReason.DeathNotProven => "测试：死亡事实未证明，遗嘱档案为密卷，不予查询（公证程序规则第六十条）。",
            RefusalReason.SealedWillTestatorAlive => "测试：立遗嘱人健在，遗嘱档案为密卷，不予查询（公证程序规则第六十条）。",
            RefusalReason.FileUnderInvestigation => "测试：档案已被调取侦查。",
            _ => "测试：所给信息不足，不予办理。",
        };
        return reply;
    }

    /// <summary>What was found, as yes or no and in words; questions of another kind stay open.</summary>
    public AssistanceReply Told(string yesOrNo, string words) => Answer(type => type switch
    {
        AnswerType.YesNo => yesOrNo,
        AnswerType.Text => words,
        _ => null,
    });

    /// <summary>What the register says of a certificate.</summary>
    public AssistanceReply About(CertificateAnswer answer)
    {
        if (answer.Outcome == QueryOutcome.Refused)
            return Refused(answer.RefusalReason);
        var reply = answer switch
        {
            { Outcome: not QueryOutcome.Answered } => Unable("测试：该公证处登记簿尚未数字化，无法核实。"),
            { Finding: CertificateFinding.ArchiveUnavailable } => CannotFinish("测试：档案目前无法查阅。"),
            { Finding: CertificateFinding.NotOurOffice } => Unable("测试：该公证书非本处出具，亦非本地区其他公证处保管。"),
            _ => Answer(type => Value(type, answer)),
        };
        reply.CertificateFinding = answer.Finding;
        reply.CertificateStatus = answer.Status;
        reply.FieldResults.AddRange(answer.Fields.Take(MaxFieldResults).Select(field => new FieldResult { Field = PathOf(field.Field), Comparison = field.Comparison }));
        return reply;
    }

    private static string? Value(AnswerType type, CertificateAnswer answer) => type switch
    {
        // Whether the paper is forged or the number mistyped, only a person can decide.
        AnswerType.YesNo when answer.Finding == CertificateFinding.NumberExistsOtherMatter => null,
        AnswerType.YesNo => answer.Finding is CertificateFinding.Authentic or CertificateFinding.AuthenticButCorrected ? "YES" : "NO",
        AnswerType.Match => answer.Finding == CertificateFinding.NumberNotFound || answer.Fields.Any(field => field.Comparison == FieldComparison.Mismatch) ? "MISMATCH" : "MATCH",
        AnswerType.Text => answer.Finding switch
        {
            CertificateFinding.Authentic => "属实",
            CertificateFinding.AuthenticButCorrected => "属实，已另行出具补正公证书",
            CertificateFinding.Reissued => "原公证书已收回，更正后重新发给",
            CertificateFinding.PartlyRevoked => "公证书已部分撤销",
            CertificateFinding.Revoked => "公证书已撤销，自始无效",
            CertificateFinding.ContentMismatch => "编号属实，内容不符",
            CertificateFinding.NumberNotFound => "查无此号",
            _ => "该编号属于另一公证事项",
        },
        // A date or an amount is never told: the register compares, and does not give.
        _ => null,
    };

    /// <summary>The path of the case's request; the comparison names the fields of the queries.</summary>
    private static string PathOf(string field) => field switch
    {
        CertificateComparison.NumberField => "target_certificate.number",
        "title" or "issue_date" or "issuing_office_name" => $"target_certificate.{field}",
        _ => field,
    };

    private AssistanceReply CannotFinish(string explanation)
    {
        var reply = Begin(ReplyOutcome.CannotFinish);
        reply.Explanation = explanation;
        return reply;
    }

    private AssistanceReply Answer(Func<AnswerType, string?> value)
    {
        var answers = Request.Questions
            .Select(question => (question.Number, Value: value(question.AnswerType)))
            .Where(answer => answer.Value is not null)
            .Select(answer => new AssistanceAnswer
            {
                QuestionNumber = answer.Number,
                Value = answer.Value,
                Source = AnswerSource.Register,
                AsOfDate = CalendarDates.ToProto(Today),
            })
            .ToList();
        if (answers.Count == 0)
            return Unable("测试：所问事项须由公证员人工答复。");
        var reply = Begin(answers.Count == Request.Questions.Count ? ReplyOutcome.Answered : ReplyOutcome.PartlyAnswered);
        reply.Answers.AddRange(answers);
        return reply;
    }

    private AssistanceReply Begin(ReplyOutcome outcome) => new()
    {
        ReplyNumber = $"测试复函{Summary.CaseId}-{Summary.ReplyVersion + 1}",
        Outcome = outcome,
        Handler = new Handler { Name = "测试承办公证员", CertificateNumber = "测试执业证0001", Phone = "023-00000000", Role = HandlerRole.Notary },
        ReviewerName = "测试审核人",
    };
}
