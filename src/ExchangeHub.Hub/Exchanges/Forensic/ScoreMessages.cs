using System.Text.Json;
using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Domain;
using ExchangeHub.Domain.Forensic;
using Claim = ExchangeHub.Contracts.Forensic.V1.Score;
using Disagreement = ExchangeHub.Contracts.Forensic.V1.ScoreDisagreement;
using Message = ExchangeHub.Contracts.Forensic.V1.ScoreScheme;
using Scheme = ExchangeHub.Domain.Forensic.ScoreScheme;

namespace ExchangeHub.Hub.Exchanges.Forensic;

/// <summary>Scores and schemes as messages have them, with points in hundredths, and as they are computed.</summary>
internal static class ScoreMessages
{
    public static decimal Points(int hundredths) => hundredths / 100m;

    public static int Hundredths(decimal points) => (int)(points * 100);

    /// <summary>Points as texts have them, e.g. <c>4.5</c>.</summary>
    public static string Text(int hundredths) => Points(hundredths).ToString("0.##");

    public static List<IndicatorPoints> Points(IEnumerable<IndicatorResult> results)
        => [.. results.Select(result => new IndicatorPoints(result.Code, Points(result.PointsHundredths)))];

    /// <summary>What is claimed; nothing at all where there is no claim.</summary>
    public static InspectionScore Claimed(Claim? score) => new()
    {
        Dimensions = score is null ? [] : [.. score.Dimensions.Select(dimension => new DimensionPoints(dimension.Code, Points(dimension.PointsHundredths)))],
        Base = Points(score?.BaseHundredths ?? 0),
        Bonus = Points(score?.BonusHundredths ?? 0),
        Total = Points(score?.TotalHundredths ?? 0),
        Stars = score is null or { Stars: 0 } ? null : score.Stars,
        Grade = score?.Grade switch
        {
            Grade.A => IntegrityGrade.A,
            Grade.B => IntegrityGrade.B,
            Grade.C => IntegrityGrade.C,
            Grade.D => IntegrityGrade.D,
            _ => null,
        },
    };

    public static Claim Of(InspectionScore score) => new()
    {
        Dimensions = { score.Dimensions.Select(dimension => new DimensionScore { Code = dimension.Code, PointsHundredths = Hundredths(dimension.Points) }) },
        BaseHundredths = Hundredths(score.Base),
        BonusHundredths = Hundredths(score.Bonus),
        TotalHundredths = Hundredths(score.Total),
        Stars = score.Stars ?? 0,
        Grade = Of(score.Grade),
    };

    public static Grade Of(IntegrityGrade? grade) => grade switch
    {
        IntegrityGrade.A => Grade.A,
        IntegrityGrade.B => Grade.B,
        IntegrityGrade.C => Grade.C,
        IntegrityGrade.D => Grade.D,
        _ => Grade.Unspecified,
    };

    public static Disagreement Of(Domain.Forensic.ScoreDisagreement item)
        => new() { Reason = ReasonOf(item.Kind), Code = item.Code, Claimed = item.Claimed, Expected = item.Expected };

    /// <summary>The stable name, e.g. <c>POINTS_OVER_MAXIMUM</c>.</summary>
    public static string ReasonOf(ScoreDisagreementKind kind) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(kind.ToString());

    public static Message Of(Scheme scheme) => new()
    {
        SchemeId = scheme.SchemeId,
        Version = scheme.Version,
        Region = scheme.Region,
        NameZh = scheme.NameZh,
        NameEn = scheme.NameEn,
        ValidStartDate = CalendarDates.ToProto(scheme.ValidFrom),
        ValidEndDate = scheme.ValidTo is { } end ? CalendarDates.ToProto(end) : null,
        BaseMaxHundredths = Hundredths(scheme.BaseMax),
        BonusMaxHundredths = Hundredths(scheme.BonusMax),
        Dimensions = { scheme.AllDimensions.Select(dimension => Of(dimension, dimension == scheme.Bonus)) },
        VetoRules = { scheme.VetoRules.Select(rule => new Contracts.Forensic.V1.VetoRule { Code = rule.Code, NameZh = rule.NameZh }) },
        StarBands = { scheme.StarBands.Select(band => new Contracts.Forensic.V1.StarBand { Stars = band.Stars, FromHundredths = Hundredths(band.From) }) },
        GradeBands = { scheme.GradeBands.Select(band => new Contracts.Forensic.V1.GradeBand { Grade = Of(band.Grade), FromHundredths = Hundredths(band.From) }) },
        Note = scheme.Note,
    };

    private static Contracts.Forensic.V1.ScoreDimension Of(Domain.Forensic.ScoreDimension dimension, bool isBonus) => new()
    {
        Code = dimension.Code,
        NameZh = dimension.NameZh,
        NameEn = dimension.NameEn,
        MaxHundredths = Hundredths(dimension.Max),
        Indicators = { dimension.Indicators.Select(indicator => new Contracts.Forensic.V1.ScoreIndicator { Code = indicator.Code, NameZh = indicator.NameZh, MaxHundredths = Hundredths(indicator.Max) }) },
        IsBonus = isBonus,
    };
}
