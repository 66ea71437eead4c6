using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Exchanges.Notary.Assistance;
using ExchangeHub.Hub.Validation;
using ExchangeHub.TestKit;
using Google.Protobuf;
using Google.Type;

namespace ExchangeHub.Hub.Tests.Exchanges.Notary.Assistance;

/// <summary>The rules of a request for assistance and of the papers about it: each row breaks one of them in an otherwise valid request.</summary>
public class AssistanceRulesTests
{
    internal static readonly DateOnly Today = new(2026, 6, 1);
    private static readonly string Lost = "测试测试测试测试测试\uFFFD";

    private static readonly (Func<List<string>> Check, string Expected)[] Broken =
    [
        (Request(r => r.LetterNumber = ""), "request.letter_number TEXT_LENGTH"),
        (Request(r => r.LetterNumber = new string('1', 101)), "request.letter_number TEXT_LENGTH"),
        (Request(r => r.LetterNumber += "\uE000"), "request.letter_number CHARACTER_LOST"),
        (Request(r => r.Matter = MatterCode.Unspecified), "request.matter REQUIRED"),
        (Request(r => r.Matter = (MatterCode)99), "request.matter UNKNOWN_VALUE"),
        (Request(r => r.Reason = null), "request.reason REQUIRED"),
        (Request(r => r.Reason.Code = QueryReasonCode.Unspecified), "request.reason.code REQUIRED"),
        (Request(r => r.Reason.Text = "需要核实"), "request.reason.text TEXT_LENGTH"),
        (Request(r => r.Subjects.Clear()), "request.subjects ITEM_COUNT"),
        (Request(r => r.Subjects.Add(Enumerable.Repeat(new AssistanceSubject(), 20))), "request.subjects ITEM_COUNT"),
        (Request(r => r.Subjects[0].Role = SubjectRole.Unspecified), "request.subjects[0].role REQUIRED"),
        (Request(r => r.Subjects[0].Party = null), "request.subjects[0].party REQUIRED"),
        (Request(r => r.Subjects[0].Party.Person.Name = ""), "request.subjects[0].party.person.name TEXT_LENGTH"),
        (Request(r => r.Subjects[0].Party.Person.IdentityDocument.RawNumber = "519999198001010013"), "request.subjects[0].party.person.identity_document.raw_number DOCUMENT_NUMBER"),
        (Request(r => r.Questions.Clear()), "request.questions ITEM_COUNT"),
        (Request(r => r.Questions.Add(Enumerable.Repeat(new AssistanceQuestion(), 19))), "request.questions ITEM_COUNT"),
        (Request(r => r.Questions[1].Number = 1), "request.questions[1].number NUMBERING"),
        (Request(r => r.Questions[0].Text = "？"), "request.questions[0].text TEXT_LENGTH"),
        (Request(r => r.Questions[0].AnswerType = AnswerType.Unspecified), "request.questions[0].answer_type REQUIRED"),
        (Request(r => (r.Urgency, r.UrgencyReason) = (Urgency.Unspecified, "测试")), "request.urgency REQUIRED"),
        (Request(r => r.UrgencyReason = "测试"), "request.urgency_reason ONLY_WHEN_URGENT"),
        (Request(r => r.Urgency = Urgency.Urgent), "request.urgency_reason TEXT_LENGTH"),
        (Request(r => r.RequestedByDate = new Date { Year = 2026, Month = 6 }), "request.requested_by_date NOT_A_DATE"),
        (Request(r => r.RequestedByDate = new Date { Year = 2026, Month = 5, Day = 31 }), "request.requested_by_date IN_THE_PAST"),
        (Request(r => r.RequestedByDate = new Date { Year = 2026, Month = 7, Day = 2 }), "request.requested_by_date AFTER_LEGAL_DATE"),
        (Request(r => r.Handler = null), "request.handler REQUIRED"),
        (Request(r => r.Handler.Name = ""), "request.handler.name TEXT_LENGTH"),
        (Request(r => r.Handler.CertificateNumber = new string('1', 21)), "request.handler.certificate_number TEXT_LENGTH"),
        (Request(r => r.Handler.Phone = "028"), "request.handler.phone TEXT_LENGTH"),
        (Request(r => r.Handler.Role = HandlerRole.Unspecified), "request.handler.role REQUIRED"),
        (Request(r => r.ApproverName = ""), "request.approver_name TEXT_LENGTH"),
        (Request(r => r.ApproverName = r.Handler.Name), "request.approver_name SAME_AS_HANDLER"),

        (Request(r => r.Materials.Add(Enumerable.Repeat(Document(), 51))), "request.materials ITEM_COUNT"),
        (Material(d => d.Name = ""), "request.materials[0].name TEXT_LENGTH"),
        (Material(d => d.MediaType = "pd"), "request.materials[0].media_type TEXT_LENGTH"),
        (Material(d => d.PageCount = 10_001), "request.materials[0].page_count PAGE_COUNT"),
        (Material(d => d.Size = 0), "request.materials[0].size SIZE"),
        (Material(d => d.Size = 209_715_201), "request.materials[0].size SIZE"),
        (Material(d => d.DigestAlgorithm = DigestAlgorithm.Unspecified), "request.materials[0].digest_algorithm REQUIRED"),
        (Material(d => d.Digest = ByteString.CopyFrom(new byte[31])), "request.materials[0].digest DIGEST"),
        (Material(d => d.AttachmentId = "42"), "request.materials[0].attachment_id NOT_A_UUID"),
        (Request(r => r.Materials.Add([Attached("6F9619FF-8B86-D011-B42D-00C04FC964FF"), Attached("6f9619ff-8b86-d011-b42d-00c04fc964ff")])), "request.materials TWICE"),

        (Missing(null), "supplement_request REQUIRED"),
        (Missing(new SupplementRequest()), "supplement_request.missing_items ITEM_COUNT"),
        (Missing(new SupplementRequest { MissingItems = { Enumerable.Repeat("委托书", 21) } }), "supplement_request.missing_items ITEM_COUNT"),
        (Missing(new SupplementRequest { MissingItems = { "委托书", "书" } }), "supplement_request.missing_items[1] TEXT_LENGTH"),
        (Given(null), "supplement REQUIRED"),
        (Given(new Supplement()), "supplement.text NOTHING_GIVEN"),
        (Given(new Supplement { Text = new string('测', 1001) }), "supplement.text TEXT_LENGTH"),
        (Given(new Supplement { Materials = { new AssistanceDocument(Document()) { Size = 0 } } }), "supplement.materials[0].size SIZE"),
        (Transfer(null), "transfer REQUIRED"),
        (Transfer(new Transfer { Reason = "不属本处管辖，应由他处办理。" }), "transfer.office REQUIRED"),
        (Transfer(new Transfer { Office = CaseRequests.Chongqing, Reason = "不属本处" }), "transfer.reason TEXT_LENGTH"),
        (Statement(null), "statement REQUIRED"),
        (Statement(new Statement { Reason = "不符" }), "statement.reason TEXT_LENGTH"),
        (Statement(new Statement { Reason = Lost }), "statement.reason CHARACTER_LOST"),
    ];

    private static readonly (Func<List<string>> Check, string Case)[] Whole =
    [
        (Request(_ => { }), "as it is"),
        (Request(r => r.LetterNumber = string.Concat(Enumerable.Repeat("𠮷", 100))), "a letter number of 100 characters of two UTF-16 units"),
        (Request(r => (r.Urgency, r.UrgencyReason) = (Urgency.Critical, "当事人\n即将出境")), "urgent, with a reason of two lines"),
        (Request(r => r.RequestedByDate = new Date { Year = 2026, Month = 6, Day = 1 }), "a reply wanted today"),
        (Request(r => r.RequestedByDate = new Date { Year = 2026, Month = 7, Day = 1 }), "a reply wanted on the last day"),
        (Request(r => r.Handler.CertificateNumber = ""), "a handler without a certificate"),
        (Request(r => r.Materials.Add([Document(), Document()])), "materials whose content does not travel"),
        (Request(r => r.Materials.Add([Attached("6f9619ff-8b86-d011-b42d-00c04fc964f0"), Attached("6f9619ff-8b86-d011-b42d-00c04fc964f1")])), "materials with attachments"),
        (Missing(new SupplementRequest { MissingItems = { Enumerable.Repeat("委托书", 20) } }), "twenty missing items"),
        (Given(new Supplement { Materials = { Document() } }), "a supplement without words"),
        (Transfer(new Transfer { Office = CaseRequests.Chongqing, Reason = "不属本处管辖，应由他处办理。" }), "a transfer"),
        (Statement(CaseRequests.Statement()), "a statement"),
    ];

    public static TheoryData<int> BrokenRows => new(Enumerable.Range(0, Broken.Length));

    public static TheoryData<int> WholeRows => new(Enumerable.Range(0, Whole.Length));

    [Theory]
    [MemberData(nameof(BrokenRows))]
    public void Check_OneRuleBroken_NamesItsFieldAndReason(int row) => Assert.Equal([Broken[row].Expected], Broken[row].Check());

    [Theory]
    [MemberData(nameof(WholeRows))]
    public void Check_WhatTheRulesAllow_FindsNothing(int row) => Assert.Empty(Whole[row].Check());

    [Fact]
    public void Request_AllBrokenAtOnce_NamesEvery()
    {
        var violations = new Violations(Today);
        AssistanceRules.Request(violations, new AssistanceRequest { Matter = MatterCode.PoaVerify });

        Assert.Equal(
            ["request.approver_name", "request.handler", "request.letter_number", "request.questions", "request.reason", "request.subjects", "request.subjects", "request.target_certificate", "request.urgency", "request.urgency_reason"],
            violations.Found.Select(violation => violation.Field).Order(StringComparer.Ordinal));
    }

    internal static AssistanceDocument Document() => new()
    {
        Name = "委托书.pdf",
        PageCount = 2,
        MediaType = "application/pdf",
        Size = 1_000,
        DigestAlgorithm = DigestAlgorithm.Sha256,
        Digest = ByteString.CopyFrom(new byte[32]),
    };

    internal static List<string> Found(Action<Violations> check)
    {
        var violations = new Violations(Today);
        check(violations);
        return [.. violations.Found.Select(violation => $"{violation.Field} {violation.Rule.Reason}")];
    }

    private static AssistanceDocument Attached(string id) => new(Document()) { AttachmentId = id };

    private static Func<List<string>> Request(Action<AssistanceRequest> change) => () =>
    {
        var request = CaseRequests.Request();
        change(request);
        return Found(violations => AssistanceRules.Request(violations, request));
    };

    private static Func<List<string>> Material(Action<AssistanceDocument> change) => Request(request =>
    {
        request.Materials.Add(Document());
        change(request.Materials[0]);
    });

    private static Func<List<string>> Missing(SupplementRequest? request) => () => Found(violations => AssistanceRules.SupplementRequest(violations, request));

    private static Func<List<string>> Given(Supplement? supplement) => () => Found(violations => AssistanceRules.Supplement(violations, supplement));

    private static Func<List<string>> Transfer(Transfer? transfer) => () => Found(violations => AssistanceRules.Transfer(violations, transfer));

    private static Func<List<string>> Statement(Statement? statement) => () => Found(violations => AssistanceRules.Statement(violations, statement));
}
