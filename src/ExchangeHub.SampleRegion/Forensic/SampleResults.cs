using System.Security.Cryptography;
using System.Text;
using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.Domain.Forensic;
using ExchangeHub.SampleRegion.Register;
using Google.Protobuf;
using Team = ExchangeHub.Domain.Inspections.DrawnObject;

namespace ExchangeHub.SampleRegion.Forensic;

/// <summary>Invents results: good ones and bad ones, scored by the scheme of their day.</summary>
internal sealed class SampleResults(SampleNumbers names, SampleObjects objects, SplitMix64 random)
{
    private const string SchemeId = "JOINT-INSPECTION";

    /// <summary>How many per cent of an indicator's points are given at least: the worse, the worse the grade.</summary>
    private static readonly int[] Qualities = [92, 85, 85, 72, 60, 35, 20];

    private static readonly string[] Defects = ["D-01", "D-02", "D-03", "D-04"];
    private static readonly string[] Categories = ["FM0201", "FM0104", "FM0402", "WZ0101", "SX0302", "HJ01"];

    /// <summary>A result that a plan foresaw.</summary>
    public Inspection OfPlan(SamplePlan plan, int number, DateOnly start, Team team)
    {
        var inspection = Create(plan.Year, number, start, objects[team.Key], InspectionType.DoubleRandom);
        inspection.PlanNumber = plan.Number;
        inspection.Team.Add(team.Officers.Select(key => Member(key, InspectorRole.Officer)));
        inspection.Team.Add(team.Experts.Select(key => Member(key, InspectorRole.Expert)));
        return inspection;
    }

    /// <summary>A result that no plan foresaw: upon a complaint, of a special inspection, or with the other region.</summary>
    public Inspection WithoutPlan(int year, int number, DateOnly start, InspectionType type)
    {
        var inspection = Create(year, number, start, random.Pick(objects.Institutions).Clone(), type);
        inspection.Team.Add([Member(names.Officer(number % 12 + 1), InspectorRole.Officer), Member(names.Officer(number % 12 + 13), InspectorRole.Officer)]);
        if (type == InspectionType.CrossRegion)
        {
            inspection.PeerRegion = names.OtherRegion;
            inspection.Team.Add(new TeamMember { Key = names.Observer(number % 5 + 1), Role = InspectorRole.Observer, RegionCode = names.OtherRegion });
        }
        return inspection;
    }

    /// <summary>Takes its grade away: it is registered for less than a year, or had no business for one.</summary>
    public static void NotRated(Inspection inspection, NotRatedReason reason)
    {
        (inspection.SchemeId, inspection.SchemeVersion, inspection.Score, inspection.NotRatedReason) = ("", "", null, reason);
        inspection.IndicatorResults.Clear();
    }

    /// <summary>Gives it a veto (一票否决), and so a D.</summary>
    public static void Veto(Inspection inspection, string code)
    {
        inspection.VetoCodes.Add(code);
        Score(inspection, ScoreSchemes.Samples.Find(inspection.SchemeId, inspection.SchemeVersion));
    }

    /// <summary>Its versions: final, and published some days later, or not yet.</summary>
    public SampleVersions Versions(Inspection inspection, DateOnly? published)
    {
        var versions = new SampleVersions(names.Region, DataSet.Inspections, inspection.InspectionNumber);
        versions.Add(DayOf(inspection.FinalDate), new RecordContent { Inspection = inspection });
        if (published is { } day)
        {
            (inspection.State, inspection.PublishDate) = (InspectionState.Published, CalendarDates.ToProto(day));
            versions.Add(day, new RecordContent { Inspection = inspection });
        }
        return versions;
    }

    public static DateOnly DayOf(Google.Type.Date date) => new(date.Year, date.Month, date.Day);

    private Inspection Create(int year, int number, DateOnly start, InspectedObject inspected, InspectionType type)
    {
        var end = start.AddDays(random.Below(3));
        var scheme = ScoreSchemes.Samples.Find(SchemeId, end);
        var inspection = new Inspection
        {
            InspectionNumber = names.Inspection(year, number),
            Object = inspected,
            Type = type,
            Method = random.Chance(80) ? InspectionMethod.OnSite : InspectionMethod.Documents,
            StartDate = CalendarDates.ToProto(start),
            EndDate = CalendarDates.ToProto(end),
            SchemeId = scheme.SchemeId,
            SchemeVersion = scheme.Version,
            ObjectionStartDate = CalendarDates.ToProto(end.AddDays(7)),
            ObjectionEndDate = CalendarDates.ToProto(end.AddDays(13)),
            FinalDate = CalendarDates.ToProto(end.AddDays(14)),
            State = InspectionState.Final,
        };
        Points(inspection, scheme);
        if (inspected.Kind == InspectedKind.Institution)
            inspection.CaseFileSamples.Add(Enumerable.Range(0, random.Between(1, 3)).Select(i => Sample(inspection.InspectionNumber, i, start)));
        return inspection;
    }

    private void Points(Inspection inspection, Domain.Forensic.ScoreScheme scheme)
    {
        const int Step = 25; // Quarters of a point.
        var quality = random.Pick(Qualities);
        foreach (var indicator in scheme.AllDimensions.SelectMany(dimension => dimension.Indicators))
        {
            var most = (int)(indicator.Max * 100);
            var isBonus = scheme.Bonus?.Indicators.Contains(indicator) ?? false;
            var given = random.Chance(isBonus ? 40 : quality / 2) ? most : most * random.Between(isBonus ? 0 : quality, 100) / 100 / Step * Step;
            var result = new IndicatorResult { Code = indicator.Code, PointsHundredths = given };
            if (given < most && !isBonus)
            {
                result.DeductionReason = $"测试：{indicator.NameZh}不足";
                result.EvidenceDigest = Digest($"{inspection.InspectionNumber} {indicator.Code}");
                if (inspection.Findings.Count < 5 && random.Chance(30))
                    inspection.Findings.Add(Finding(indicator, (most - given) * 100 / most));
            }
            inspection.IndicatorResults.Add(result);
        }
        Score(inspection, scheme);
    }

    private static Finding Finding(Domain.Forensic.ScoreIndicator indicator, int missing)
    {
        var severity = missing switch
        {
            < 15 => FindingSeverity.Slight,
            < 50 => FindingSeverity.Ordinary,
            _ => FindingSeverity.Grave,
        };
        return new Finding
        {
            Code = $"F-{indicator.Code}",
            LegalArticle = "司法鉴定程序通则（测试条款）",
            Severity = severity,
            Description = $"测试：{indicator.NameZh}存在问题",
            NeedsRectification = severity != FindingSeverity.Slight,
        };
    }

    private CaseFileSample Sample(string inspection, int index, DateOnly before)
    {
        var issued = before.AddDays(-random.Between(20, 200));
        var isFlawed = random.Chance(40);
        return new CaseFileSample
        {
            CaseNumberDigest = Digest($"{inspection} 案卷 {index}"),
            Category = random.Pick(Categories),
            EntrustDate = CalendarDates.ToProto(issued.AddDays(-random.Between(5, 60))),
            IssueDate = CalendarDates.ToProto(issued),
            DefectCodes = { isFlawed ? [random.Pick(Defects)] : Array.Empty<string>() },
            Grade = isFlawed ? FileGrade.Passed : FileGrade.Excellent,
        };
    }

    private static void Score(Inspection inspection, Domain.Forensic.ScoreScheme scheme)
    {
        var score = InspectionScore.Compute(scheme, [.. inspection.IndicatorResults.Select(result => new IndicatorPoints(result.Code, result.PointsHundredths / 100m))], inspection.VetoCodes);
        inspection.Score = new Score
        {
            Dimensions = { score.Dimensions.Select(dimension => new DimensionScore { Code = dimension.Code, PointsHundredths = (int)(dimension.Points * 100) }) },
            BaseHundredths = (int)(score.Base * 100),
            BonusHundredths = (int)(score.Bonus * 100),
            TotalHundredths = (int)(score.Total * 100),
            Stars = score.Stars ?? 0,
            Grade = score.Grade switch
            {
                IntegrityGrade.A => Grade.A,
                IntegrityGrade.B => Grade.B,
                IntegrityGrade.C => Grade.C,
                IntegrityGrade.D => Grade.D,
                _ => Grade.Unspecified,
            },
        };
    }

    private TeamMember Member(string key, InspectorRole role) => new() { Key = key, Role = role, RegionCode = names.Region };

    private static ByteString Digest(string text) => ByteString.CopyFrom(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
