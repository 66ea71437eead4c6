using Kind = ExchangeHub.Domain.Forensic.ScoreDisagreementKind;

namespace ExchangeHub.Domain.Forensic;

/// <summary>Points and vetoes of one inspection: what is wrong with them, and what they come to as far as that can be said.</summary>
internal sealed class ScoreSheet
{
    private readonly List<ScoreDisagreement> _disagreements = [];
    private readonly Dictionary<string, decimal?> _sums = new(StringComparer.Ordinal);

    public ScoreSheet(ScoreScheme scheme, IReadOnlyCollection<IndicatorPoints> points, IReadOnlyCollection<string> vetoes)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(vetoes);
        var good = PossiblePoints(scheme, points);
        foreach (var veto in vetoes.Distinct().Where(veto => !scheme.VetoRules.Any(rule => rule.Code == veto)))
            _disagreements.Add(new ScoreDisagreement(Kind.UnknownVeto, veto, veto, ""));

        foreach (var dimension in scheme.AllDimensions)
        {
            var sum = dimension.Indicators.All(indicator => good.ContainsKey(indicator.Code))
                ? dimension.Indicators.Sum(indicator => good[indicator.Code])
                : default(decimal?);
            _sums[dimension.Code] = dimension == scheme.Bonus && sum > dimension.Max ? dimension.Max : sum;
        }
        Base = scheme.Dimensions.Aggregate((decimal?)0, (sum, dimension) => sum + Sum(dimension));
        Bonus = scheme.Bonus is null ? 0 : Sum(scheme.Bonus);
        Veto = vetoes.FirstOrDefault();
        Stars = Total is { } total ? scheme.StarsOf(total) : null;
        KnowsStars = Total is not null || scheme.StarBands.Count == 0;
        Grade = GradeOf(scheme);
        KnowsGrade = Total is not null || Veto is not null || scheme.GradeBands.Count == 0;
    }

    /// <summary>What is wrong with points and vetoes themselves.</summary>
    public IReadOnlyList<ScoreDisagreement> Disagreements => _disagreements;

    /// <summary>Sum of the base dimensions; null if it can't be said.</summary>
    public decimal? Base { get; }

    /// <summary>The bonus, at most its maximum; null if it can't be said.</summary>
    public decimal? Bonus { get; }

    /// <summary>Base and bonus; null if it can't be said.</summary>
    public decimal? Total => Base + Bonus;

    /// <summary>The first veto; null if there is none.</summary>
    public string? Veto { get; }

    /// <summary>Number of stars, if <see cref="KnowsStars"/>; null if there are none.</summary>
    public int? Stars { get; }

    public bool KnowsStars { get; }

    /// <summary>The grade, if <see cref="KnowsGrade"/>; null if there is none.</summary>
    public IntegrityGrade? Grade { get; }

    public bool KnowsGrade { get; }

    /// <summary>Points of a dimension of the scheme; null if they can't be said.</summary>
    public decimal? Sum(ScoreDimension dimension) => _sums[dimension.Code];

    private IntegrityGrade? GradeOf(ScoreScheme scheme)
    {
        if (scheme.GradeBands.Count == 0)
            return null;
        if (Veto is not null)
            return IntegrityGrade.D;
        return Total is { } total ? scheme.GradeOf(total) : null;
    }

    /// <summary>The points that can be added up; says what is wrong with the others.</summary>
    private Dictionary<string, decimal> PossiblePoints(ScoreScheme scheme, IReadOnlyCollection<IndicatorPoints> points)
    {
        var indicators = scheme.AllDimensions.SelectMany(dimension => dimension.Indicators).ToDictionary(indicator => indicator.Code, StringComparer.Ordinal);
        var counts = points.CountBy(item => item.Code, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var good = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var item in points)
        {
            if (!indicators.TryGetValue(item.Code, out var indicator))
                Add(Kind.UnknownIndicator, item, "");
            else if (IsPossible(item, indicator) && counts[item.Code] == 1)
                good.Add(item.Code, item.Points);
        }
        foreach (var (code, count) in counts.Where(pair => pair.Value > 1 && indicators.ContainsKey(pair.Key)))
            _disagreements.Add(new ScoreDisagreement(Kind.IndicatorTwice, code, $"{count}", "1"));
        foreach (var code in indicators.Keys.Where(code => !counts.ContainsKey(code)))
            _disagreements.Add(new ScoreDisagreement(Kind.IndicatorMissing, code, "", ""));
        return good;
    }

    private bool IsPossible(IndicatorPoints item, ScoreIndicator indicator)
    {
        var before = _disagreements.Count;
        if (item.Points < 0)
            Add(Kind.PointsNegative, item, "0");
        if (item.Points > indicator.Max)
            Add(Kind.PointsOverMaximum, item, ScoreFields.Text(indicator.Max));
        if (!ScoreFields.HasTwoPlaces(item.Points))
            Add(Kind.PointsTooFine, item, ScoreFields.Text(decimal.Round(item.Points, 2)));
        return _disagreements.Count == before;
    }

    private void Add(Kind kind, IndicatorPoints item, string expected)
        => _disagreements.Add(new ScoreDisagreement(kind, item.Code, ScoreFields.Text(item.Points), expected));
}
