using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.Domain.Inspections;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Draw = ExchangeHub.Domain.Inspections.DrawPlan;
using Inspector = ExchangeHub.Domain.Inspections.DrawInspector;
using Item = ExchangeHub.Domain.Inspections.DrawObject;
using Role = ExchangeHub.Domain.Inspections.InspectorRole;

namespace ExchangeHub.SampleRegion.Forensic;

/// <summary>A plan of the sample and its draw, drawn as any other (双随机), from a seed that anybody can know.</summary>
internal sealed class SamplePlan
{
    private const int OfficerCount = 24;
    private const int ExpertCount = 12;

    private readonly byte[] _seed;
    private readonly Draw _draw;

    /// <param name="names">How the region names things.</param>
    /// <param name="year">The year.</param>
    /// <param name="number">The plan's number in its year.</param>
    /// <param name="title">Title.</param>
    /// <param name="ratioPercent">How many per cent are drawn.</param>
    /// <param name="objects">Who may be drawn.</param>
    /// <param name="institutions">The institutions that experts belong to.</param>
    public SamplePlan(SampleNumbers names, int year, int number, string title, decimal ratioPercent, IEnumerable<InspectedObject> objects, IReadOnlyList<InspectedObject> institutions)
    {
        (Names, Year, Number, Title) = (names, year, names.Plan(year, number), title);
        _seed = SHA256.HashData(Encoding.UTF8.GetBytes($"测试 {Number}"));
        List<Inspector> inspectors =
        [
            .. Enumerable.Range(1, OfficerCount).Select(i => new Inspector(names.Officer(i), Role.Officer, names.Region)),
            .. Enumerable.Range(1, ExpertCount).Select(i => new Inspector(names.Expert(i), Role.Expert, names.Region, institutions[i - 1].Number)),
        ];
        _draw = new Draw
        {
            SeedCommitment = DrawSeed.Commitment(_seed),
            RatioPercent = ratioPercent,
            // An appraiser is not inspected by an expert of the same institution.
            Objects = [.. objects.Select(item => new Item(item.Number) { Recused = [.. inspectors.Where(expert => expert.Institution.Length > 0 && expert.Institution != item.Number && item.Number.StartsWith(expert.Institution, StringComparison.Ordinal)).Select(expert => expert.Key)] })],
            Inspectors = inspectors,
            ExpertsPerObject = 1,
            MaxObjectsPerInspector = 6,
        };
        Teams = DoubleRandomDraw.Draw(_draw, _seed).Objects;
    }

    public SampleNumbers Names { get; }

    public int Year { get; }

    public string Number { get; }

    public string Title { get; }

    /// <summary>Who was drawn, and by whom each is inspected.</summary>
    public IReadOnlyList<Domain.Inspections.DrawnObject> Teams { get; }

    public DateOnly AnnouncedOn => new(Year, 1, 5);

    public DateOnly DrawnOn => new(Year, 1, 8);

    /// <summary>The plan as it is announced, and drawn; and, where its year is over, done.</summary>
    public IReadOnlyList<Record> Versions(DateOnly? done)
    {
        var versions = new SampleVersions(Names.Region, DataSet.InspectionPlans, Number);
        var plan = Announced();
        versions.Add(AnnouncedOn, new RecordContent { InspectionPlan = plan });
        plan.State = PlanState.Drawn;
        plan.Draw.Seed = ByteString.CopyFrom(_seed);
        plan.Draw.DrawTime = Timestamp.FromDateTimeOffset(new DateTimeOffset(DrawnOn, new TimeOnly(9, 0), TimeSpan.FromHours(8)));
        plan.Draw.DrawnObjects.Add(Teams.Select(team => new Contracts.Forensic.V1.DrawnObject { Key = team.Key, Officers = { team.Officers }, Experts = { team.Experts } }));
        versions.Add(DrawnOn, new RecordContent { InspectionPlan = plan });
        if (done is { } day)
        {
            plan.State = PlanState.Done;
            versions.Add(day, new RecordContent { InspectionPlan = plan });
        }
        return versions.All;
    }

    private InspectionPlan Announced() => new()
    {
        PlanNumber = Number,
        Year = Year,
        Type = InspectionType.DoubleRandom,
        State = PlanState.Announced,
        Title = Title,
        Draw = new RandomDraw
        {
            SeedCommitment = ByteString.CopyFrom(Convert.FromHexString(_draw.SeedCommitment)),
            RatioPercent = _draw.RatioPercent.ToString(CultureInfo.InvariantCulture),
            Objects = { _draw.Objects.Select(item => new Contracts.Forensic.V1.DrawObject { Key = item.Key, RecusedInspectors = { item.Recused } }) },
            Inspectors =
            {
                _draw.Inspectors.Select(item => new Contracts.Forensic.V1.DrawInspector
                {
                    Key = item.Key, Role = (Contracts.Forensic.V1.InspectorRole)(int)item.Role, RegionCode = item.Region, InstitutionKey = item.Institution,
                }),
            },
            OfficersPerObject = _draw.OfficersPerObject,
            ExpertsPerObject = _draw.ExpertsPerObject,
            MaxObjectsPerInspector = _draw.MaxObjectsPerInspector ?? 0,
        },
    };
}
