using System.Text.RegularExpressions;

namespace ExchangeHub.Domain.Forensic;

/// <summary>Reads a list of business categories and says everything that is wrong with it.</summary>
internal static partial class BusinessCategoryReader
{
    /// <summary>Null if something is wrong, which <paramref name="problems"/> then says.</summary>
    public static BusinessCategories? Read(string where, Stream stream, DataProblems problems)
    {
        var own = new DataProblems();
        var list = DataFiles.Parse<RawFile>(where, stream, "list of business categories", "业务类别", own) is { } raw ? Check(where, raw, own) : null;
        problems.AddAll(own);
        return list;
    }

    private static BusinessCategories? Check(string where, RawFile raw, DataProblems problems)
    {
        var version = ScoreFields.Code(raw.Version, $"{where}: version", problems);
        ScoreFields.OptionalText(raw.Note, $"{where}: note", problems);
        problems.Require(raw.ItemCodesVerified is not null, $"{where}: item_codes_verified", "is required", "必填");
        problems.Require(raw.Classes is { Count: > 0 }, $"{where}: classes", "is required", "必填");

        var all = new Dictionary<string, BusinessCategory>(StringComparer.Ordinal);
        foreach (var (first, row) in (raw.Classes ?? []).Index())
        {
            var whereClass = $"{where}: classes[{first}]";
            var ofClass = Add(row?.Code, row?.Name, null, whereClass, all, problems);
            foreach (var (second, sub) in (row?.Subs ?? []).Index())
            {
                var whereSub = $"{whereClass}.subs[{second}]";
                var ofSub = Add(sub?.Code, sub?.Name, ofClass, whereSub, all, problems);
                foreach (var (third, item) in (sub?.Items ?? []).Index())
                    Add(item?.Code, item?.Name, ofSub, $"{whereSub}.items[{third}]", all, problems);
            }
        }
        return problems.Any ? null : new BusinessCategories(version, raw.ItemCodesVerified!.Value, [.. all.Values]);
    }

    private static BusinessCategory Add(string? code, string? name, BusinessCategory? parent, string where, Dictionary<string, BusinessCategory> all, DataProblems problems)
    {
        var form = parent is null ? Letters() : Digits();
        var good = problems.Require(form.IsMatch(code ?? ""), $"{where}.code", parent is null ? $"must be two capital letters: {code}" : $"must be two digits: {code}", parent is null ? $"须为两个大写字母：{code}" : $"须为两位数字：{code}");
        var category = new BusinessCategory(parent?.Code + code, ScoreFields.Name(name, $"{where}.name", problems), parent);
        if (good)
            problems.Require(all.TryAdd(category.Code, category), $"{where}.code", $"{category.Code} stands twice", $"{category.Code} 重复");
        return category;
    }

    [GeneratedRegex(@"^[A-Z]{2}\z")]
    private static partial Regex Letters();

    [GeneratedRegex(@"^[0-9]{2}\z")]
    private static partial Regex Digits();

    private sealed record RawFile(string? Version, bool? ItemCodesVerified, string? Note, IReadOnlyList<RawClass?>? Classes);

    private sealed record RawClass(string? Code, string? Name, IReadOnlyList<RawSub?>? Subs);

    private sealed record RawSub(string? Code, string? Name, IReadOnlyList<RawItem?>? Items);

    private sealed record RawItem(string? Code, string? Name);
}
