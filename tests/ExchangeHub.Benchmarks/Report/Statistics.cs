using ExchangeHub.Benchmarks.Arms;
using ExchangeHub.Benchmarks.Load;

namespace ExchangeHub.Benchmarks.Report;

/// <summary>The few numbers that a table needs.</summary>
internal static class Statistics
{
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The median over the rounds of one arm's value; null where the arm was not measured.</summary>
    public static double? Median(this Measured measured, Arm arm, Func<Visit, double> value)
        => measured.Visits.TryGetValue(arm, out var visits) ? Median(visits.Select(value)) : null;

    /// <summary>The median over the rounds of the ratio within each round; null where an arm was not measured.</summary>
    public static double? MedianRatio(this Measured measured, Arm arm, Arm to, Func<Visit, double> value)
        => measured.Visits.TryGetValue(arm, out var visits) && measured.Visits.TryGetValue(to, out var others)
            ? Median(visits.Zip(others, (visit, other) => value(visit) / value(other)))
            : null;

    /// <summary>Slope of the line through the points, by least squares.</summary>
    public static double Slope(IReadOnlyList<(double X, double Y)> points)
    {
        var meanX = points.Average(point => point.X);
        var meanY = points.Average(point => point.Y);
        return points.Sum(point => (point.X - meanX) * (point.Y - meanY)) / points.Sum(point => (point.X - meanX) * (point.X - meanX));
    }
}
