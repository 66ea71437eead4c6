using System.Text.RegularExpressions;

namespace ExchangeHub.Domain.Forensic;

/// <summary>Reads one score scheme's file and says everything that is wrong with it.</summary>
internal static partial class ScoreSchemeReader
{
    /// <summary>Null if something is wrong, which <paramref name="problems"/> then says.</summary>
    public static ScoreScheme? Read(string where, Stream stream, DataProblems problems)
    {
        var own = new DataProblems();
        var scheme = DataFiles.Parse<RawScoreScheme>(where, stream, "score scheme", "评分标准", own) is { } raw ? Check(where, raw, own) : null;
        problems.AddAll(own);
        return own.Any ? null : scheme;
    }

    private static ScoreScheme Check(string where, RawScoreScheme raw, DataProblems problems)
    {
        var id = ScoreFields.Code(raw.SchemeId, $"{where}: scheme_id", problems);
        var version = ScoreFields.Code(raw.Version, $"{where}: version", problems);
        problems.Require(raw.Region == ScoreScheme.Joint || Region().IsMatch(raw.Region ?? ""), $"{where}: region", $"must be an ISO 3166-2 code such as CN-SC, or {ScoreScheme.Joint}", $"必须是 ISO 3166-2 代码（如 CN-SC）或 {ScoreScheme.Joint}");
        var nameZh = ScoreFields.Name(raw.NameZh, $"{where}: name_zh", problems);
        var nameEn = ScoreFields.Name(raw.NameEn, $"{where}: name_en", problems);
        var note = ScoreFields.OptionalText(raw.Note, $"{where}: note", problems);
        var validFrom = DataFiles.Date(raw.ValidFrom, $"{where}: valid_from", problems);
        var validTo = string.IsNullOrEmpty(raw.ValidTo) ? null : DataFiles.Date(raw.ValidTo, $"{where}: valid_to", problems);
        problems.Require(!(validTo < validFrom), $"{where}: valid_to", "lies before valid_from", "早于 valid_from");

        var baseMax = ScoreFields.Points(raw.BaseMax, 0.01m, ScoreScheme.MaxPoints, $"{where}: base_max", problems);
        var bonusMax = ScoreFields.Points(raw.BonusMax, 0, ScoreScheme.MaxPoints, $"{where}: bonus_max", problems);
        var dimensions = new ScoreDimensionReader(problems);
        var scheme = new ScoreScheme
        {
            SchemeId = id,
            Version = version,
            Region = raw.Region ?? "",
            NameZh = nameZh,
            NameEn = nameEn,
            Note = note,
            ValidFrom = validFrom ?? default,
            ValidTo = validTo,
            BaseMax = baseMax ?? 0,
            BonusMax = bonusMax ?? 0,
            Dimensions = dimensions.Base(raw.Dimensions, baseMax, $"{where}: dimensions"),
            Bonus = dimensions.Bonus(raw.Bonus, bonusMax, $"{where}: bonus"),
            VetoRules = VetoRules(raw, $"{where}: veto_rules", problems),
            StarBands = ScoreBandReader.Stars(raw, where, baseMax + bonusMax, problems),
            GradeBands = ScoreBandReader.Grades(raw, where, baseMax + bonusMax, problems),
        };
        problems.Require(raw.StarBands is { Count: > 0 } || raw.GradeBands is { Count: > 0 }, where, "has neither star_bands nor grade_bands", "既无 star_bands 也无 grade_bands");
        return scheme;
    }

    private static List<VetoRule> VetoRules(RawScoreScheme raw, string where, DataProblems problems)
    {
        var rows = raw.VetoRules ?? [];
        problems.Require(rows.Count <= ScoreScheme.MaxVetoRules, where, $"must be at most {ScoreScheme.MaxVetoRules}, not {rows.Count}", $"至多 {ScoreScheme.MaxVetoRules} 个，现为 {rows.Count} 个");
        problems.Require(rows.Count == 0 || raw.GradeBands is { Count: > 0 }, where, "mean a grade, but there are no grade_bands", "否决涉及等级，但没有 grade_bands");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var rules = new List<VetoRule>();
        foreach (var (index, row) in rows.Index())
        {
            var whereRow = $"{where}[{index}]";
            if (!problems.Require(row is not null, whereRow, "is empty", "为空"))
                continue;
            var code = ScoreFields.Code(row!.Code, $"{whereRow}.code", problems);
            ScoreFields.RequireNew(code, $"{whereRow}.code", seen, problems);
            rules.Add(new VetoRule(code, ScoreFields.Name(row.NameZh, $"{whereRow}.name_zh", problems)));
        }
        return rules;
    }

    [GeneratedRegex(@"^[A-Z]{2}-[A-Z0-9]{1,3}\z")]
    private static partial Regex Region();
}
