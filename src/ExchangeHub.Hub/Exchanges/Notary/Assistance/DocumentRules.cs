using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain.Messages;
using ExchangeHub.Hub.Validation;
using Google.Protobuf.Collections;

namespace ExchangeHub.Hub.Exchanges.Notary.Assistance;

/// <summary>What the papers of a case (材料, 证据) must look like. That an attachment fits its paper is checked when it is bound.</summary>
internal static class DocumentRules
{
    private const int MaxDocuments = 50;
    private const int MaxPages = 10_000;
    private const long MaxBytes = 200L * 1024 * 1024;

    private static readonly Rule CountUpTo50 = new("ITEM_COUNT", "must have at most 50 items", "不得超过 50 项");
    private static readonly Rule CountUpTo10 = new("ITEM_COUNT", "must have at most 10 items", "不得超过 10 项");
    private static readonly Rule PageCount = new("PAGE_COUNT", "must be 0 to 10,000", "必须在 0 至 10000 之间");
    private static readonly Rule Size = new("SIZE", "must be 1 to 209,715,200 bytes", "必须在 1 至 209715200 字节之间");
    private static readonly Rule Digest = new("DIGEST", "must be the 32 bytes of a SHA-256 digest", "必须是 32 字节的 SHA-256 摘要");
    private static readonly Rule TwoPersons = new("TWO_PERSONS", "must name at least two for an interview or a site check (公证程序规则 Art. 28)", "询问或实地核实至少须有二人（公证程序规则第二十八条）");
    private static readonly Rule Twice = new("TWICE", "stands in another document too", "与另一文件重复");

    private static readonly TextRule Name = new(1, 200);
    private static readonly TextRule MediaType = new(3, 100);
    private static readonly TextRule Participant = new(1, 100);

    public static void Materials(Violations violations, string path, RepeatedField<AssistanceDocument> documents)
    {
        if (!violations.Require(documents.Count <= MaxDocuments, "", path, CountUpTo50))
            return;
        for (var i = 0; i < documents.Count; i++)
            Document(violations, $"{path}[{i}]", documents[i]);
        Attachments(violations, path, documents);
    }

    public static void Evidence(Violations violations, RepeatedField<AssistanceEvidence> evidence)
    {
        const string Path = "reply.evidence";
        if (!violations.Require(evidence.Count <= MaxDocuments, "", Path, CountUpTo50))
            return;
        for (var i = 0; i < evidence.Count; i++)
        {
            var path = $"{Path}[{i}]";
            Document(violations, $"{path}.document", evidence[i].Document);
            CommonRules.Given(violations, path, "method", evidence[i].Method);
            if (violations.Require(evidence[i].Participants.Count <= 10, path, "participants", CountUpTo10))
                Participant.CheckEach(violations, path, "participants", evidence[i].Participants);
            var needsTwo = evidence[i].Method is AnswerSource.Interview or AnswerSource.Site;
            violations.Require(!needsTwo || evidence[i].Participants.Count >= 2, path, "participants", TwoPersons);
        }
        Attachments(violations, Path, evidence.Select(item => item.Document).OfType<AssistanceDocument>());
    }

    private static void Document(Violations violations, string path, AssistanceDocument? document)
    {
        if (!violations.Require(document is not null, "", path, CommonRules.Required))
            return;
        Name.Check(violations, path, "name", document!.Name);
        MediaType.Check(violations, path, "media_type", document.MediaType);
        violations.Require(document.PageCount is >= 0 and <= MaxPages, path, "page_count", PageCount);
        violations.Require(document.Size is >= 1 and <= MaxBytes, path, "size", Size);
        CommonRules.Given(violations, path, "digest_algorithm", document.DigestAlgorithm);
        violations.Require(document.DigestAlgorithm != DigestAlgorithm.Sha256 || document.Digest.Length == MessageDigest.Size, path, "digest", Digest);
        violations.Require(document.AttachmentId.Length == 0 || CommonRules.IsUuid(document.AttachmentId), path, "attachment_id", CommonRules.NotUuid);
    }

    private static void Attachments(Violations violations, string path, IEnumerable<AssistanceDocument> documents)
    {
        var ids = documents.Where(document => document.AttachmentId.Length > 0).Select(document => document.AttachmentId).ToList();
        violations.Require(ids.Distinct(StringComparer.OrdinalIgnoreCase).Count() == ids.Count, "", path, Twice);
    }
}
