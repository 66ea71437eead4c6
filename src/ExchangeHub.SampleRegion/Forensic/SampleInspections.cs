using System.Collections.Concurrent;
using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Contracts.Sharing.V1;
using ExchangeHub.SampleRegion.Register;

namespace ExchangeHub.SampleRegion.Forensic;

/// <summary>
/// What a sample region publishes of inspections: six plans with real draws, 120 inspections of 2024 to 2026 under two versions of a
/// scheme, and what had to be rectified. The same on every machine; all are invented and marked 测试.
/// </summary>
public static class SampleInspections
{
    /// <summary>Inspections of a region.</summary>
    public const int Count = 120;

    /// <summary>Nothing is of a later day.</summary>
    public static readonly DateOnly LastDate = new(2026, 5, 31);

    /// <summary>Half of the institutions are drawn, and each twentieth appraiser: 20 and 15 of a year's 40.</summary>
    private const int InstitutionPercent = 50;
    private const int AppraiserPercent = 5;
    private const int PerYear = 40;

    /// <summary>Rectifications are of the years whose working days are known: 2025 and 2026.</summary>
    private const int FirstRectifications = 2025;
    private const int LastYear = 2026;

    private static readonly InspectionType[] Unplanned = [InspectionType.Complaint, InspectionType.Special, InspectionType.CrossRegion, InspectionType.Complaint, InspectionType.CrossRegion];

    private static readonly ConcurrentDictionary<string, Lazy<IReadOnlyList<Record>>> Known = [];

    /// <summary>All versions in an order in which they can be published: each after the one before, and after what it refers to. They are shared: change a clone only.</summary>
    /// <exception cref="ArgumentException">The sample has no such region.</exception>
    public static IReadOnlyList<Record> For(string regionCode)
        => Known.GetOrAdd(regionCode, static code => new Lazy<IReadOnlyList<Record>>(() => [.. Create(RegionProfile.Of(code))])).Value;

    /// <summary>Those of one data set.</summary>
    /// <exception cref="ArgumentException">The sample has no such region.</exception>
    public static IEnumerable<Record> For(string regionCode, DataSet set) => For(regionCode).Where(record => record.DataSet == set);

    private static IEnumerable<Record> Create(RegionProfile region)
    {
        var names = new SampleNumbers(region.Code);
        var objects = new SampleObjects(region);
        var results = new SampleResults(names, objects, new SplitMix64(region.Seed + 2));
        for (var year = LastYear - 2; year <= LastYear; year++)
        {
            foreach (var record in OfYear(year, names, objects, results))
                yield return record;
        }
    }

    private static IEnumerable<Record> OfYear(int year, SampleNumbers names, SampleObjects objects, SampleResults results)
    {
        SamplePlan[] plans =
        [
            new(names, year, 1, $"{year} 年度司法鉴定机构双随机检查（测试）", InstitutionPercent, objects.Institutions, objects.Institutions),
            new(names, year, 2, $"{year} 年度司法鉴定人双随机检查（测试）", AppraiserPercent, objects.Appraisers, objects.Institutions),
        ];
        var versions = plans.Select(plan => plan.Versions(year < LastYear ? new DateOnly(year, 12, 20) : null)).ToList();
        foreach (var record in versions.SelectMany(list => list.Take(2)))
            yield return record;

        var notice = 0;
        foreach (var (index, inspection) in Inspections(year, plans, results).Index())
        {
            var history = History(year, index, inspection, results);
            foreach (var record in history.All)
                yield return record;
            if (inspection.State != InspectionState.Published || year < FirstRectifications || !inspection.Findings.Any(finding => finding.NeedsRectification) || index % 2 != 0)
                continue;
            var rectifications = new SampleRectifications(names);
            foreach (var record in year < LastYear ? rectifications.Ended(inspection, ++notice) : rectifications.Open(inspection, ++notice))
                yield return record;
        }
        foreach (var record in versions.SelectMany(list => list.Skip(2)))
            yield return record;
    }

    private static IEnumerable<Inspection> Inspections(int year, SamplePlan[] plans, SampleResults results)
    {
        // The last year is not over: its inspections come within three months.
        var step = year < LastYear ? 5 : 2;
        var first = new DateOnly(year, 1, 12);
        var teams = plans.SelectMany(plan => plan.Teams.Select(team => (Plan: plan, Team: team))).ToList();
        for (var i = 0; i < PerYear; i++)
        {
            var start = first.AddDays(i * step);
            var inspection = i < teams.Count ? results.OfPlan(teams[i].Plan, i + 1, start, teams[i].Team) : results.WithoutPlan(year, i + 1, start, Unplanned[i - teams.Count]);
            if (i is 7 or 23)
                SampleResults.NotRated(inspection, i == 7 ? NotRatedReason.New : NotRatedReason.NoBusiness);
            else if (i == 15)
                SampleResults.Veto(inspection, "V1");
            yield return inspection;
        }
    }

    /// <summary>Most are published three days after they are final; the last of all are not yet. One was corrected, and about one a complaint came in.</summary>
    private static SampleVersions History(int year, int index, Inspection inspection, SampleResults results)
    {
        var isOut = year < LastYear || index < PerYear - 4;
        var versions = results.Versions(inspection, isOut ? SampleResults.DayOf(inspection.FinalDate).AddDays(3) : null);
        if (index == 3)
        {
            inspection.CaseFileSamples.Clear();
            versions.Correct("测试：案卷评查录入有误", new RecordContent { Inspection = inspection });
        }
        if (index == 5)
        {
            inspection.HasOpenComplaint = true;
            versions.Add(SampleResults.DayOf(inspection.PublishDate).AddDays(20), new RecordContent { Inspection = inspection });
        }
        return versions;
    }
}
