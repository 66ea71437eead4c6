using CsCheck;
using ExchangeHub.Domain.Forensic;

namespace ExchangeHub.Domain.Tests.Forensic;

/// <summary>A scheme with points that it allows.</summary>
internal sealed record Scored(ScoreScheme Scheme, IReadOnlyList<IndicatorPoints> Points, IReadOnlyList<string> Vetoes)
{
    public InspectionScore Score => InspectionScore.Compute(Scheme, Points, Vetoes);
}

/// <summary>Generated schemes and points. They are made of hundredths, so that two places are all that there are.</summary>
internal static class ForensicGenerators
{
    private const int MaxParts = 4;

    /// <summary>Share of a maximum, as ten-thousandths, so that 0 and all come up.</summary>
    private static readonly Gen<int> AnyShare = Gen.OneOf(Gen.Int[0, 10_000], Gen.OneOf(0, 10_000));

    private static readonly Gen<int[][]> AnyMaxima = Gen.Int[100, 2_000].Array[1, MaxParts].Array[1, MaxParts];

    /// <summary>Schemes with or without bonus, stars, grades and vetoes.</summary>
    internal static readonly Gen<ScoreScheme> AnyScheme = Gen.Select(
        AnyMaxima,
        Gen.Int[1, 500].Array[0, MaxParts],
        AnyShare,
        Gen.Select(Gen.Int[0, 3], Gen.Int[1, ScoreScheme.MaxStars], Gen.Int[0, 3]),
        Gen.Int[1, 100].Array[ScoreScheme.MaxStars + 3],
        (maxima, bonus, cap, kinds, steps) => Scheme(maxima, bonus, cap, kinds.Item1, kinds.Item2, kinds.Item3, steps));

    /// <summary>Any scheme with points that it allows, and sometimes a veto.</summary>
    internal static readonly Gen<Scored> AnyScored = Gen.Select(
        AnyScheme,
        AnyShare.Array[(MaxParts + 1) * MaxParts],
        Gen.Int[0, 5],
        (scheme, shares, veto) => new Scored(
            scheme,
            [.. scheme.AllDimensions.SelectMany(dimension => dimension.Indicators).Select((indicator, index) => new IndicatorPoints(indicator.Code, Share(indicator.Max, shares[index])))],
            [.. scheme.VetoRules.Where((_, index) => index == veto).Select(rule => rule.Code)]));

    private static ScoreScheme Scheme(int[][] maxima, int[] bonus, int cap, int kind, int stars, int vetoes, int[] steps)
    {
        var dimensions = maxima.Select((row, index) => Dimension($"B{index + 1}", row, row.Sum())).ToList();
        var bonusMax = bonus.Length == 0 ? 0 : Math.Max(1, (int)Share(bonus.Sum(), cap));
        var hasGrades = kind != 0;
        var starLimits = Limits(steps[..(stars - 1)]);
        var gradeLimits = Limits(steps[^3..]);
        return new ScoreScheme
        {
            SchemeId = "TEST-1.A",
            Version = "2026.1",
            Region = kind == 2 ? "CN-SC" : ScoreScheme.Joint,
            NameZh = "测试",
            NameEn = "Test",
            Note = "",
            ValidFrom = new DateOnly(2026, 1, 1),
            ValidTo = kind == 3 ? new DateOnly(2026, 12, 31) : null,
            BaseMax = maxima.Sum(row => row.Sum()) / 100m,
            BonusMax = bonusMax / 100m,
            Dimensions = dimensions,
            Bonus = bonus.Length == 0 ? null : Dimension("P", bonus, bonusMax),
            VetoRules = [.. Enumerable.Range(1, hasGrades ? vetoes : 0).Select(number => new VetoRule($"V{number}", "测试"))],
            StarBands = kind == 1 ? [] : [.. starLimits.Select((from, index) => new StarBand(index + 1, from)).Reverse()],
            GradeBands = hasGrades ? [.. gradeLimits.Select((from, index) => new GradeBand((IntegrityGrade)(index + 1), from)).Reverse()] : [],
        };

        // Hundredths of a maximum of at least 1.00 are at least 0.01 apart, so that limits never fall together.
        IReadOnlyList<decimal> Limits(int[] parts)
        {
            var most = maxima.Sum(row => row.Sum()) + bonusMax;
            return [0, .. parts.Distinct().Order().Concat(Enumerable.Range(1, 100).Except(parts)).Take(parts.Length).Order().Select(part => most * part / 100 / 100m)];
        }
    }

    private static ScoreDimension Dimension(string code, int[] maxima, int max)
        => new(code, "测试", "Test", max / 100m, [.. maxima.Select((most, index) => new ScoreIndicator($"{code}.{index + 1}", "测试", most / 100m))]);

    private static decimal Share(decimal max, int share) => Math.Floor(max * share / 100) / 100;
}
