using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Hub.Validation;
using static ExchangeHub.Hub.Tests.Exchanges.Forensic.ForensicRecords;

namespace ExchangeHub.Hub.Tests.Exchanges.Forensic;

/// <summary>Points against totals: each disagreement is a violation of its own, at its field, and says what is expected.</summary>
public class ScoreRulesTests
{
    private static readonly (Action<Inspection> Change, string[] Expected)[] Broken =
    [
        (i => Points(i, "B1.1", 200), ["score.dimensions[0].points_hundredths DIMENSION_SUM must be 400 for B1", "score.base_hundredths BASE must be 8350", "score.total_hundredths TOTAL must be 9700"]),
        (i => i.Score.Dimensions[0].PointsHundredths = 499, ["score.dimensions[0].points_hundredths DIMENSION_SUM must be 500 for B1"]),
        (i => i.Score.BaseHundredths = 8500, ["score.base_hundredths BASE must be 8450"]),
        (i => i.Score.BonusHundredths = 1400, ["score.bonus_hundredths BONUS must be 1350"]),
        (i => i.Score.BonusHundredths = 1501, ["score.bonus_hundredths BONUS_OVER_MAXIMUM must be 1350"]),
        (i => i.Score.TotalHundredths = 9801, ["score.total_hundredths TOTAL must be 9800"]),
        (i => i.Score.Stars = 4, ["score.stars STARS must be 5"]),
        (i => i.Score.Stars = 0, ["score.stars STARS must be 5"]),
        (i => i.Score.Grade = Grade.B, ["score.grade GRADE must be A"]),
        (i => i.Score.Grade = Grade.Unspecified, ["score.grade GRADE must be A"]),
        (i => i.Score.Grade = (Grade)9, ["score.grade GRADE must be A", "score.grade UNKNOWN_VALUE is not"]),
        (i => i.VetoCodes.Add("V1"), ["score.grade VETO_WITHOUT_D must be D: the veto V1 applies"]),
        (i => i.VetoCodes.Add("X"), ["veto_codes[0] UNKNOWN_VETO is no veto", "score.grade VETO_WITHOUT_D must be D"]),
        (i => Points(i, "B1.1", 301), ["indicator_results[0].points_hundredths POINTS_OVER_MAXIMUM must be at most 300 for B1.1"]),
        (i => Points(i, "B1.1", -1), ["indicator_results[0].points_hundredths POINTS_NEGATIVE must be at least 0 for B1.1"]),
        (i => i.IndicatorResults.Add(new IndicatorResult { Code = "秘密" }), ["indicator_results[32].code UNKNOWN_INDICATOR is no indicator of JOINT-INSPECTION 2026"]),
        (i => i.IndicatorResults.Add([new IndicatorResult { Code = "X" }, new IndicatorResult { Code = "X" }]), ["indicator_results[32].code UNKNOWN_INDICATOR is no", "indicator_results[33].code UNKNOWN_INDICATOR is no"]),
        (i => i.IndicatorResults.Add(i.IndicatorResults[0]), ["indicator_results INDICATOR_TWICE have B1.1 more than once"]),
        (i => i.IndicatorResults.RemoveAt(0), ["indicator_results INDICATOR_MISSING have no points for B1.1"]),
        (i => i.Score.Dimensions.RemoveAt(1), ["score.dimensions DIMENSION_MISSING have no sum of B2"]),
        (i => i.Score.Dimensions.Add(i.Score.Dimensions[0]), ["score.dimensions DIMENSION_TWICE have B1 more than once"]),
        (i => i.Score.Dimensions.Add(new DimensionScore { Code = "X" }), ["score.dimensions[8].code UNKNOWN_DIMENSION is no dimension"]),
    ];

    public static TheoryData<int> Rows => new(Enumerable.Range(0, Broken.Length));

    [Theory]
    [MemberData(nameof(Rows))]
    public void Check_OneDisagreement_NamesFieldReasonAndWhatIsExpected(int row)
    {
        var found = Found(Broken[row].Change);

        Assert.Equal(Broken[row].Expected.Length, found.Count);
        Assert.All(Broken[row].Expected.Zip(found), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
    }

    [Fact]
    public void Check_ManyDisagreements_NamesEveryOne()
        => Assert.Equal(
            ["indicator_results[0].points_hundredths POINTS_OVER_MAXIMUM", "score.dimensions[1].points_hundredths DIMENSION_SUM", "score.bonus_hundredths BONUS", "score.grade VETO_WITHOUT_D"],
            Found(i =>
            {
                Points(i, "B1.1", 999);
                i.Score.Dimensions[1].PointsHundredths = 1;
                i.Score.BonusHundredths = 1;
                i.VetoCodes.Add("V3");
            }).Select(text => string.Join(' ', text.Split(' ')[..2])));

    [Fact]
    public void Check_TextsOfUnknownCodes_DoNotRepeatThem()
        => Assert.DoesNotContain(
            Found(i =>
            {
                i.IndicatorResults.Add(new IndicatorResult { Code = "秘密", PointsHundredths = 77_77 });
                i.VetoCodes.Add("秘密");
                i.Score.Dimensions.Add(new DimensionScore { Code = "秘密", PointsHundredths = 77_77 });
            }),
            text => text.Contains("秘密", StringComparison.Ordinal) || text.Contains("77", StringComparison.Ordinal));

    [Fact]
    public void Check_StarScheme_HasStarsAndNoGrade()
    {
        var scheme = Domain.Forensic.ScoreSchemes.Samples.Find("SC-STAR", "2016");
        var inspection = Inspection(i =>
        {
            (i.SchemeId, i.SchemeVersion, i.StartDate, i.EndDate) = (scheme.SchemeId, scheme.Version, Date(scheme.ValidFrom), Date(scheme.ValidFrom));
            i.IndicatorResults.Clear();
            i.IndicatorResults.Add(scheme.AllDimensions.SelectMany(d => d.Indicators).Select(x => new IndicatorResult { Code = x.Code }));
            Rescore(i);
        });
        Assert.Empty(Check(Record(inspection)));

        inspection.Score.Grade = Grade.A;

        Assert.Equal(["inspection.score.grade GRADE"], Check(Record(inspection)));
    }

    private static Google.Type.Date Date(DateOnly day) => ExchangeHub.Domain.CalendarDates.ToProto(day);

    private static List<string> Found(Action<Inspection> change)
    {
        var record = Record(Inspection(change));
        var violations = new Violations(Today);
        Definition(record).Check(record.Content, "content", violations);
        return [.. violations.Found.Select(violation => $"{violation.Field["content.inspection.".Length..]} {violation.Rule.Reason} {violation.Rule.English}")];
    }
}
