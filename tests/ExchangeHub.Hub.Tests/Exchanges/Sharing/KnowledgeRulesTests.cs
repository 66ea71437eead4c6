using ExchangeHub.Contracts.Sharing.V1;
using Google.Protobuf;
using Google.Type;
using static ExchangeHub.Hub.Tests.Exchanges.Sharing.RecordSamples;

namespace ExchangeHub.Hub.Tests.Exchanges.Sharing;

/// <summary>The rules of courses, guides, notices and projects: each row breaks one of them in an otherwise valid record.</summary>
public class KnowledgeRulesTests
{
    private static readonly Date NoDate = new() { Year = 2026, Month = 4, Day = 31 };

    private static readonly (Func<List<string>> Check, string Expected)[] Broken =
    [
        (Held(c => c.CourseId = ""), "content.course.course_id TEXT_LENGTH"),
        (Held(c => c.CourseId = "2026/1"), "content.course.course_id SLASH"),
        (Held(c => c.Title = new string('测', 10_000)), "content.course.title TEXT_LENGTH"),
        (Held(c => c.Organiser = ""), "content.course.organiser TEXT_LENGTH"),
        (Held(c => c.StartDate = null), "content.course.start_date REQUIRED"),
        (Held(c => c.EndDate = null), "content.course.end_date REQUIRED"),
        (Held(c => c.EndDate = Day("2026-05-10")), "content.course.end_date BEFORE_START"),
        (Held(c => c.CreditTenths = 0), "content.course.credit_tenths CREDIT"),
        (Held(c => c.CreditTenths = 10_001), "content.course.credit_tenths CREDIT"),
        (Held(c => c.Documents.Add(Enumerable.Repeat(c.Documents[0], 10))), "content.course.documents ITEM_COUNT"),
        (Held(c => c.Documents.Add(c.Documents[0])), "content.course.documents[1].attachment_id TWICE"),
        (Held(c => c.Documents[0].AttachmentId = "1"), "content.course.documents[0].attachment_id NOT_A_UUID"),
        (Held(c => c.Documents[0].Name = ""), "content.course.documents[0].name TEXT_LENGTH"),
        (Held(c => c.Documents[0].MediaType = ""), "content.course.documents[0].media_type TEXT_LENGTH"),
        (Held(c => c.Documents[0].Size = 0), "content.course.documents[0].size SIZE"),
        (Held(c => c.Documents[0].Size = 209_715_201), "content.course.documents[0].size SIZE"),
        (Held(c => c.Documents[0].Sha256 = ByteString.Empty), "content.course.documents[0].sha256 DIGEST"),

        (Earned(h => h.CertificateNumber = ""), "content.credit_hours.certificate_number TEXT_LENGTH"),
        (Earned(h => h.CourseId = ""), "content.credit_hours.course_id TEXT_LENGTH"),
        (Earned(h => h.CourseId = "1/2"), "content.credit_hours.course_id SLASH"),
        (Earned(h => h.CreditTenths = -1), "content.credit_hours.credit_tenths CREDIT"),
        (Earned(h => h.CreditTenths = 10_001), "content.credit_hours.credit_tenths CREDIT"),
        (Earned(h => h.EarnedDate = null), "content.credit_hours.earned_date REQUIRED"),
        (Earned(h => h.EarnedDate = Day("2026-06-02")), "content.credit_hours.earned_date IN_THE_FUTURE"),

        (Guided(g => g.DocumentNumber = ""), "content.technical_guide.document_number TEXT_LENGTH"),
        (Guided(g => g.Edition = ""), "content.technical_guide.edition TEXT_LENGTH"),
        (Guided(g => g.Edition = "2026/1"), "content.technical_guide.edition SLASH"),
        (Guided(g => g.Title = "测试\uFFFD"), "content.technical_guide.title CHARACTER_LOST"),
        (Guided(g => g.Scopes[0] = "ZZ"), "content.technical_guide.scopes[0] UNKNOWN_CATEGORY"),
        (Guided(g => g.Scopes.Add(Enumerable.Repeat("FM", 100))), "content.technical_guide.scopes ITEM_COUNT"),
        (Guided(g => g.ImplementationDate = null), "content.technical_guide.implementation_date REQUIRED"),
        (Guided(g => g.AbolitionDate = NoDate), "content.technical_guide.abolition_date NOT_A_DATE"),
        (Guided(g => g.AbolitionDate = Day("2026-06-30")), "content.technical_guide.abolition_date BEFORE_START"),
        (Guided(g => g.Documents[0].Name = ""), "content.technical_guide.documents[0].name TEXT_LENGTH"),

        (Told(n => n.NoticeNumber = ""), "content.notice.notice_number TEXT_LENGTH"),
        (Told(n => n.Title = ""), "content.notice.title TEXT_LENGTH"),
        (Told(n => n.Text = new string('测', 10_001)), "content.notice.text TEXT_LENGTH"),
        (Told(n => n.Text = "测试\uE000"), "content.notice.text CHARACTER_LOST"),
        (Told(n => n.Issuer = ""), "content.notice.issuer TEXT_LENGTH"),
        (Told(n => n.IssueDate = null), "content.notice.issue_date REQUIRED"),
        (Told(n => n.Documents[0].Name = ""), "content.notice.documents[0].name TEXT_LENGTH"),

        (Project(p => p.ProjectId = ""), "content.project_progress.project_id TEXT_LENGTH"),
        (Project(p => p.Period = "2026-Q5"), "content.project_progress.period PERIOD"),
        (Project(p => p.Period = "2026-13"), "content.project_progress.period PERIOD"),
        (Project(p => p.Period = "2026-9"), "content.project_progress.period PERIOD"),
        (Project(p => p.Period = ""), "content.project_progress.period PERIOD"),
        (Project(p => p.Name = ""), "content.project_progress.name TEXT_LENGTH"),
        (Project(p => p.Lead = ""), "content.project_progress.lead TEXT_LENGTH"),
        (Project(p => p.State = ProjectState.Unspecified), "content.project_progress.state REQUIRED"),
        (Project(p => p.PercentDone = 101), "content.project_progress.percent_done PERCENT"),
        (Project(p => p.PercentDone = -1), "content.project_progress.percent_done PERCENT"),
        (Project(p => p.Progress = new string('测', 2_001)), "content.project_progress.progress TEXT_LENGTH"),
        (Project(p => p.NextSteps = new string('测', 2_001)), "content.project_progress.next_steps TEXT_LENGTH"),
        (Project(p => p.TargetDate = NoDate), "content.project_progress.target_date NOT_A_DATE"),
        (Project(p => p.Documents[0].Name = ""), "content.project_progress.documents[0].name TEXT_LENGTH"),
    ];

    public static TheoryData<int> BrokenRows => new(Enumerable.Range(0, Broken.Length));

    [Theory]
    [MemberData(nameof(BrokenRows))]
    public void Record_OneRuleBroken_NamesItsFieldAndReason(int row) => Assert.Equal([Broken[row].Expected], Broken[row].Check());

    [Fact]
    public void Notice_LongestTextOfRareCharacters_IsTaken() => Assert.Empty(Told(n => n.Text = string.Concat(Enumerable.Repeat("𠮷䶮", 5_000)))());

    [Fact]
    public void CreditHours_OfNothing_AreTaken() => Assert.Empty(Earned(h => h.CreditTenths = 0)());

    [Theory]
    [InlineData("2026-09")]
    [InlineData("2026-Q4")]
    public void Project_MonthOrQuarter_IsTaken(string period) => Assert.Empty(Project(p => p.Period = period)());

    private static Func<List<string>> Held(Action<Course> change) => Changed(DataSet.Courses, GoodCourse, change);

    private static Func<List<string>> Earned(Action<CreditHours> change) => Changed(DataSet.CreditHours, GoodCreditHours, change);

    private static Func<List<string>> Guided(Action<TechnicalGuide> change) => Changed(DataSet.TechnicalGuides, GoodTechnicalGuide, change);

    private static Func<List<string>> Told(Action<Notice> change) => Changed(DataSet.Notices, GoodNotice, change);

    private static Func<List<string>> Project(Action<ProjectProgress> change) => Changed(DataSet.ProjectProgress, GoodProjectProgress, change);
}
