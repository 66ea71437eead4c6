namespace ExchangeHub.Reconciliation.Tests;

/// <summary>What a comparison may cost on the wire: both ways, in bytes of the contract's messages.</summary>
public class BudgetTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int Rows = 1_000_000;

    /// <summary>A day of a million rows on both sides; tests take some away.</summary>
    private static readonly FingerprintedRow[] Day = Made.Rows(Rows, new Random(5));

    [Theory]
    [InlineData(0, 256, 1)]
    [InlineData(10, 8_000, 2)]
    [InlineData(100, 16_000, 2)]
    [InlineData(1_000, 90_000, 3)]
    [InlineData(100_000, 8_000_000, 4)]
    public async Task Scattered_DifferentRows_StayWithinTheBudget(int differences, int bytes, int roundTrips)
    {
        var random = new Random(differences);
        var chosen = Enumerable.Range(0, Rows).ToArray();
        random.Shuffle(chosen);
        var mineOnly = chosen.Take(differences / 2).ToHashSet();
        var theirsOnly = chosen.Skip(differences / 2).Take(differences - differences / 2).ToHashSet();
        await CompareAsync(Day.Where((_, i) => !theirsOnly.Contains(i)), Day.Where((_, i) => !mineOnly.Contains(i)), differences, bytes, roundTrips);
    }

    [Theory]
    [InlineData(true, 123_456)]
    [InlineData(false, 123_456)]
    [InlineData(true, 499_500)]
    [InlineData(false, 499_500)]
    public async Task Outage_OfAThousandRows_StaysWithinTheBudget(bool atRegion, int from)
    {
        var rest = Day.Where((_, i) => i < from || i >= from + 1_000);
        await CompareAsync(atRegion ? Day : rest, atRegion ? rest : Day, 1_000, 40_000, 3);
    }

    private async Task CompareAsync(IEnumerable<FingerprintedRow> local, IEnumerable<FingerprintedRow> theirs, int differences, int bytes, int roundTrips)
    {
        var remote = new FakeRemote(theirs);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var (result, found) = await Comparing.RunAsync(local, remote, Made.Day);

        output.WriteLine($"{differences} differences: {remote.Bytes} bytes, {result.RoundTrips} round trips, {remote.Calls} calls, largest {remote.Largest}, {result.Methods}, {watch.ElapsedMilliseconds} ms");
        Assert.Equal(differences, found.Count);
        Assert.InRange(remote.Bytes, 0, bytes);
        Assert.InRange(result.RoundTrips, 1, roundTrips);
        Assert.InRange(remote.Largest, 0, 256 * 1024);
    }
}
