namespace ExchangeHub.Domain.Forensic;

/// <summary>What inspectors gave for one indicator (指标得分).</summary>
/// <param name="Code">Code of a <see cref="ScoreIndicator"/>.</param>
/// <param name="Points">The points: 0 to the indicator's maximum, at most two places.</param>
public sealed record IndicatorPoints(string Code, decimal Points);

/// <summary>The points of one dimension (维度得分).</summary>
/// <param name="Code">Code of a <see cref="ScoreDimension"/>.</param>
/// <param name="Points">Sum of its indicators' points; of the bonus at most its maximum.</param>
public sealed record DimensionPoints(string Code, decimal Points);

/// <summary>
/// The score of one practice inspection (执业检查得分): computed by its scheme, or as a region claims it. Regions report the points
/// of the indicators, from which everything else follows.
/// </summary>
public sealed record InspectionScore
{
    /// <summary>The dimensions, the bonus too. A claim may leave out any of them.</summary>
    public required IReadOnlyList<DimensionPoints> Dimensions { get; init; }

    /// <summary>Sum of the base dimensions (基础分).</summary>
    public required decimal Base { get; init; }

    /// <summary>Points of the bonus (加分), at most the scheme's maximum.</summary>
    public required decimal Bonus { get; init; }

    /// <summary>Base and bonus (总分).</summary>
    public required decimal Total { get; init; }

    /// <summary>Number of stars (星级); null if the scheme gives none.</summary>
    public required int? Stars { get; init; }

    /// <summary>Grade (诚信等级), D after a veto whatever the points; null if the scheme gives none.</summary>
    public required IntegrityGrade? Grade { get; init; }

    /// <summary>The score by a scheme.</summary>
    /// <param name="scheme">The scheme that the inspection was made by.</param>
    /// <param name="points">Points of every indicator of the scheme, in any order.</param>
    /// <param name="vetoes">Codes of the veto rules (一票否决) that apply; mostly none.</param>
    /// <exception cref="ArgumentException">Points or vetoes aren't as the scheme wants them; see <see cref="Check"/>.</exception>
    public static InspectionScore Compute(ScoreScheme scheme, IReadOnlyCollection<IndicatorPoints> points, IReadOnlyCollection<string> vetoes)
    {
        var sheet = new ScoreSheet(scheme, points, vetoes);
        if (sheet.Disagreements.Count > 0)
            throw new ArgumentException($"No score by {scheme}: {string.Join("; ", sheet.Disagreements)}", nameof(points));

        return new InspectionScore
        {
            Dimensions = [.. scheme.AllDimensions.Select(dimension => new DimensionPoints(dimension.Code, sheet.Sum(dimension)!.Value))],
            Base = sheet.Base!.Value,
            Bonus = sheet.Bonus!.Value,
            Total = sheet.Total!.Value,
            Stars = sheet.Stars,
            Grade = sheet.Grade,
        };
    }

    /// <summary>
    /// Everything in which a claimed score, its points and its vetoes disagree with the scheme; empty if nothing. A sum is only
    /// compared where each indicator that it is made of is there once and has possible points: otherwise nobody can say what it
    /// should be. A dimension without a claimed sum isn't compared.
    /// </summary>
    /// <param name="scheme">The scheme that the inspection was made by.</param>
    /// <param name="claimed">The score as it is reported.</param>
    /// <param name="points">The points as they are reported.</param>
    /// <param name="vetoes">Codes of the veto rules that apply, as they are reported. An unknown one makes the grade D too.</param>
    public static IReadOnlyList<ScoreDisagreement> Check(ScoreScheme scheme, InspectionScore claimed, IReadOnlyCollection<IndicatorPoints> points, IReadOnlyCollection<string> vetoes)
    {
        ArgumentNullException.ThrowIfNull(claimed);
        var sheet = new ScoreSheet(scheme, points, vetoes);
        return [.. sheet.Disagreements, .. ScoreClaims.Check(scheme, sheet, claimed)];
    }
}
