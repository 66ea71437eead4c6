using System.Security.Cryptography;
using System.Text;
using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain;
using ExchangeHub.Domain.Calendars;
using ExchangeHub.Domain.Forensic;
using ExchangeHub.Domain.Inspections;
using ExchangeHub.Hub.Exchanges.Forensic;
using ExchangeHub.Hub.Sharing;
using ExchangeHub.Hub.Validation;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Date = Google.Type.Date;
using DrawInspector = ExchangeHub.Contracts.Forensic.V1.DrawInspector;
using DrawObject = ExchangeHub.Contracts.Forensic.V1.DrawObject;
using InspectorRole = ExchangeHub.Contracts.Forensic.V1.InspectorRole;
using Record = ExchangeHub.Contracts.Sharing.V1.Record;

namespace ExchangeHub.Hub.Tests.Exchanges.Forensic;

/// <summary>Plans, results and rectifications without a fault, to be broken one by one. All institutions and persons are made up (测试).</summary>
internal static class ForensicRecords
{
    public const string Region = "CN-SC";
    public const string Licence = "519999001";

    public static readonly DateOnly Today = new(2026, 6, 1);
    public static readonly string Uscc = UnifiedSocialCreditCode.Complete("52519999", "MD990301");
    public static readonly byte[] Seed = SHA256.HashData(Encoding.UTF8.GetBytes("测试"));

    public static readonly ForensicDataSets Sets = new(() => ScoreSchemes.Samples, () => CalendarSet.BuiltIn);

    public static Date Day(string text) => CalendarDates.ToProto(DateOnly.ParseExact(text, "yyyy-MM-dd"));

    public static InspectedObject Institution(string licence = Licence) => new()
    {
        Kind = InspectedKind.Institution,
        Number = licence,
        Uscc = Uscc,
        Name = "四川测试司法鉴定所",
        DivisionCode = "510104",
    };

    public static InspectedObject Appraiser(string number = Licence + "001") => new(Institution()) { Kind = InspectedKind.Appraiser, Number = number, Name = "测试甲" };

    /// <summary>A result by the scheme of 2026: 95 points, five stars and an A; two findings, of which one needs rectification.</summary>
    public static Inspection Inspection(Action<Inspection>? change = null)
    {
        var scheme = ScoreSchemes.Samples.Find("JOINT-INSPECTION", "2026");
        var inspection = new Inspection
        {
            InspectionNumber = "川司鉴检测〔2026〕1号",
            Object = Institution(),
            Type = InspectionType.Annual,
            Method = InspectionMethod.OnSite,
            StartDate = Day("2026-03-02"),
            EndDate = Day("2026-03-03"),
            Team = { Member("SC-ZF-001"), Member("SC-ZF-002"), Member("SC-ZJ-001", InspectorRole.Expert) },
            SchemeId = scheme.SchemeId,
            SchemeVersion = scheme.Version,
            IndicatorResults = { scheme.AllDimensions.SelectMany(dimension => dimension.Indicators).Select(indicator => new IndicatorResult { Code = indicator.Code, PointsHundredths = ScoreMessages.Hundredths(indicator.Max) }) },
            Findings =
            {
                new Finding { Code = "F-01", LegalArticle = "司法鉴定程序通则第二十九条", Severity = FindingSeverity.Ordinary, NeedsRectification = true },
                new Finding { Code = "F-02", LegalArticle = "司法鉴定程序通则第十二条", Severity = FindingSeverity.Slight },
            },
            ObjectionStartDate = Day("2026-03-10"),
            ObjectionEndDate = Day("2026-03-16"),
            FinalDate = Day("2026-03-17"),
            PublishDate = Day("2026-03-20"),
            State = InspectionState.Published,
            CaseFileSamples =
            {
                new CaseFileSample { CaseNumberDigest = ByteString.CopyFrom(Seed), Category = "FM0201", EntrustDate = Day("2025-11-03"), IssueDate = Day("2025-12-01"), DefectCodes = { "D-01" }, Grade = FileGrade.Passed },
            },
            PeerRegion = "CN-CQ",
        };
        Points(inspection, "P.3", 0);
        Points(inspection, "B4.1", 350);
        Rescore(inspection);
        change?.Invoke(inspection);
        return inspection;
    }

    public static TeamMember Member(string key, InspectorRole role = InspectorRole.Officer) => new() { Key = key, Role = role, RegionCode = Region };

    /// <summary>Changes an indicator's points, and nothing that follows from them.</summary>
    public static void Points(Inspection inspection, string code, int hundredths)
        => inspection.IndicatorResults.Single(result => result.Code == code).PointsHundredths = hundredths;

    /// <summary>Makes the score what the points come to.</summary>
    public static void Rescore(Inspection inspection)
        => inspection.Score = ScoreMessages.Of(InspectionScore.Compute(
            ScoreSchemes.Samples.Find(inspection.SchemeId, inspection.SchemeVersion), ScoreMessages.Points(inspection.IndicatorResults), inspection.VetoCodes));

    /// <summary>A result without a grade.</summary>
    public static Inspection NotRated(Action<Inspection>? change = null) => Inspection(inspection =>
    {
        (inspection.SchemeId, inspection.SchemeVersion, inspection.Score, inspection.NotRatedReason) = ("", "", null, NotRatedReason.New);
        inspection.IndicatorResults.Clear();
        change?.Invoke(inspection);
    });

    /// <summary>A plan as it is announced: ten institutions, of which half are drawn, six officers and three experts.</summary>
    public static InspectionPlan Announced(Action<InspectionPlan>? change = null)
    {
        var plan = new InspectionPlan
        {
            PlanNumber = "川司鉴计测〔2026〕1号",
            Year = 2026,
            Type = InspectionType.DoubleRandom,
            State = PlanState.Announced,
            Title = "2026 年度双随机检查（测试）",
            Draw = new RandomDraw
            {
                SeedCommitment = ByteString.CopyFrom(SHA256.HashData(Seed)),
                RatioPercent = "50",
                Objects = { Enumerable.Range(1, 10).Select(i => new DrawObject { Key = $"519999{i:000}" }) },
                Inspectors =
                {
                    Enumerable.Range(1, 6).Select(i => new DrawInspector { Key = $"SC-ZF-{i:000}", Role = InspectorRole.Officer, RegionCode = Region }),
                    Enumerable.Range(1, 3).Select(i => new DrawInspector { Key = $"SC-ZJ-{i:000}", Role = InspectorRole.Expert, RegionCode = Region, InstitutionKey = $"51999{i:0000}" }),
                },
                OfficersPerObject = 2,
                ExpertsPerObject = 1,
            },
        };
        change?.Invoke(plan);
        return plan;
    }

    /// <summary>The same after the draw.</summary>
    public static InspectionPlan Drawn(Action<InspectionPlan>? change = null)
    {
        var plan = Announced();
        plan.State = PlanState.Drawn;
        plan.Draw.Seed = ByteString.CopyFrom(Seed);
        plan.Draw.DrawTime = Timestamp.FromDateTimeOffset(new DateTimeOffset(2026, 2, 2, 9, 0, 0, TimeSpan.FromHours(8)));
        foreach (var item in DoubleRandomDraw.Draw(DrawMessages.Plan(plan.Draw), Seed).Objects)
            plan.Draw.DrawnObjects.Add(new ExchangeHub.Contracts.Forensic.V1.DrawnObject { Key = item.Key, Officers = { item.Officers }, Experts = { item.Experts } });
        change?.Invoke(plan);
        return plan;
    }

    /// <summary>A result of the plan: of the first object drawn, by its team.</summary>
    public static Inspection OfPlan(InspectionPlan plan, Action<Inspection>? change = null) => Inspection(inspection =>
    {
        var drawn = plan.Draw.DrawnObjects[0];
        inspection.PlanNumber = plan.PlanNumber;
        inspection.Object.Number = drawn.Key;
        inspection.Team.Clear();
        inspection.Team.Add([.. drawn.Officers.Select(key => Member(key)), .. drawn.Experts.Select(key => Member(key, InspectorRole.Expert))]);
        change?.Invoke(inspection);
    });

    /// <summary>A rectification, reported; 30 days from 2026-03-20 end on a Sunday.</summary>
    public static Rectification Rectification(RectificationState state = RectificationState.Reported, Action<Rectification>? change = null)
    {
        var rectification = new Rectification
        {
            NoticeNumber = "川司鉴改测〔2026〕1号",
            InspectionNumber = "川司鉴检测〔2026〕1号",
            Object = Institution(),
            FindingCodes = { "F-01" },
            IssueDate = Day("2026-03-20"),
            Days = 30,
            DueDate = Day("2026-04-20"),
            State = state,
        };
        if (state is not (RectificationState.Issued or RectificationState.Acknowledged or RectificationState.InProgress))
            rectification.ReportDate = Day("2026-04-10");
        if (state is RectificationState.Reinspected or RectificationState.Passed or RectificationState.Failed or RectificationState.Extended or RectificationState.Escalated)
            rectification.ReinspectionDate = Day("2026-04-21");
        if (state == RectificationState.Extended)
            Extend(rectification);
        change?.Invoke(rectification);
        return rectification;
    }

    public static void Extend(Rectification rectification)
        => (rectification.ExtensionDate, rectification.ExtensionDays, rectification.ExtensionDueDate) = (Day("2026-04-22"), 15, Day("2026-05-07"));

    public static Record Record(InspectionPlan plan, int version = 1, RecordOperation operation = RecordOperation.Upsert)
        => Record(DataSet.InspectionPlans, plan.PlanNumber, new RecordContent { InspectionPlan = plan }, version, operation);

    public static Record Record(Inspection inspection, int version = 1, RecordOperation operation = RecordOperation.Upsert, string region = Region)
        => Record(DataSet.Inspections, inspection.InspectionNumber, new RecordContent { Inspection = inspection }, version, operation, region);

    public static Record Record(Rectification rectification, int version = 1, RecordOperation operation = RecordOperation.Upsert, string region = Region)
        => Record(DataSet.Rectifications, rectification.NoticeNumber, new RecordContent { Rectification = rectification }, version, operation, region);

    /// <summary>Violations of a content by itself.</summary>
    public static List<string> Check(Record record)
    {
        var violations = new Violations(Today);
        Definition(record).Check(record.Content, "content", violations);
        return Text(violations);
    }

    /// <summary>Violations of a version in the light of the one before and of others, by their own keys.</summary>
    public static List<string> Change(Record? previous, Record next, params Record[] related)
    {
        var violations = new Violations(Today);
        var definition = Definition(next);
        var wanted = next.Content is null ? [] : definition.References(next.Content).ToHashSet();
        var found = related.Select(record => (Reference: new RecordReference(record.DataSet, record.Key), Record: record)).Where(pair => wanted.Contains(pair.Reference));
        definition.CheckChange(new RecordChange(previous, next, "content", violations, found.ToDictionary(pair => pair.Reference, pair => pair.Record)));
        return Text(violations);
    }

    public static DataSetDefinition Definition(Record record) => Sets.All.Single(definition => definition.Set == record.DataSet);

    private static Record Record(DataSet set, string key, RecordContent content, int version, RecordOperation operation, string region = Region) => new()
    {
        DataSet = set,
        ProducerRegion = region,
        Key = key,
        Version = version,
        Operation = operation,
        Content = operation == RecordOperation.Delete ? null : content,
        EffectiveDate = Day("2026-03-20"),
        RecordTime = new Timestamp { Seconds = 1_774_000_000 },
    };

    private static List<string> Text(Violations violations) => [.. violations.Found.Select(violation => $"{violation.Field["content".Length..].TrimStart('.')} {violation.Rule.Reason}")];
}
