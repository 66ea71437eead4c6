using System.Text.RegularExpressions;

namespace ExchangeHub.Domain.Forensic;

/// <summary>The single values of a score scheme's file, and what has to hold for each.</summary>
internal static partial class ScoreFields
{
    /// <summary>Whether points have at most two places; 1.500 has one.</summary>
    public static bool HasTwoPlaces(decimal points) => decimal.Round(points, 2) == points;

    /// <summary>Points as texts and comparisons have them, e.g. <c>4.5</c>.</summary>
    public static string Text(decimal points) => points.ToString("0.############################");

    /// <summary>A code, an id or a version; empty if it is none.</summary>
    public static string Code(string? code, string where, DataProblems problems)
    {
        var isCode = code is { Length: <= ScoreScheme.MaxCodeLength } && CodeForm().IsMatch(code);
        problems.Require(isCode, where, $"must be capital letters, digits and single points or hyphens between them, at most {ScoreScheme.MaxCodeLength} characters: {code}", $"须为大写字母、数字及其间的单个点或连字符，不超过 {ScoreScheme.MaxCodeLength} 个字符：{code}");
        return isCode ? code! : "";
    }

    /// <summary>A name; empty if it is none.</summary>
    public static string Name(string? name, string where, DataProblems problems)
    {
        problems.Require(!string.IsNullOrWhiteSpace(name), where, "is required", "必填");
        return OptionalText(name, where, problems);
    }

    /// <summary>A text that may be absent.</summary>
    public static string OptionalText(string? text, string where, DataProblems problems)
    {
        problems.Require(text is not { Length: > ScoreScheme.MaxTextLength }, where, $"is longer than {ScoreScheme.MaxTextLength} characters", $"超过 {ScoreScheme.MaxTextLength} 个字符");
        return text ?? "";
    }

    /// <summary>Points between two limits; null if they aren't.</summary>
    public static decimal? Points(decimal? points, decimal least, decimal most, string where, DataProblems problems)
    {
        var good = points >= least && points <= most && HasTwoPlaces(points.Value);
        problems.Require(good, where, $"must be {Text(least)} to {Text(most)} with at most two places", $"须为 {Text(least)} 至 {Text(most)}，至多两位小数");
        return good ? points : null;
    }

    /// <summary>Says which codes stand before, among <paramref name="seen"/>, to which this one is added.</summary>
    public static void RequireNew(string code, string where, HashSet<string> seen, DataProblems problems)
    {
        if (code.Length > 0)
            problems.Require(seen.Add(code), where, $"{code} stands twice", $"{code} 重复");
    }

    [GeneratedRegex(@"^[A-Z0-9]+(?:[.-][A-Z0-9]+)*\z")]
    private static partial Regex CodeForm();
}
