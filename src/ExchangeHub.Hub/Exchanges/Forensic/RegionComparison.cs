using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Domain.Forensic;

namespace ExchangeHub.Hub.Exchanges.Forensic;

/// <summary>One region's published results of a year as numbers (地区对比): nothing in them is about anybody.</summary>
internal sealed class RegionComparison(string region, int year, ScoreSchemes schemes)
{
    private const int MaxFindings = 20;

    private readonly List<int> _totals = [];
    private readonly Dictionary<Grade, int> _grades = [];
    private readonly Dictionary<(string Code, string NameZh), (decimal Sum, int Count)> _shares = [];
    private readonly Dictionary<string, int> _findings = new(StringComparer.Ordinal);
    private int _count;
    private int _notRated;

    /// <summary>Counts a result, if it is published and of the year. What is final only is not public.</summary>
    public void Add(Inspection inspection)
    {
        if (inspection.State != InspectionState.Published || inspection.EndDate?.Year != year)
            return;
        _count++;
        foreach (var finding in inspection.Findings)
            _findings[finding.Code] = _findings.GetValueOrDefault(finding.Code) + 1;
        if (inspection.Score is { } score)
            Add(inspection, score);
        else
            _notRated++;
    }

    /// <summary>The column; null where the region has nothing of that year.</summary>
    public RegionColumn? Read() => _count == 0 ? null : new RegionColumn
    {
        RegionCode = region,
        InspectionCount = _count,
        Grades = { Enum.GetValues<Grade>().Where(grade => grade != Grade.Unspecified).Select(grade => new GradeCount { Grade = grade, Count = _grades.GetValueOrDefault(grade) }) },
        NotRatedCount = _notRated,
        MeanTotalHundredths = _totals.Count == 0 ? 0 : DimensionShares.Rounded(_totals.Sum(total => (decimal)total) / _totals.Count),
        MedianTotalHundredths = Median(),
        MeanDimensionShares =
        {
            _shares.OrderBy(pair => pair.Key.Code, StringComparer.Ordinal).ThenBy(pair => pair.Key.NameZh, StringComparer.Ordinal)
                .Select(pair => DimensionShares.Message((pair.Key.Code, pair.Key.NameZh, pair.Value.Sum / pair.Value.Count))),
        },
        FrequentFindings =
        {
            _findings.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(MaxFindings)
                .Select(pair => new FindingCount { Code = pair.Key, Count = pair.Value }),
        },
    };

    private void Add(Inspection inspection, Score score)
    {
        _totals.Add(score.TotalHundredths);
        _grades[score.Grade] = _grades.GetValueOrDefault(score.Grade) + 1;
        if (schemes.All.FirstOrDefault(scheme => scheme.SchemeId == inspection.SchemeId && scheme.Version == inspection.SchemeVersion) is not { } scheme)
            return;
        foreach (var (code, nameZh, perMille) in DimensionShares.Of(score, scheme))
        {
            var (sum, count) = _shares.GetValueOrDefault((code, nameZh));
            _shares[(code, nameZh)] = (sum + perMille, count + 1);
        }
    }

    /// <summary>The middle total; of an even number, the mean of the two in the middle.</summary>
    private int Median()
    {
        if (_totals.Count == 0)
            return 0;
        _totals.Sort();
        var (lower, upper) = (_totals[(_totals.Count - 1) / 2], _totals[_totals.Count / 2]);
        return DimensionShares.Rounded((lower + (decimal)upper) / 2);
    }
}
