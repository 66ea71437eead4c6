namespace ExchangeHub.Reconciliation;

/// <summary>
/// Estimates in how many rows two sides differ (差异估计), from sums alone: limbs are as good as random, so the square of their centred
/// sum's difference is, on average, the number of rows that only one side has, times a limb's variance.
/// </summary>
/// <remarks>Parts are added one by one: what is known of several is known more exactly.</remarks>
internal struct DifferenceEstimator
{
    /// <summary>Of a limb that is uniform in [0, 2³²).</summary>
    private const double Mean = (4294967296.0 - 1) / 2;
    private const double Variance = 4294967296.0 * 4294967296.0 / 12;

    /// <summary>Standard deviations between the estimate and the safe one: 1 in 40 is above it.</summary>
    public const double SafeDeviations = 2;

    /// <summary>The same where few rows are to be read, so that more cells cost little and another round trip much.</summary>
    public const double SaferDeviations = 2.5;

    /// <summary>An estimate from the cells of a sketch is off by so much at most, as nearly always.</summary>
    private const double KnownDeviation = 0.05;

    private double _floor;
    private double _rough;
    private double _roughSquares;
    private double _known;

    /// <summary>Rows that only one side has.</summary>
    public readonly double Rows => Math.Max(_floor, _rough) + _known;

    /// <summary>So many they are at most, as nearly always.</summary>
    public readonly double Safe => SafeBy(SafeDeviations);

    /// <summary>So many they are at most, by so many standard deviations.</summary>
    public readonly double SafeBy(double deviations)
    {
        var rough = Math.Max(_floor, _rough);
        // The variance of n uniform limbs' squared sum is 2n² − 1.2n; the squares of estimates are themselves too large by a half.
        var deviation = Math.Sqrt((0.8 * rough + 2 * _roughSquares / 1.5) / 4);
        return rough + (rough > 0 ? deviations * deviation + 2 : 0) + _known * (1 + deviations * KnownDeviation);
    }

    /// <summary>Adds a part.</summary>
    public void Add(Part part)
    {
        if (part.KnownRows is { } known)
        {
            _known += known;
            return;
        }
        var floor = Floor(part.Difference);
        var rough = Rough(part.Difference);
        _floor += floor;
        _rough += rough;
        _roughSquares += Math.Pow(Math.Max(floor, rough), 2);
    }

    /// <summary>The rows of one part; rough, since its four sums are few samples.</summary>
    public static double Of(Part part)
    {
        var estimator = new DifferenceEstimator();
        estimator.Add(part);
        return estimator.Rows;
    }

    /// <summary>So many there are at least: where the counts are the same, one on each side.</summary>
    private static double Floor(RangeFingerprint difference) => difference.Count == 0 ? 2 : Math.Abs((double)difference.Count);

    private static double Rough(RangeFingerprint difference)
    {
        var centre = Mean * difference.Count;
        return (Square(difference.Sum0) + Square(difference.Sum1) + Square(difference.Sum2) + Square(difference.Sum3)) / (4 * Variance);

        double Square(long sum) => (sum - centre) * (sum - centre);
    }
}
