using CsCheck;

namespace ExchangeHub.Reconciliation.Tests;

/// <summary>Whatever the two ledgers are, and by whatever means, a comparison finds what a plain comparison of the sets finds.</summary>
public class ComparisonTests
{
    private static readonly ComparisonMethods[] Routes =
    [
        Comparing.Any, ComparisonMethods.List, ComparisonMethods.Descent | ComparisonMethods.List, ComparisonMethods.Sketch | ComparisonMethods.List,
        ComparisonMethods.Sketch, ComparisonMethods.Descent, ComparisonMethods.Descent | ComparisonMethods.Sketch,
    ];

    [Fact]
    public Task Run_AnyLedgers_FindsWhatThePlainComparisonFinds()
        => Ledgers.Any.SampleAsync(async ledgers =>
        {
            var expected = Comparing.Text(Comparing.Naive(ledgers.Local, ledgers.Remote));
            foreach (var methods in Routes)
            {
                var options = new ComparisonOptions { Methods = methods };
                var (result, found) = await Comparing.RunAsync(ledgers.Local, new FakeRemote(ledgers.Remote), Comparing.Everything, options);
                Assert.Equal(expected, Comparing.Text(found));
                Assert.True(result.Residual.IsZero);
                Assert.Equal(expected.Count, result.DifferenceCount);
            }
        }, iter: 300);

    /// <summary>All ids that there are make the widest window, and rows with the same first eight bytes are never told apart by cutting it.</summary>
    [Theory]
    [InlineData(60)]
    [InlineData(89)]
    public async Task Run_ByCutsAlone_ReachesAClusterInTheWidestWindow(int rows)
    {
        var mine = Enumerable.Range(0, rows).Select(i => new FingerprintedRow(Made.Id(Made.DayBegin, 0x7abc, (ulong)i), new RowFingerprint((uint)i + 1, 1, 2, 3))).ToList();

        var (result, found) = await Comparing.RunAsync(mine, new FakeRemote(mine.Skip(1).ToArray()), Comparing.Everything, new ComparisonOptions { Methods = ComparisonMethods.Descent });

        Assert.Equal(mine[0].Id, Assert.Single(found).Id);
        Assert.InRange(result.RoundTrips, 2, 30);
    }

    /// <summary>All copies of one id come on one page, and that page may be longer than was asked for.</summary>
    [Fact]
    public async Task Run_MoreCopiesOfOneIdThanAPageHolds_FindsThemAll()
    {
        var mine = Made.Rows(10, new Random(3));
        FingerprintedRow[] theirs = [.. mine, .. Enumerable.Repeat(mine[4], 5)];

        var (result, found) = await Comparing.RunAsync(mine, new FakeRemote(theirs), Made.Day, new ComparisonOptions { Methods = ComparisonMethods.List, RowsPerPage = 2 });

        Assert.Equal(Comparing.Text(Comparing.Naive(mine, theirs)), Comparing.Text(found));
        Assert.Equal((RowDifferenceKind.Duplicate, 6), (Assert.Single(found).Kind, found[0].Remote.Count));
        Assert.True(result.Residual.IsZero);
    }
}
