using CsCheck;
using ExchangeHub.Domain.Inspections;
using static ExchangeHub.Domain.Tests.Inspections.DrawSamples;

namespace ExchangeHub.Domain.Tests.Inspections;

public class DoubleRandomDrawTests
{
    private static readonly Gen<byte[]> AnySeed = Gen.Byte.Array[DrawSeed.Size].Where(seed => seed.Any(value => value != 0));

    [Theory]
    [InlineData("100", 7, 7)]
    [InlineData("0.0001", 1, 1)]
    [InlineData("0.0001", 10_000, 1)]
    [InlineData("50", 4, 2)]
    [InlineData("50", 5, 3)]
    [InlineData("33.3333", 3, 1)] // 0.999999
    [InlineData("33.3334", 3, 2)] // 1.000002
    [InlineData("75", 10_000, 7_500)]
    [InlineData("7", 100, 7)] // In binary fractions 7.000000000000001, and so 8.
    [InlineData("75.00000", 4, 3)]
    [InlineData("20", 0, 0)]
    public void CountOf_Ratio_IsItsShareRoundedUp(string ratio, int objects, int expected)
        => Assert.Equal(expected, DrawPlan.CountOf(decimal.Parse(ratio), objects));

    [Theory]
    [InlineData("0", 5)]
    [InlineData("-1", 5)]
    [InlineData("100.0001", 5)]
    [InlineData("33.33333", 5)]
    [InlineData("50", -1)]
    [InlineData("50", DrawPlan.MaxObjects + 1)]
    public void CountOf_OutOfRange_IsRefused(string ratio, int objects)
        => Assert.Throws<ArgumentOutOfRangeException>(() => DrawPlan.CountOf(decimal.Parse(ratio), objects));

    [Fact]
    public void Draw_InputInAnyOrder_IsTheSame()
    {
        var plan = Plan(Seed(1), objects: 12) with { MaxObjectsPerInspector = 5 };
        var expected = Text(DoubleRandomDraw.Draw(plan, Seed(1)));

        Gen.Select(Gen.Shuffle(plan.Objects.ToArray()), Gen.Shuffle(plan.Inspectors.ToArray()))
            .Sample((objects, inspectors) => Text(DoubleRandomDraw.Draw(plan with { Objects = objects, Inspectors = inspectors }, Seed(1))) == expected);
    }

    [Fact]
    public void Draw_KeysTypedOtherwise_IsTheSame()
    {
        var plan = Plan(Seed(1));
        var typed = plan with
        {
            Objects = [.. plan.Objects.Select(item => item with { Key = item.Key.Insert(3, "\u3000").Replace('1', '１') })],
            Inspectors = [.. plan.Inspectors.Select(item => item with { Key = $" {item.Key.ToLowerInvariant()}" })],
            SeedCommitment = plan.SeedCommitment.ToUpperInvariant(),
        };

        Assert.Equal(Text(DoubleRandomDraw.Draw(plan, Seed(1))), Text(DoubleRandomDraw.Draw(typed, Seed(1))));
    }

    [Fact]
    public void Draw_OverManySeeds_GivesEachObjectTheSameChance()
    {
        var counts = Over(2_000, ratio: 25, result => result.Objects.Select(item => item.Key));

        Assert.Equal(20, counts.Count);
        Assert.InRange(ChiSquare(counts.Values, chance: 0.25, draws: 2_000), 0, 50); // 19 degrees of freedom: 50 is exceeded once in 7,000.
    }

    [Fact]
    public void Draw_OverManySeeds_GivesEachInspectorTheSameChance()
    {
        var counts = Over(2_000, ratio: 5, result => result.Objects.SelectMany(item => item.Officers));

        Assert.Equal(6, counts.Count);
        Assert.InRange(ChiSquare(counts.Values, chance: 2 / 6.0, draws: 2_000), 0, 25); // 5 degrees of freedom: 25 is exceeded once in 7,000.
    }

    [Fact]
    public void Draw_TeamsOfOneDraw_AreNotAllTheSame()
        => Assert.InRange(DoubleRandomDraw.Draw(Plan(Seed(1), objects: 40, ratio: 100), Seed(1)).Objects.Select(item => string.Join(',', item.Officers)).Distinct().Count(), 15, 30);

    [Fact]
    public void Draw_OneByteOfTheSeedChanged_DrawsOthers()
        => Gen.Select(AnySeed, Gen.Byte[1, 255]).Sample(
            (seed, change) =>
            {
                var seeds = Enumerable.Range(0, DrawSeed.Size).Select(at => Changed(seed, at, change)).Append(seed).Where(one => one.Any(value => value != 0)).ToList();
                var draws = seeds.Select(one => string.Join(',', Keys(DoubleRandomDraw.Draw(Plan(one, objects: 200), one)).Order(StringComparer.Ordinal)));
                Assert.Equal(seeds.Count, draws.Distinct().Count());
            },
            iter: 3);

    [Fact]
    public void Draw_AnySeed_KeepsToThePlan()
        => Gen.Select(AnySeed, Gen.Int[1, 30], Gen.Int[1, 1_000_000]).Sample(
            (seed, objects, share) =>
            {
                var plan = Plan(seed, objects, officers: 8, ratio: share / 10_000m) with { OfficersPerObject = 3 };
                var result = DoubleRandomDraw.Draw(plan, seed);
                Assert.Equal(DrawPlan.CountOf(plan.RatioPercent, objects), Keys(result).Count);
                Assert.Equal(result.Objects.Count, Keys(result).Count);
                Assert.All(result.Objects, item =>
                {
                    Assert.Equal((3, 1), (item.Officers.Distinct().Count(), item.Experts.Count));
                    Assert.All(item.Officers, officer => Assert.StartsWith("SC-ZF-", officer));
                    Assert.All(item.Experts, expert => Assert.StartsWith("SC-ZJ-", expert));
                });
            },
            iter: 50);

    [Fact]
    public void Draw_WithALimit_DrawsNobodyMoreOften()
        => AnySeed.Sample(
            seed =>
            {
                var result = DoubleRandomDraw.Draw(Plan(seed, objects: 6, officers: 7, experts: 3, ratio: 100) with { MaxObjectsPerInspector = 2 }, seed);
                Assert.All(result.Objects.SelectMany(item => item.Officers.Concat(item.Experts)).CountBy(key => key), count => Assert.InRange(count.Value, 1, 2));
                Assert.All(result.Objects, item => Assert.Equal((2, 1), (item.Officers.Count, item.Experts.Count)));
            },
            iter: 50);

    [Fact]
    public void Draw_Recused_AreNotDrawn()
        => AnySeed.Sample(
            seed =>
            {
                var plan = Plan(seed, objects: 3, officers: 4, experts: 0, ratio: 100);
                var result = DoubleRandomDraw.Draw(
                    plan with
                    {
                        Objects =
                        [
                            new DrawObject("519990001"), // Its own people are recused without being listed.
                            new DrawObject("519990002") { Recused = ["ｓｃ-zf-002"] },
                            new DrawObject("519990003") { RecusedRegions = ["cn-cq"] },
                        ],
                        Inspectors = [plan.Inspectors[0] with { Institution = "5199 90001" }, plan.Inspectors[1], .. plan.Inspectors.Skip(2), new DrawInspector("CQ-ZF-001", InspectorRole.Officer, "CN-CQ", "509990001")],
                        OfficersPerObject = 4,
                    },
                    seed).Objects.ToDictionary(item => item.Key, item => item.Officers.Order(StringComparer.Ordinal));
                Assert.Equal(["CQ-ZF-001", "SC-ZF-002", "SC-ZF-003", "SC-ZF-004"], result["519990001"]);
                Assert.Equal(["CQ-ZF-001", "SC-ZF-001", "SC-ZF-003", "SC-ZF-004"], result["519990002"]);
                Assert.Equal(["SC-ZF-001", "SC-ZF-002", "SC-ZF-003", "SC-ZF-004"], result["519990003"]);
            },
            iter: 10);

    [Fact]
    public void Draw_AnyPlanWithoutProblems_HasAWholeTeamForEachObject()
        => Gen.Select(AnySeed, Gen.Int[1, 8], Gen.Int[4, 9], Gen.Int[1, 4], Gen.Int[0, 8].Array[0, 6]).Sample(
            (seed, objects, officers, most, recused) =>
            {
                var plan = Plan(seed, objects, officers, experts: 0, ratio: 100) with { MaxObjectsPerInspector = most };
                plan = plan with
                {
                    Objects = [.. plan.Objects.Index().Select(item => item.Item with { Recused = [.. recused.Where((_, at) => at % objects == item.Index).Select(number => $"SC-ZF-{number:D3}")] })],
                };
                if (DoubleRandomDraw.Check(plan).Count == 0)
                    Assert.All(DoubleRandomDraw.Draw(plan, seed).Objects, item => Assert.Equal(2, item.Officers.Count));
            },
            iter: 2_000);

    private static Dictionary<string, int> Over(int draws, decimal ratio, Func<DrawResult, IEnumerable<string>> keys)
        => Enumerable.Range(0, draws).Select(Seed).SelectMany(seed => keys(DoubleRandomDraw.Draw(Plan(seed, objects: 20, experts: 0, ratio: ratio), seed))).CountBy(key => key).ToDictionary();

    /// <summary>Pearson's sum, for draws without replacement: each count's variance is the binomial one, and they add up to nothing.</summary>
    private static double ChiSquare(Dictionary<string, int>.ValueCollection counts, double chance, int draws)
        => counts.Sum(count => Math.Pow(count - chance * draws, 2)) / (draws * chance * (1 - chance)) * (counts.Count - 1) / counts.Count;

    private static HashSet<string> Keys(DrawResult result) => [.. result.Objects.Select(item => item.Key)];

    private static byte[] Changed(byte[] seed, int at, byte change)
    {
        var other = seed.ToArray();
        other[at] ^= change;
        return other;
    }
}
