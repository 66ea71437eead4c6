using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Domain.Forensic;
using ExchangeHub.Hub.Validation;
using Disagreement = ExchangeHub.Domain.Forensic.ScoreDisagreement;
using Kind = ExchangeHub.Domain.Forensic.ScoreDisagreementKind;
using Scheme = ExchangeHub.Domain.Forensic.ScoreScheme;

namespace ExchangeHub.Hub.Exchanges.Forensic;

/// <summary>A result's points, vetoes and totals against its scheme: every disagreement is a violation of its own, and says what is expected.</summary>
internal static class ScoreRules
{
    /// <summary>Everything in which points, vetoes and claims disagree with the scheme; without a claim, points and vetoes alone.</summary>
    public static IEnumerable<Disagreement> Disagreements(Scheme scheme, Score? claimed, IReadOnlyCollection<IndicatorResult> results, IReadOnlyCollection<string> vetoes)
    {
        var found = InspectionScore.Check(scheme, ScoreMessages.Claimed(claimed), ScoreMessages.Points(results), vetoes);
        return claimed is null ? found.Where(item => item.Kind <= Kind.UnknownVeto) : found;
    }

    public static void Check(Violations violations, string path, Inspection inspection, Scheme scheme)
    {
        var seen = new HashSet<int>();
        foreach (var item in Disagreements(scheme, inspection.Score, inspection.IndicatorResults, inspection.VetoCodes))
        {
            var (field, english, chinese) = Told(inspection, scheme, item, seen);
            violations.Add(path, field, new Rule(ScoreMessages.ReasonOf(item.Kind), english, chinese));
        }
        if (inspection.Score is not { } score)
            return;
        violations.Require(Enum.IsDefined(score.Grade), $"{path}.score", "grade", CommonRules.UnknownValue);
        foreach (var code in scheme.AllDimensions.Select(dimension => dimension.Code).Except(score.Dimensions.Select(dimension => dimension.Code), StringComparer.Ordinal))
            violations.Add($"{path}.score", "dimensions", new Rule("DIMENSION_MISSING", $"have no sum of {code}", $"缺少维度 {code} 的得分"));
    }

    /// <summary>Field and texts. They name codes of the scheme only: what it doesn't know may be anything.</summary>
    private static (string Field, string English, string Chinese) Told(Inspection inspection, Scheme scheme, Disagreement item, HashSet<int> seen)
    {
        const string Results = "indicator_results";
        var expected = item.Expected.Length == 0 ? "" : InHundredths(item.Expected);
        return item.Kind switch
        {
            Kind.UnknownIndicator => ($"{Results}[{Place(inspection, item, seen)}].code", $"is no indicator of {scheme}", $"不是 {scheme} 的指标"),
            Kind.IndicatorTwice => (Results, $"have {item.Code} more than once", $"指标 {item.Code} 重复"),
            Kind.IndicatorMissing => (Results, $"have no points for {item.Code}, not even 0", $"缺少指标 {item.Code} 的得分（零分也须填写）"),
            Kind.PointsNegative => ($"{Results}[{Place(inspection, item, seen)}].points_hundredths", $"must be at least 0 for {item.Code}", $"指标 {item.Code} 的得分不得小于 0"),
            Kind.PointsOverMaximum => ($"{Results}[{Place(inspection, item, seen)}].points_hundredths", $"must be at most {expected} for {item.Code}", $"指标 {item.Code} 的得分不得超过 {expected}"),
            Kind.UnknownVeto => ($"veto_codes[{inspection.VetoCodes.IndexOf(item.Code)}]", $"is no veto rule of {scheme}", $"不是 {scheme} 的一票否决事项"),
            Kind.UnknownDimension => ($"score.dimensions[{Dimension(inspection, item)}].code", $"is no dimension of {scheme}", $"不是 {scheme} 的维度"),
            Kind.DimensionTwice => ("score.dimensions", $"have {item.Code} more than once", $"维度 {item.Code} 重复"),
            Kind.DimensionSum => ($"score.dimensions[{Dimension(inspection, item)}].points_hundredths", $"must be {expected} for {item.Code}, as its indicators come to", $"维度 {item.Code} 的得分应为 {expected}（按指标合计）"),
            Kind.Base => ("score.base_hundredths", $"must be {expected}, as the base dimensions come to", $"应为 {expected}（按基础维度合计）"),
            Kind.Bonus or Kind.BonusOverMaximum => ("score.bonus_hundredths", $"must be {expected}, as the bonus indicators come to, up to {ScoreMessages.Hundredths(scheme.BonusMax)}", $"应为 {expected}（按加分指标合计，封顶 {ScoreMessages.Hundredths(scheme.BonusMax)}）"),
            Kind.Total => ("score.total_hundredths", $"must be {expected}, i.e. base and bonus", $"应为 {expected}（基础分与加分之和）"),
            Kind.Stars => ("score.stars", $"must be {(item.Expected.Length == 0 ? "0" : item.Expected)} by {scheme}", $"按 {scheme} 应为 {(item.Expected.Length == 0 ? "0" : item.Expected)}"),
            Kind.VetoWithoutD => ("score.grade", $"must be D{Veto(scheme, item, ": the veto {0} applies")}", $"应为 D{Veto(scheme, item, "：适用一票否决 {0}")}"),
            Kind.Grade => ("score.grade", $"must be {(item.Expected.Length == 0 ? "absent" : item.Expected)} by {scheme}", $"按 {scheme} {(item.Expected.Length == 0 ? "应留空" : $"应为 {item.Expected}")}"),
            _ => ("score", "disagrees with the points", "与得分不一致"),
        };
    }

    /// <summary>The first place with this code and these points that no other disagreement was about.</summary>
    private static int Place(Inspection inspection, Disagreement item, HashSet<int> seen)
    {
        var place = Enumerable.Range(0, inspection.IndicatorResults.Count)
            .First(i => inspection.IndicatorResults[i].Code == item.Code && ScoreMessages.Text(inspection.IndicatorResults[i].PointsHundredths) == item.Claimed && !seen.Contains(i));
        seen.Add(place);
        return place;
    }

    private static int Dimension(Inspection inspection, Disagreement item)
        => inspection.Score.Dimensions.Index().First(pair => pair.Item.Code == item.Code && ScoreMessages.Text(pair.Item.PointsHundredths) == item.Claimed).Index;

    private static string Veto(Scheme scheme, Disagreement item, string text)
        => scheme.VetoRules.Any(rule => rule.Code == item.Code) ? text.Replace("{0}", item.Code, StringComparison.Ordinal) : "";

    private static string InHundredths(string points)
        => decimal.TryParse(points, out var value) ? $"{ScoreMessages.Hundredths(value)}" : points;
}
