using System.Text.Json;
using ExchangeHub.Domain.Forensic;

namespace ExchangeHub.Domain.Tests.Forensic;

/// <summary>Schemes and points that several tests share. All points are synthetic (测试).</summary>
internal static class ForensicSamples
{
    internal const string JointId = "JOINT-INSPECTION";

    /// <summary>Stars and grades; its bonus adds up to 18 and counts up to 15.</summary>
    internal static readonly ScoreScheme Joint = ScoreSchemes.Samples.Find(JointId, "2026");

    /// <summary>Stars only.</summary>
    internal static readonly ScoreScheme Star = ScoreSchemes.Samples.Find("SC-STAR", "2016");

    /// <summary>Points that come to a total: each indicator in turn has all that is left, or its maximum.</summary>
    internal static IReadOnlyList<IndicatorPoints> PointsFor(ScoreScheme scheme, decimal total)
    {
        var points = new List<IndicatorPoints>();
        foreach (var indicator in scheme.AllDimensions.SelectMany(dimension => dimension.Indicators))
        {
            points.Add(new IndicatorPoints(indicator.Code, Math.Min(indicator.Max, total)));
            total -= points[^1].Points;
        }
        Assert.Equal(0, total);
        return points;
    }

    /// <summary>The points with those of one indicator changed.</summary>
    internal static IReadOnlyList<IndicatorPoints> With(this IReadOnlyList<IndicatorPoints> points, string code, decimal changed)
        => [.. points.Select(item => item.Code == code ? item with { Points = changed } : item)];

    /// <summary>A scheme as its file has it.</summary>
    internal static string Json(ScoreScheme scheme) => JsonSerializer.Serialize(new
    {
        scheme_id = scheme.SchemeId,
        version = scheme.Version,
        region = scheme.Region,
        name_zh = scheme.NameZh,
        name_en = scheme.NameEn,
        note = scheme.Note,
        valid_from = $"{scheme.ValidFrom:yyyy-MM-dd}",
        valid_to = $"{scheme.ValidTo:yyyy-MM-dd}",
        base_max = scheme.BaseMax,
        bonus_max = scheme.BonusMax,
        dimensions = scheme.Dimensions.Select(Row),
        bonus = scheme.Bonus is null ? null : Row(scheme.Bonus),
        veto_rules = scheme.VetoRules.Select(rule => new { code = rule.Code, name_zh = rule.NameZh }),
        star_bands = scheme.StarBands.Select(band => new { stars = band.Stars, from = band.From }),
        grade_bands = scheme.GradeBands.Select(band => new { grade = $"{band.Grade}", from = band.From }),
    });

    private static object Row(ScoreDimension dimension) => new
    {
        code = dimension.Code,
        name_zh = dimension.NameZh,
        name_en = dimension.NameEn,
        max = dimension.Max,
        indicators = dimension.Indicators.Select(indicator => new { code = indicator.Code, name_zh = indicator.NameZh, max = indicator.Max }),
    };
}
