using ExchangeHub.Domain.Forensic;
using static ExchangeHub.Domain.Tests.Forensic.ForensicSamples;
using Kind = ExchangeHub.Domain.Forensic.ScoreDisagreementKind;

namespace ExchangeHub.Domain.Tests.Forensic;

public class InspectionScoreTests
{
    private static readonly IReadOnlyList<IndicatorPoints> Points = PointsFor(Joint, 82.5m);
    private static readonly InspectionScore Score = InspectionScore.Compute(Joint, Points, []);

    [Theory]
    [InlineData("0", 1, "D")]
    [InlineData("59.99", 1, "D")]
    [InlineData("60", 2, "C")]
    [InlineData("70.99", 2, "C")]
    [InlineData("71", 3, "C")]
    [InlineData("74.99", 3, "C")]
    [InlineData("75", 3, "B")]
    [InlineData("80.99", 3, "B")]
    [InlineData("81", 4, "B")]
    [InlineData("89.99", 4, "B")]
    [InlineData("90", 4, "A")]
    [InlineData("90.99", 4, "A")]
    [InlineData("91", 5, "A")]
    [InlineData("100", 5, "A")]
    public void Compute_AtTheEdgeOfABand_BelongsToIt(string total, int stars, string grade)
    {
        var score = InspectionScore.Compute(Joint, PointsFor(Joint, decimal.Parse(total)), []);

        Assert.Equal((decimal.Parse(total), stars, Enum.Parse<IntegrityGrade>(grade)), (score.Total, score.Stars, score.Grade));
    }

    [Theory]
    [InlineData("59.99", 1)]
    [InlineData("60", 2)]
    [InlineData("100", 5)]
    public void Compute_SchemeOfStars_HasNoGrade(string total, int stars)
    {
        var score = InspectionScore.Compute(Star, PointsFor(Star, decimal.Parse(total)), []);

        Assert.Equal((stars, null), (score.Stars, score.Grade));
    }

    [Fact]
    public void Compute_Joint_HasAllSums()
    {
        var score = InspectionScore.Compute(Joint, PointsFor(Joint, 85).With("B1.2", 0.25m).With("P.3", 4.5m), []);

        Assert.Equal((83.25m, 4.5m, 87.75m), (score.Base, score.Bonus, score.Total));
        Assert.Equal(new DimensionPoints("B1", 3.25m), score.Dimensions[0]);
        Assert.Equal(new DimensionPoints("P", 4.5m), score.Dimensions[^1]);
    }

    [Fact]
    public void Compute_BonusBeyondItsMaximum_CountsUpToIt()
    {
        var full = Joint.AllDimensions.SelectMany(dimension => dimension.Indicators).Select(indicator => new IndicatorPoints(indicator.Code, indicator.Max)).ToList();

        var score = InspectionScore.Compute(Joint, full, []);

        Assert.Equal(18, Joint.Bonus!.Indicators.Sum(indicator => indicator.Max));
        Assert.Equal((15, 100, new DimensionPoints("P", 15)), (score.Bonus, score.Total, score.Dimensions[^1]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(75)]
    [InlineData(100)]
    public void Compute_Veto_IsDWhateverThePoints(int total)
    {
        var score = InspectionScore.Compute(Joint, PointsFor(Joint, total), ["V2"]);

        Assert.Equal(IntegrityGrade.D, score.Grade);
        Assert.Equal(Joint.StarsOf(total), score.Stars);
    }

    [Fact]
    public void Compute_WrongPoints_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => InspectionScore.Compute(Joint, Points.With("B1.1", 3.01m), []));

        Assert.Contains("JOINT-INSPECTION 2026", error.Message);
        Assert.Contains("B1.1", error.Message);
        Assert.Throws<ArgumentException>(() => InspectionScore.Compute(Joint, Points, ["V9"]));
    }

    [Fact]
    public void Check_Agreement_IsEmpty() => Assert.Empty(Check(Score, Points));

    [Fact]
    public void Check_TrailingZeros_AreTheSameNumber()
        => Assert.Empty(Check(Score with { Total = 82.50000m, Base = 82.500m }, Points.With("B1.1", 3.000m)));

    [Fact]
    public void Check_DimensionsLeftOut_AreNotCompared() => Assert.Empty(Check(Score with { Dimensions = Score.Dimensions.Take(2).ToList() }, Points));

    [Theory]
    [InlineData("-0.01", Kind.PointsNegative, "-0.01", "0")]
    [InlineData("3.01", Kind.PointsOverMaximum, "3.01", "3")]
    [InlineData("79228162514264337593543950335", Kind.PointsOverMaximum, "79228162514264337593543950335", "3")]
    [InlineData("2.505", Kind.PointsTooFine, "2.505", "2.5")]
    public void Check_ImpossiblePoints_IsNamedAlone(string points, Kind kind, string claimed, string expected)
        => Assert.Equal([new ScoreDisagreement(kind, "B1.1", claimed, expected)], Check(Score, Points.With("B1.1", decimal.Parse(points))));

    [Fact]
    public void Check_PointsNegativeAndTooFine_AreBoth()
        => Assert.Equal([Kind.PointsNegative, Kind.PointsTooFine], Check(Score, Points.With("B1.1", -0.001m)).Select(found => found.Kind));

    [Fact]
    public void Check_UnknownIndicator_IsNamed()
        => Assert.Equal([new ScoreDisagreement(Kind.UnknownIndicator, "B9.1", "2.5", "")], Check(Score, [.. Points, new("B9.1", 2.5m)]));

    [Fact]
    public void Check_IndicatorTwice_IsNamed()
        => Assert.Equal([new ScoreDisagreement(Kind.IndicatorTwice, "B1.1", "2", "1")], Check(Score, [.. Points, Points[0]]));

    [Fact]
    public void Check_IndicatorMissing_IsNamed()
        => Assert.Equal([new ScoreDisagreement(Kind.IndicatorMissing, "P.6", "", "")], Check(Score, Points.SkipLast(1).ToList()));

    [Fact]
    public void Check_CodeInAnotherCase_IsUnknown()
        => Assert.Equal([Kind.UnknownIndicator, Kind.IndicatorMissing], Check(Score, [.. Points.SkipLast(1), new("p.6", 0)]).Select(found => found.Kind));

    [Fact]
    public void Check_OtherVersionsPoints_DoNotFit()
    {
        var old = ScoreSchemes.Samples.Find(JointId, "2024");

        Assert.Contains(InspectionScore.Check(Joint, Score, PointsFor(old, 82.5m), []), found => found is { Kind: Kind.PointsOverMaximum, Code: "B4.2", Expected: "4.5" });
    }

    [Fact]
    public void Check_UnknownVeto_IsNamedAndMakesD()
    {
        Assert.Equal([new ScoreDisagreement(Kind.UnknownVeto, "V9", "V9", "")], Check(Score with { Grade = IntegrityGrade.D }, Points, "V9", "V9"));
        Assert.Equal([Kind.UnknownVeto, Kind.VetoWithoutD], Check(Score, Points, "V9").Select(found => found.Kind));
    }

    [Fact]
    public void Check_VetoInASchemeWithoutGrades_IsUnknown()
    {
        var points = PointsFor(Star, 70);

        Assert.Equal([Kind.UnknownVeto], InspectionScore.Check(Star, InspectionScore.Compute(Star, points, []), points, ["V1"]).Select(found => found.Kind));
    }

    [Fact]
    public void Check_VetoWithoutD_IsNamed()
        => Assert.Equal([new ScoreDisagreement(Kind.VetoWithoutD, "V1", "B", "D")], Check(Score, Points, "V1"));

    [Fact]
    public void Check_VetoWithoutD_IsFoundWhereSumsCannotBeSaid()
        => Assert.Equal([Kind.IndicatorMissing, Kind.VetoWithoutD], Check(Score, Points.Skip(1).ToList(), "V1").Select(found => found.Kind));

    [Fact]
    public void Check_DWithoutVeto_IsAWrongGrade()
        => Assert.Equal([new ScoreDisagreement(Kind.Grade, "", "D", "B")], Check(Score with { Grade = IntegrityGrade.D }, Points));

    [Fact]
    public void Check_Dimensions_AreUnknownOrTwice()
        => Assert.Equal(
            [new ScoreDisagreement(Kind.UnknownDimension, "B9", "1", ""), new ScoreDisagreement(Kind.DimensionTwice, "B1", "2", "1")],
            Check(Score with { Dimensions = [.. Score.Dimensions, new("B9", 1), new("B1", 5)] }, Points));

    [Theory]
    [InlineData(14, Kind.Bonus, "0")]
    [InlineData(15, Kind.Bonus, "0")]
    [InlineData(16, Kind.BonusOverMaximum, "0")]
    [InlineData(-1, Kind.Bonus, "0")]
    public void Check_Bonus_IsWrongOrOverItsMaximum(int claimed, Kind kind, string expected)
        => Assert.Equal([new ScoreDisagreement(kind, "P", $"{claimed}", expected)], Check(Score with { Bonus = claimed }, Points));

    [Fact]
    public void Check_BonusOverItsMaximum_IsFoundWhereItsSumCannotBeSaid()
        => Assert.Equal(new ScoreDisagreement(Kind.BonusOverMaximum, "P", "15.01", "15"), Check(Score with { Bonus = 15.01m }, Points.SkipLast(1).ToList())[^1]);

    [Fact]
    public void Check_StarsOrGradeMissing_IsNamed()
        => Assert.Equal(
            [new ScoreDisagreement(Kind.Stars, "", "", "4"), new ScoreDisagreement(Kind.Grade, "", "", "B")],
            Check(Score with { Stars = null, Grade = null }, Points));

    [Fact]
    public void Check_GradeWhereTheSchemeHasNone_IsNamed()
    {
        var points = PointsFor(Star, 70);
        var claimed = InspectionScore.Compute(Star, points, []) with { Grade = IntegrityGrade.D };

        Assert.Equal([new ScoreDisagreement(Kind.Grade, "", "D", "")], InspectionScore.Check(Star, claimed, points, []));
        Assert.Equal([Kind.IndicatorMissing, Kind.Grade], InspectionScore.Check(Star, claimed, points.Skip(1).ToList(), []).Select(found => found.Kind));
    }

    [Fact]
    public void Check_OneImpossibleIndicator_LeavesOtherDimensionsCompared()
    {
        var dimensions = Score.Dimensions.Select(item => item.Code is "B1" or "B2" ? item with { Points = 0 } : item).ToList();

        var found = Check(Score with { Dimensions = dimensions, Base = 0, Bonus = 1, Total = 0, Stars = 0, Grade = null }, Points.With("B1.1", 4));

        Assert.Equal([(Kind.PointsOverMaximum, "B1.1"), (Kind.DimensionSum, "B2"), (Kind.Bonus, "P")], found.Select(item => (item.Kind, item.Code)));
    }

    [Fact]
    public void Check_ManyThingsWrong_SaysThemAll()
    {
        IReadOnlyList<IndicatorPoints> points = [.. Points, new("X", 1)];
        var claimed = new InspectionScore { Dimensions = [new("B1", 4), new("B2", 15)], Base = 80, Bonus = 20, Total = 99, Stars = 5, Grade = IntegrityGrade.A };

        Assert.Equal(
            [
                new ScoreDisagreement(Kind.UnknownIndicator, "X", "1", ""),
                new ScoreDisagreement(Kind.UnknownVeto, "V7", "V7", ""),
                new ScoreDisagreement(Kind.DimensionSum, "B1", "4", "5"),
                new ScoreDisagreement(Kind.Base, "", "80", "82.5"),
                new ScoreDisagreement(Kind.BonusOverMaximum, "P", "20", "0"),
                new ScoreDisagreement(Kind.Total, "", "99", "82.5"),
                new ScoreDisagreement(Kind.Stars, "", "5", "4"),
                new ScoreDisagreement(Kind.VetoWithoutD, "V1", "A", "D"),
            ],
            Check(claimed, points, "V1", "V7"));
    }

    private static IReadOnlyList<ScoreDisagreement> Check(InspectionScore claimed, IReadOnlyList<IndicatorPoints> points, params string[] vetoes)
        => InspectionScore.Check(Joint, claimed, points, vetoes);
}
