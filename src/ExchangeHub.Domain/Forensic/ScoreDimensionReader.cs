namespace ExchangeHub.Domain.Forensic;

/// <summary>Reads the dimensions of a score scheme, whose codes are unique and whose points add up.</summary>
internal sealed class ScoreDimensionReader(DataProblems problems)
{
    private readonly HashSet<string> _dimensions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _indicators = new(StringComparer.Ordinal);

    /// <summary>The base dimensions, which add up to <paramref name="baseMax"/>; null for that if it is wrong itself.</summary>
    public IReadOnlyList<ScoreDimension> Base(IReadOnlyList<RawDimension?>? rows, decimal? baseMax, string where)
    {
        var count = rows?.Count ?? 0;
        if (!problems.Require(count is >= 1 and <= ScoreScheme.MaxDimensions, where, $"must be 1 to {ScoreScheme.MaxDimensions}, not {count}", $"须为 1 至 {ScoreScheme.MaxDimensions} 个，现为 {count} 个"))
            return [];

        var dimensions = rows!.Index().Select(item => Dimension(item.Item, $"{where}[{item.Index}]", isBonus: false)).OfType<ScoreDimension>().ToList();
        if (baseMax is null || dimensions.Count < count)
            return [];
        var sum = dimensions.Sum(dimension => dimension.Max);
        problems.Require(sum == baseMax, where, $"add up to {ScoreFields.Text(sum)}, not to base_max {ScoreFields.Text(baseMax.Value)}", $"合计 {ScoreFields.Text(sum)}，与 base_max {ScoreFields.Text(baseMax.Value)} 不符");
        return dimensions;
    }

    /// <summary>The bonus, there if it can give points and with the maximum <paramref name="bonusMax"/>.</summary>
    public ScoreDimension? Bonus(RawDimension? row, decimal? bonusMax, string where)
    {
        if (row is null)
        {
            problems.Require(bonusMax is null or 0, where, "is required where bonus_max is not 0", "bonus_max 不为 0 时必填");
            return null;
        }
        var bonus = Dimension(row, where, isBonus: true);
        if (bonus is not null && bonusMax is not null)
            problems.Require(bonus.Max == bonusMax, $"{where}.max", $"must be bonus_max, {ScoreFields.Text(bonusMax.Value)}", $"须与 bonus_max {ScoreFields.Text(bonusMax.Value)} 一致");
        return bonus;
    }

    /// <summary>Null where a number is wrong, so that there is nothing to add up.</summary>
    private ScoreDimension? Dimension(RawDimension? row, string where, bool isBonus)
    {
        if (!problems.Require(row is not null, where, "is empty", "为空"))
            return null;
        var code = ScoreFields.Code(row!.Code, $"{where}.code", problems);
        ScoreFields.RequireNew(code, $"{where}.code", _dimensions, problems);
        var nameZh = ScoreFields.Name(row.NameZh, $"{where}.name_zh", problems);
        var nameEn = ScoreFields.Name(row.NameEn, $"{where}.name_en", problems);
        var max = ScoreFields.Points(row.Max, 0.01m, ScoreScheme.MaxPoints, $"{where}.max", problems);
        var indicators = Indicators(row.Indicators, $"{where}.indicators");
        if (max is null || indicators is null)
            return null;

        var sum = indicators.Sum(indicator => indicator.Max);
        if (isBonus)
            problems.Require(sum >= max, $"{where}.indicators", $"add up to {ScoreFields.Text(sum)}, so that nobody can reach {ScoreFields.Text(max.Value)}", $"合计 {ScoreFields.Text(sum)}，无法达到 {ScoreFields.Text(max.Value)}");
        else
            problems.Require(sum == max, $"{where}.indicators", $"add up to {ScoreFields.Text(sum)}, not to {ScoreFields.Text(max.Value)}", $"合计 {ScoreFields.Text(sum)}，与 {ScoreFields.Text(max.Value)} 不符");
        return new ScoreDimension(code, nameZh, nameEn, max.Value, indicators);
    }

    /// <summary>Null where one is wrong.</summary>
    private List<ScoreIndicator>? Indicators(IReadOnlyList<RawIndicator?>? rows, string where)
    {
        var count = rows?.Count ?? 0;
        if (!problems.Require(count is >= 1 and <= ScoreScheme.MaxIndicators, where, $"must be 1 to {ScoreScheme.MaxIndicators}, not {count}", $"须为 1 至 {ScoreScheme.MaxIndicators} 个，现为 {count} 个"))
            return null;
        var indicators = rows!.Index().Select(item => Indicator(item.Item, $"{where}[{item.Index}]")).OfType<ScoreIndicator>().ToList();
        return indicators.Count == count ? indicators : null;
    }

    private ScoreIndicator? Indicator(RawIndicator? row, string where)
    {
        if (!problems.Require(row is not null, where, "is empty", "为空"))
            return null;
        var code = ScoreFields.Code(row!.Code, $"{where}.code", problems);
        ScoreFields.RequireNew(code, $"{where}.code", _indicators, problems);
        var name = ScoreFields.Name(row.NameZh, $"{where}.name_zh", problems);
        var max = ScoreFields.Points(row.Max, 0.01m, ScoreScheme.MaxPoints, $"{where}.max", problems);
        return max is null ? null : new ScoreIndicator(code, name, max.Value);
    }
}
