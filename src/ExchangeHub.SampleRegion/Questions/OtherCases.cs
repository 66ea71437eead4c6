using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.SampleRegion.Register;

namespace ExchangeHub.SampleRegion.Questions;

/// <summary>Requests that need a file, another body or a person: archives, facts, site checks.</summary>
internal sealed class OtherCases(SampleData data)
{
    private const int ArchiveYear = 2009;

    public IEnumerable<SampleCase> All() =>
    [
        Archive("archive-read", "档案查阅，缺材料", MatterCode.ArchiveRead, CaseEventKind.SupplementRequested),
        Archive("archive-copy", "档案复制，缺材料", MatterCode.ArchiveCopy, CaseEventKind.SupplementRequested),
        Archive("archive-copy-with-papers", "档案复制，材料齐全", MatterCode.ArchiveCopy, CaseEventKind.Replied, "测试介绍信", "测试身份证明"),
        Fact("marriage", "婚姻状况", MatterCode.FactMarriage, request => request.Period = Years(2015, 2020)),
        Fact("kinship", "亲属关系", MatterCode.FactKinship, request => request.Subjects.Add(CaseRequests.Subject(SubjectRole.Related, Person(1)))),
        Fact("birth", "出生", MatterCode.FactBirth, request => request.Period = Years(1970, 1990)),
        Fact("death", "死亡", MatterCode.FactDeath, request => request.Period = Years(2018, 2024)),
        Fact("education", "学历学位", MatterCode.FactEdu, request => request.InstitutionName = "测试大学"),
        Fact("employment", "经历", MatterCode.FactEmploy, request => request.InstitutionName = "测试机械制造有限公司"),
        Fact("property", "产权", MatterCode.FactProperty, request =>
            request.Property = new PropertyReference { Number = "测试（2020）不动产权第0001号", Address = "测试市测试区测试路1号" }),
        Fact("no-crime", "无犯罪记录", MatterCode.FactNocrime, request => request.DocumentNumber = "测试无犯罪证明第0001号"),
        Fact("site-check", "外出核实", MatterCode.SiteVerify, request => request.Address = "测试市测试区测试路2号"),
        Fact("other", "其他", MatterCode.Other, request =>
        {
            request.Urgency = Urgency.Critical;
            request.UrgencyReason = "测试：当事人即将出境。";
        }),
    ];

    private SampleCase Archive(string name, string nameZh, MatterCode matter, CaseEventKind expected, params IEnumerable<string> papers)
    {
        var request = CaseRequests.Begin(matter, CaseRequests.Subject(SubjectRole.Applicant, Person(0))).Asking((AnswerType.Document, "请提供该卷宗的目录及复印件。"));
        request.ArchiveYear = ArchiveYear;
        request.TargetCertificate = new TargetCertificate { Title = "声明", IssueDate = new PartialDate { Year = ArchiveYear }, IssuingOfficeName = data.Offices[0].Name };
        request.Materials.AddRange(papers.Select(CaseRequests.Paper));
        return Case(name, nameZh, request, expected);
    }

    private SampleCase Fact(string name, string nameZh, MatterCode matter, Action<AssistanceRequest> complete)
    {
        // One of each rare character in turn: whatever a case passes on its way must keep them.
        var request = CaseRequests.Begin(matter, CaseRequests.Subject(SubjectRole.Applicant, Person((int)matter)))
            .Asking((AnswerType.Text, "请核实所述事实，并说明来源。"), (AnswerType.YesNo, "所述事实是否属实？"));
        complete(request);
        return Case(name, nameZh, request, CaseEventKind.Replied);
    }

    private SampleCase Case(string name, string nameZh, AssistanceRequest request, CaseEventKind expected) => new(
        $"case/{name}",
        $"协查函：{nameZh}",
        data.RegionCode,
        data.Offices[0].ToReference(),
        request,
        expected,
        expected == CaseEventKind.Replied ? ReplyOutcome.Unable : default);

    private PersonIdentity Person(int number)
    {
        var name = SampleNames.Rare[number % SampleNames.Rare.Count];
        return TrueRequests.Person(data.People.First(person => person.Name == name && QuestionSource.HasResidentId(person)));
    }

    private static Period Years(int first, int last) => new() { First = new PartialDate { Year = first }, Last = new PartialDate { Year = last } };
}
