using System.Text;
using CsCheck;
using ExchangeHub.Domain.Forensic;
using static ExchangeHub.Domain.Tests.Forensic.ForensicGenerators;

namespace ExchangeHub.Domain.Tests.Forensic;

public class InspectionScorePropertyTests
{
    private static readonly Gen<decimal> AnyChange = Gen.Select(Gen.Int[1, 5_000], Gen.Bool, (hundredths, up) => (up ? hundredths : -hundredths) / 100m);

    [Fact]
    public void Read_AnyValidScheme_IsReadWhole()
        => AnyScheme.Sample(scheme =>
        {
            var file = Path.GetTempFileName();
            try
            {
                File.WriteAllText(file, ForensicSamples.Json(scheme), Encoding.UTF8);
                return ForensicSamples.Json(Assert.Single(ScoreSchemeFiles.Load([file]).All)) == ForensicSamples.Json(scheme);
            }
            finally
            {
                File.Delete(file);
            }
        }, iter: 50);

    [Fact]
    public void Compute_AnyPoints_AreTheirNaiveSum()
        => AnyScored.Sample(scored =>
        {
            var (basis, bonus) = (0m, 0m);
            foreach (var item in scored.Points)
            {
                if (item.Code.StartsWith('P'))
                    bonus += item.Points;
                else
                    basis += item.Points;
            }
            bonus = bonus > scored.Scheme.BonusMax ? scored.Scheme.BonusMax : bonus;
            var score = scored.Score;
            return score.Base == basis && score.Bonus == bonus && score.Total == basis + bonus && score.Dimensions.Sum(dimension => dimension.Points) == score.Total;
        });

    [Fact]
    public void Compute_PointsInAnyOrder_AreTheSame()
        => Gen.Select(AnyScored, Gen.Int).Sample((scored, seed) =>
        {
            var shuffled = scored.Points.ToArray();
            new Random(seed).Shuffle(shuffled);
            return InspectionScore.Check(scored.Scheme, scored.Score, shuffled, scored.Vetoes).Count == 0;
        });

    [Fact]
    public void Bands_OfAHigherTotal_AreNoWorse()
        => Gen.Select(AnyScheme, Gen.Int[0, 10_000], Gen.Int[0, 10_000]).Sample((scheme, one, other) =>
        {
            var (low, high) = (scheme.TotalMax * Math.Min(one, other) / 10_000, scheme.TotalMax * Math.Max(one, other) / 10_000);
            return !(scheme.GradeOf(low) > scheme.GradeOf(high)) && !(scheme.StarsOf(low) > scheme.StarsOf(high));
        });

    [Fact]
    public void Bands_OfAnyPossibleTotal_AreThere()
        => AnyScored.Sample(scored =>
        {
            var score = scored.Score;
            return score.Stars is null == (scored.Scheme.StarBands.Count == 0)
                && score.Grade is null == (scored.Scheme.GradeBands.Count == 0)
                && (scored.Vetoes.Count == 0 || score.Grade == IntegrityGrade.D);
        });

    [Fact]
    public void Check_WhatIsComputed_AgreesWithItself()
        => AnyScored.Sample(scored => InspectionScore.Check(scored.Scheme, scored.Score, scored.Points, scored.Vetoes).Count == 0);

    [Fact]
    public void Check_OneChangedClaim_IsTheOneThingFound()
        => Gen.Select(AnyScored, Gen.Int[0, 5], Gen.Int[0, 100], AnyChange).Sample((scored, field, which, change) =>
        {
            var score = scored.Score;
            var (changed, kinds) = Change(score, field, which, change);

            var found = Assert.Single(InspectionScore.Check(scored.Scheme, changed, scored.Points, scored.Vetoes));

            return kinds.Contains(found.Kind) && found.Claimed != found.Expected;
        });

    [Fact]
    public void Check_OneChangedBasePoint_IsFound()
        => Gen.Select(AnyScored, Gen.Int[0, 100], AnyChange).Sample((scored, which, change) =>
        {
            var score = scored.Score;
            var item = scored.Points.Where(item => !item.Code.StartsWith('P')).ElementAt(which % scored.Points.Count(item => !item.Code.StartsWith('P')));

            return InspectionScore.Check(scored.Scheme, score, scored.Points.With(item.Code, item.Points + change), scored.Vetoes).Count > 0;
        });

    private static (InspectionScore Changed, ScoreDisagreementKind[] Kinds) Change(InspectionScore score, int field, int which, decimal change) => field switch
    {
        0 => (score with { Dimensions = [.. score.Dimensions.Select((item, index) => index == which % score.Dimensions.Count ? item with { Points = item.Points + change } : item)] }, [ScoreDisagreementKind.DimensionSum]),
        1 => (score with { Base = score.Base + change }, [ScoreDisagreementKind.Base]),
        2 => (score with { Bonus = score.Bonus + change }, [ScoreDisagreementKind.Bonus, ScoreDisagreementKind.BonusOverMaximum]),
        3 => (score with { Total = score.Total + change }, [ScoreDisagreementKind.Total]),
        4 => (score with { Stars = (score.Stars ?? 0) + 1 + (which % 3) }, [ScoreDisagreementKind.Stars]),
        _ => (score with { Grade = Other(score.Grade, which) }, [ScoreDisagreementKind.Grade, ScoreDisagreementKind.VetoWithoutD]),
    };

    /// <summary>Another grade, or none where there was one.</summary>
    private static IntegrityGrade? Other(IntegrityGrade? grade, int which)
    {
        var others = new IntegrityGrade?[] { null, IntegrityGrade.A, IntegrityGrade.B, IntegrityGrade.C, IntegrityGrade.D }.Where(other => other != grade).ToList();
        return others[which % others.Count];
    }
}
