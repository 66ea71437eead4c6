using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Domain;
using ExchangeHub.Domain.Forensic;

namespace ExchangeHub.Hub.Exchanges.Forensic;

/// <summary>The years of one institution or appraiser side by side (历年对比): takes its results in any order.</summary>
internal sealed class YearComparison(ScoreSchemes schemes)
{
    /// <summary>The most results that are shown; of more, the latest.</summary>
    private const int MaxColumns = 100;

    private readonly PriorityQueue<Inspection, (DateOnly, string)> _latest = new(Comparer<(DateOnly End, string Number)>.Create(
        (a, b) => a.End != b.End ? a.End.CompareTo(b.End) : string.CompareOrdinal(a.Number, b.Number)));

    public void Add(Inspection inspection)
    {
        if (!CalendarDates.TryToDateOnly(inspection.EndDate, out var end))
            return;
        if (_latest.Count < MaxColumns)
            _latest.Enqueue(inspection, (end, inspection.InspectionNumber));
        else
            _latest.EnqueueDequeue(inspection, (end, inspection.InspectionNumber));
    }

    /// <summary>The columns, the oldest first. Empties it.</summary>
    public IEnumerable<YearColumn> Read()
    {
        while (_latest.TryDequeue(out var inspection, out _))
            yield return Column(inspection);
    }

    private YearColumn Column(Inspection inspection)
    {
        var column = new YearColumn
        {
            Year = inspection.EndDate.Year,
            InspectionNumber = inspection.InspectionNumber,
            Scheme = inspection.SchemeId.Length > 0 ? $"{inspection.SchemeId} {inspection.SchemeVersion}" : "",
            Score = inspection.Score,
            FindingCount = inspection.Findings.Count,
        };
        if (inspection.Score is { } score && schemes.All.FirstOrDefault(scheme => scheme.SchemeId == inspection.SchemeId && scheme.Version == inspection.SchemeVersion) is { } scheme)
            column.DimensionShares.Add(DimensionShares.Of(score, scheme).Select(DimensionShares.Message));
        return column;
    }
}
