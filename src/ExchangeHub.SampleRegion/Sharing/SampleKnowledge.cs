using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.SampleRegion.Register;

namespace ExchangeHub.SampleRegion.Sharing;

/// <summary>Invents courses and who took part, guides, notices, and the bulletins of two quarters.</summary>
internal sealed class SampleKnowledge(RegionProfile region, SampleDirectory directory)
{
    private static readonly string[] Projects =
        ["公证互助协查", "公证行业监管信息共享", "司法鉴定执业检查", "司法鉴定专家共享", "实习律师互认", "律师维权联动", "人民调解联动", "刑满释放人员衔接"];

    private readonly RecordVersions _versions = new(region.Code);

    private string Place => region.Code == SampleOffices.Chongqing ? "渝测" : "川测";

    public IEnumerable<Record> All() => [.. Courses(), .. CreditHours(), .. Guides(), .. Notices(), .. Progress()];

    private IEnumerable<Record> Courses() => Enumerable.Range(1, 6).Select(number =>
    {
        var start = new DateOnly(2025, number, 10);
        return _versions.First(DataSet.Courses, CourseId(number), start, new RecordContent
        {
            Course = new Course
            {
                CourseId = CourseId(number),
                Title = $"测试培训课程第{number}期",
                Organiser = number % 2 == 0 ? "测试公证协会" : "测试司法鉴定协会",
                StartDate = CalendarDates.ToProto(start),
                EndDate = CalendarDates.ToProto(start.AddDays(1)),
                CreditTenths = 80 * number,
                IsOpenToOthers = number % 3 != 0,
            },
        });
    });

    private IEnumerable<Record> CreditHours() =>
        from number in Enumerable.Range(1, 2)
        from person in (number % 2 == 0 ? directory.Notaries : directory.Appraisers).Take(30)
        let earned = new DateOnly(2025, number, 11)
        select _versions.First(DataSet.CreditHours, $"{person.CertificateNumber}/{CourseId(number)}", earned, new RecordContent
        {
            CreditHours = new CreditHours { CertificateNumber = person.CertificateNumber, CourseId = CourseId(number), CreditTenths = 80 * number, EarnedDate = CalendarDates.ToProto(earned) },
        });

    private IEnumerable<Record> Guides()
    {
        string[] scopes = ["FM01", "FM02", "WZ01", "SX03"];
        var records = scopes.Select((scope, i) =>
        {
            var first = new DateOnly(2025, 1 + i, 1);
            var guide = new TechnicalGuide
            {
                DocumentNumber = $"测试 DB/T {region.Area}{i + 1}-2025",
                Edition = "2025",
                Title = $"测试技术规范（{scope}）",
                Scopes = { scope },
                ImplementationDate = CalendarDates.ToProto(first),
            };
            return _versions.First(DataSet.TechnicalGuides, $"{guide.DocumentNumber}/{guide.Edition}", first, new RecordContent { TechnicalGuide = guide });
        }).ToList();
        var abolished = new DateOnly(2025, 6, 1);
        return [.. records, RecordVersions.Changed(records[0], abolished, content => content.TechnicalGuide.AbolitionDate = CalendarDates.ToProto(abolished.AddDays(-1)))];
    }

    private IEnumerable<Record> Notices() => Enumerable.Range(1, 5).Select(number =>
    {
        var issued = new DateOnly(2025, number, 20);
        var notice = new Notice
        {
            NoticeNumber = $"{Place}司通〔2025〕{number}号",
            Title = $"测试通报第{number}号",
            Text = "测试通报正文。\n本通报内容均为虚构。",
            Issuer = "测试司法局",
            IssueDate = CalendarDates.ToProto(issued),
            IsInternal = number == 5,
        };
        return _versions.First(DataSet.Notices, notice.NoticeNumber, issued, new RecordContent { Notice = notice });
    });

    private IEnumerable<Record> Progress() =>
        from quarter in Enumerable.Range(1, 2)
        from item in Projects.Index()
        let project = new ProjectProgress
        {
            ProjectId = $"CY-{item.Index + 1:000}",
            Period = $"2025-Q{quarter}",
            Name = $"测试项目：{item.Item}",
            Lead = "测试司法局",
            State = item.Index == 7 && quarter == 2 ? ProjectState.Delayed : ProjectState.UnderWay,
            PercentDone = 10 * quarter + 5 * item.Index,
            Progress = "测试进展。",
            NextSteps = "测试下一步安排。",
            TargetDate = CalendarDates.ToProto(new DateOnly(2026, 12, 31)),
        }
        select _versions.First(DataSet.ProjectProgress, $"{project.ProjectId}/{project.Period}", new DateOnly(2025, 3 * quarter, 28), new RecordContent { ProjectProgress = project });

    private string CourseId(int number) => $"{Place}-2025-{number:000}";
}
