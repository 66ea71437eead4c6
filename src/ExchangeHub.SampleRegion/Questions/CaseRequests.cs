using System.Security.Cryptography;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using Google.Protobuf;

namespace ExchangeHub.SampleRegion.Questions;

/// <summary>Writes what every request for assistance has.</summary>
internal static class CaseRequests
{
    public static AssistanceRequest Begin(MatterCode matter, params IEnumerable<AssistanceSubject> subjects) => new()
    {
        Matter = matter,
        Reason = new QueryReason { Code = QueryReasonCode.BeyondJurisdiction, Text = "测试：该事项涉及外地公证机构出具的文书，需要协助核实。" },
        Subjects = { subjects },
        Urgency = Urgency.Normal,
        Handler = new Handler { Name = "测试承办人", CertificateNumber = "测试执业证0002", Phone = "028-00000000", Role = HandlerRole.Notary },
        ApproverName = "测试审批人",
    };

    public static AssistanceRequest Asking(this AssistanceRequest request, params IEnumerable<(AnswerType Type, string Text)> questions)
    {
        foreach (var (type, text) in questions)
            request.Questions.Add(new AssistanceQuestion { Number = request.Questions.Count + 1, Text = text, AnswerType = type });
        return request;
    }

    public static AssistanceSubject Subject(SubjectRole role, PersonIdentity person) => Subject(role, new Party { Person = person });

    public static AssistanceSubject Subject(SubjectRole role, Party party) => new() { Role = role, Party = party };

    /// <summary>A paper whose content does not travel.</summary>
    public static AssistanceDocument Paper(string name)
    {
        var content = System.Text.Encoding.UTF8.GetBytes(name);
        return new AssistanceDocument
        {
            Name = name,
            PageCount = 1,
            MediaType = "application/pdf",
            Size = content.Length,
            DigestAlgorithm = DigestAlgorithm.Sha256,
            Digest = ByteString.CopyFrom(SHA256.HashData(content)),
            IsOriginalScan = true,
        };
    }
}
