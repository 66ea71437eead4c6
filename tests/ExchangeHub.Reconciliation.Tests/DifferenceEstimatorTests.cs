namespace ExchangeHub.Reconciliation.Tests;

public class DifferenceEstimatorTests
{
    private const int Parts = 64;

    /// <summary>Rows that differ, at random in 64 parts, of which a share is only here: how far off is the estimate, and how often is the safe one too low?</summary>
    [Theory]
    [InlineData(10, 0.5)]
    [InlineData(100, 0.5)]
    [InlineData(100, 0.0)]
    [InlineData(1_000, 0.5)]
    [InlineData(1_000, 1.0)]
    [InlineData(20_000, 0.3)]
    public void Safe_ScatteredRows_IsSeldomTooLowAndNeverFarTooHigh(int rows, double shareOfLocal)
    {
        const int Trials = 200;
        var random = new Random(11);
        var (tooLow, sum, highest) = (0, 0.0, 0.0);
        for (var trial = 0; trial < Trials; trial++)
        {
            var estimator = Estimate(rows, shareOfLocal, random);
            tooLow += estimator.Safe < rows ? 1 : 0;
            sum += estimator.Rows;
            highest = Math.Max(highest, estimator.Safe);
        }

        // Where few differ the floor (each part that differs has a row at least) makes it a little too high.
        Assert.InRange(sum / Trials, 0.95 * rows, 1.1 * rows + 1);
        Assert.InRange(tooLow, 0, Trials / 15);
        Assert.InRange(highest, rows, 1.7 * rows + 10);
    }

    [Fact]
    public void Rows_OnlyTheCountDiffers_AreAtLeastAsMany()
        => Assert.Equal(500, DifferenceEstimator.Of(Part(new RangeFingerprint(500, 500L * int.MaxValue, 500L * int.MaxValue, 500L * int.MaxValue, 500L * int.MaxValue))), 1.0);

    [Fact]
    public void Rows_CountsAreTheSame_AreTwoAtLeast() => Assert.Equal(2, DifferenceEstimator.Of(Part(new RangeFingerprint(0, 1, 0, 0, 0))));

    /// <summary>Sums of 2³¹ rows, squared, stay numbers.</summary>
    [Fact]
    public void Safe_LargestSums_IsANumber()
    {
        var most = new RangeFingerprint(int.MaxValue, (long)int.MaxValue * uint.MaxValue, 0, (long)int.MaxValue * uint.MaxValue, 0);
        var estimator = new DifferenceEstimator();
        estimator.Add(Part(most));
        estimator.Add(Part(default(RangeFingerprint) - most));

        Assert.True(double.IsFinite(estimator.Safe));
        Assert.True(estimator.Rows >= 2.0 * int.MaxValue);
    }

    private static DifferenceEstimator Estimate(int rows, double shareOfLocal, Random random)
    {
        var sums = new RangeFingerprint[Parts];
        for (var i = 0; i < rows; i++)
            sums[random.Next(Parts)] += RangeFingerprint.Of(Made.Fingerprint(random), random.NextDouble() < shareOfLocal ? -1 : 1);
        var estimator = new DifferenceEstimator();
        foreach (var sum in sums.Where(sum => !sum.IsZero))
            estimator.Add(Part(sum));
        return estimator;
    }

    private static Part Part(RangeFingerprint difference) => new(default, default, difference);
}
