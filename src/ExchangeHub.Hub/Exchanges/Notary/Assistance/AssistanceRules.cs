using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Validation;
using Grpc.Core;

namespace ExchangeHub.Hub.Exchanges.Notary.Assistance;

/// <summary>What a request for assistance and the papers about it must look like (协查函).</summary>
internal static class AssistanceRules
{
    public static readonly Rule SameAsHandler = new("SAME_AS_HANDLER", "must be somebody else than the handler", "不得与承办人相同");
    private static readonly Rule Count1To20 = new("ITEM_COUNT", "must have 1 to 20 items", "必须有 1 至 20 项");
    private static readonly Rule Numbering = new("NUMBERING", "must count 1, 2, 3 …", "序号必须依次为 1、2、3……");
    private static readonly Rule OnlyWhenUrgent = new("ONLY_WHEN_URGENT", "must be absent with normal urgency", "普通件不得填写");
    private static readonly Rule NotPast = new("IN_THE_PAST", "must not be in the past", "不得早于今天");
    private static readonly Rule TooLate = new("AFTER_LEGAL_DATE", "must not be later than one month from today, the law's limit", "不得晚于自今日起一个月的法定期限");
    private static readonly Rule NothingGiven = new("NOTHING_GIVEN", "is required where there is no material", "没有材料时必填");

    private static readonly TextRule LetterNumber = new(1, 100);
    private static readonly TextRule UrgencyReason = new(2, 500, manyLines: true);
    private static readonly TextRule Name = new(1, 100);
    private static readonly TextRule CertificateNumber = new(0, 20);
    private static readonly TextRule Phone = new(5, 30);
    private static readonly TextRule QuestionText = new(2, 1000, manyLines: true);
    private static readonly TextRule MissingItem = new(2, 500, manyLines: true);
    private static readonly TextRule SupplementText = new(0, 1000, manyLines: true);
    private static readonly TextRule Reason = new(10, 1000, manyLines: true);

    /// <summary>The rules for one call: a matter about wills needs the right to sealed files, which is looked at first.</summary>
    public static Action<SubmitCaseRequest, Violations> Submit(ServerCallContext context) => (request, violations) =>
    {
        var caller = Caller.Of(context).Participant;
        if (request.Request?.Matter == MatterCode.WillQuery && !caller.Grants.Contains(Grants.SealedFiles))
            throw new HubException(ErrorCatalogue.GrantMissing, ("participant", caller.Id), ("method", context.Method), ("grant", Grants.SealedFiles));
        if (violations.Require(request.Request is not null, "", "request", CommonRules.Required))
            Request(violations, request.Request!);
    };

    public static void Request(Violations violations, AssistanceRequest request)
    {
        const string Path = "request";
        LetterNumber.Check(violations, Path, "letter_number", request.LetterNumber);
        CommonRules.Given(violations, Path, "matter", request.Matter);
        NotaryRules.Reason(violations, $"{Path}.reason", request.Reason);
        Subjects(violations, request);
        Questions(violations, request);
        DocumentRules.Materials(violations, $"{Path}.materials", request.Materials);
        Urgency(violations, request);
        RequestedBy(violations, request);
        Handler(violations, $"{Path}.handler", request.Handler);
        Name.Check(violations, Path, "approver_name", request.ApproverName);
        violations.Require(request.Handler is null || request.ApproverName != request.Handler.Name, Path, "approver_name", SameAsHandler);
        MatterRules.Check(violations, request);
    }

    public static void SupplementRequest(Violations violations, SupplementRequest? request)
    {
        if (!violations.Require(request is not null, "", "supplement_request", CommonRules.Required))
            return;
        if (violations.Require(request!.MissingItems.Count is >= 1 and <= 20, "supplement_request", "missing_items", Count1To20))
            MissingItem.CheckEach(violations, "supplement_request", "missing_items", request.MissingItems);
    }

    public static void Supplement(Violations violations, Supplement? supplement)
    {
        if (!violations.Require(supplement is not null, "", "supplement", CommonRules.Required))
            return;
        SupplementText.Check(violations, "supplement", "text", supplement!.Text);
        violations.Require(supplement.Text.Length > 0 || supplement.Materials.Count > 0, "supplement", "text", NothingGiven);
        DocumentRules.Materials(violations, "supplement.materials", supplement.Materials);
    }

    public static void Transfer(Violations violations, Transfer? transfer)
    {
        if (!violations.Require(transfer is not null, "", "transfer", CommonRules.Required))
            return;
        CommonRules.Office(violations, "transfer.office", transfer!.Office);
        Reason.Check(violations, "transfer", "reason", transfer.Reason);
    }

    public static void Statement(Violations violations, Statement? statement)
    {
        if (violations.Require(statement is not null, "", "statement", CommonRules.Required))
            Reason.Check(violations, "statement", "reason", statement!.Reason);
    }

    public static void Handler(Violations violations, string path, Handler? handler)
    {
        if (!violations.Require(handler is not null, "", path, CommonRules.Required))
            return;
        Name.Check(violations, path, "name", handler!.Name);
        CertificateNumber.Check(violations, path, "certificate_number", handler.CertificateNumber);
        Phone.Check(violations, path, "phone", handler.Phone);
        CommonRules.Given(violations, path, "role", handler.Role);
    }

    private static void Subjects(Violations violations, AssistanceRequest request)
    {
        if (!violations.Require(request.Subjects.Count is >= 1 and <= 20, "request", "subjects", Count1To20))
            return;
        for (var i = 0; i < request.Subjects.Count; i++)
        {
            CommonRules.Given(violations, $"request.subjects[{i}]", "role", request.Subjects[i].Role);
            CommonRules.Party(violations, $"request.subjects[{i}].party", request.Subjects[i].Party);
        }
    }

    private static void Questions(Violations violations, AssistanceRequest request)
    {
        if (!violations.Require(request.Questions.Count is >= 1 and <= 20, "request", "questions", Count1To20))
            return;
        for (var i = 0; i < request.Questions.Count; i++)
        {
            var path = $"request.questions[{i}]";
            violations.Require(request.Questions[i].Number == i + 1, path, "number", Numbering);
            QuestionText.Check(violations, path, "text", request.Questions[i].Text);
            CommonRules.Given(violations, path, "answer_type", request.Questions[i].AnswerType);
        }
    }

    private static void Urgency(Violations violations, AssistanceRequest request)
    {
        CommonRules.Given(violations, "request", "urgency", request.Urgency);
        if (request.Urgency == Contracts.Notary.V1.Urgency.Normal)
            violations.Require(request.UrgencyReason.Length == 0, "request", "urgency_reason", OnlyWhenUrgent);
        else
            UrgencyReason.Check(violations, "request", "urgency_reason", request.UrgencyReason);
    }

    private static void RequestedBy(Violations violations, AssistanceRequest request)
    {
        if (request.RequestedByDate is null)
            return;
        if (!CalendarDates.TryToDateOnly(request.RequestedByDate, out var date))
        {
            violations.Add("request", "requested_by_date", CommonRules.NotDate);
            return;
        }
        violations.Require(date >= violations.Today, "request", "requested_by_date", NotPast);
        violations.Require(date <= violations.Today.AddMonths(1), "request", "requested_by_date", TooLate);
    }
}
