namespace ExchangeHub.Reconciliation.Tests;

public class OverfullSketchTests
{
    private const int Rows = 1_000;

    /// <summary>A sketch that has more rows than it holds: those of some parts are asked for again, and a fraction of its bytes is enough.</summary>
    [Theory]
    [InlineData(1.03)]
    [InlineData(1.15)]
    [InlineData(1.2)]
    public async Task Compare_SketchOfTooManyRows_IsNearlyAlwaysReadWithOneMoreCall(double tooMany)
    {
        const int Trials = 40;
        var failed = 0;
        for (var seed = 0; seed < Trials; seed++)
        {
            var random = new Random(seed);
            var rows = Made.Rows(Rows, random);
            var (local, theirs) = (rows.Where((_, i) => i % 2 == 0).ToList(), rows.Where((_, i) => i % 2 == 1).ToList());
            var remote = new FakeRemote(theirs);
            var found = new HashSet<Guid>();
            using var reader = new LocalReader(new LocalLedger(local));
            using var sink = new DifferenceSink((difference, _) =>
            {
                Assert.True(found.Add(difference.Id));
                return ValueTask.CompletedTask;
            });
            var holds = 1.2 * Rows / tooMany; // With fewer cells for each row than 1.3, nothing is read as a rule.
            var group = new SketchGroup(Parts(local, theirs), [Made.Day], (int)(holds / Sketch.Tables));

            var (left, roundTrips) = await new SketchComparer(reader, remote, sink).CompareAsync(group, CancellationToken.None);

            Assert.Equal((2, 2), (roundTrips, remote.Calls));
            Assert.InRange(remote.Bytes, holds * Sketch.CellBytes, 2 * holds * Sketch.CellBytes);
            if (left!.Count > 0)
                failed++; // Its rows are too unevenly spread.
            else
                Assert.Equal(Rows, found.Count);
        }
        Assert.InRange(failed, 0, Trials / 10);
    }

    /// <summary>Where far too many rows differ, it is left to others: nothing is asked for that could not help.</summary>
    [Fact]
    public void PartsToTakeOut_FarTooManyRows_AreNone()
    {
        var rows = Made.Rows(Rows, new Random(1));
        Assert.Null(OverfullSketch.PartsToTakeOut(new SketchGroup(Parts([], [.. rows]), [Made.Day], Rows / 8 / Sketch.Tables), Rows));
    }

    [Fact]
    public void PartsToTakeOut_FewParts_AreNone()
    {
        var rows = Made.Rows(Rows, new Random(1));
        Assert.Null(OverfullSketch.PartsToTakeOut(new SketchGroup([.. Parts([], [.. rows]).Take(7)], [Made.Day], Rows / Sketch.Tables), Rows));
    }

    private static List<Part> Parts(List<FingerprintedRow> local, List<FingerprintedRow> remote)
    {
        var (mine, theirs) = (new SortedRows(local), new SortedRows(remote));
        return [.. RangeParts.Of(Made.Day, 64).Select(range => new Part(range, mine.Sum(range), theirs.Sum(range)))];
    }
}
