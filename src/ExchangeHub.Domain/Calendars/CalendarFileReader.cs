using System.Globalization;
using System.Text.RegularExpressions;

namespace ExchangeHub.Domain.Calendars;

/// <summary>Reads one calendar file and says everything that is wrong with it.</summary>
internal static partial class CalendarFileReader
{
    private static readonly Dictionary<string, CalendarDayKind> Kinds = new(StringComparer.Ordinal)
    {
        ["HOLIDAY"] = CalendarDayKind.Holiday,
        ["WORKDAY_MAKEUP"] = CalendarDayKind.WorkdayMakeup,
    };

    /// <summary>Null if something is wrong, which <paramref name="problems"/> then says.</summary>
    public static CalendarFile? Read(string where, Stream stream, DataProblems problems)
    {
        var own = new DataProblems();
        var file = DataFiles.Parse<RawFile>(where, stream, "calendar", "日历", own) is { } raw ? Check(where, raw, own) : null;
        problems.AddAll(own);
        return own.Any ? null : file;
    }

    private static CalendarFile Check(string where, RawFile raw, DataProblems problems)
    {
        problems.Require(raw.Region == CalendarFile.National, $"{where}: region", "must be CN; a local calendar has region CN and a division_prefix", "必须为 CN；地方日历以 division_prefix 区分");
        var prefix = raw.DivisionPrefix ?? "";
        problems.Require(Prefix().IsMatch(prefix), $"{where}: division_prefix", "must be empty, or 2, 4 or 6 digits of a division code", "必须为空，或行政区划代码的前 2、4、6 位");
        problems.Require(raw.Year is >= CalendarFile.FirstYear and <= CalendarFile.LastYear, $"{where}: year", $"must be {CalendarFile.FirstYear} to {CalendarFile.LastYear}", $"必须在 {CalendarFile.FirstYear} 至 {CalendarFile.LastYear} 之间");
        var version = Version().Match(raw.Version ?? "");
        problems.Require(version.Success && version.Groups["year"].Value == $"{raw.Year}", $"{where}: version", $"must be the year, a point and 1 to {CalendarFile.MaxRevision}, e.g. {raw.Year}.1", $"必须为年份加点加 1 至 {CalendarFile.MaxRevision}，如 {raw.Year}.1");
        var published = default(DateOnly?);
        if (!string.IsNullOrEmpty(raw.Published))
            published = DataFiles.Date(raw.Published, $"{where}: published", problems);

        return new CalendarFile
        {
            DivisionPrefix = TrailingPairs().Replace(prefix, ""),
            Year = raw.Year,
            Revision = version.Success ? int.Parse(version.Groups["revision"].ValueSpan, CultureInfo.InvariantCulture) : 0,
            NoticeNo = raw.NoticeNo ?? "",
            Published = published,
            Days = Days(where, raw, problems),
        };
    }

    private static IReadOnlyList<CalendarDays> Days(string where, RawFile raw, DataProblems problems)
    {
        problems.Require(raw.Days is not null, $"{where}: days", "is missing", "缺失");
        var days = new List<(CalendarDays Row, string Where)>();
        foreach (var (index, row) in (raw.Days ?? []).Index())
        {
            var whereRow = $"{where}: days[{index}]";
            if (Row(whereRow, row, raw.Year, problems) is { } good)
                days.Add((good, whereRow));
        }

        // By the first day: one that begins before all earlier ones have ended overlaps one of them.
        days.Sort((left, right) => left.Row.First.CompareTo(right.Row.First));
        var taken = DateOnly.MinValue;
        foreach (var (row, whereRow) in days)
        {
            problems.Require(row.First > taken, whereRow, $"{row.First:yyyy-MM-dd} stands in another row too", $"{row.First:yyyy-MM-dd} 与其他行重叠");
            taken = row.Last > taken ? row.Last : taken;
        }
        return [.. days.Select(item => item.Row)];
    }

    private static CalendarDays? Row(string where, RawDays? row, int year, DataProblems problems)
    {
        if (!problems.Require(row is not null, where, "is empty", "为空"))
            return null;
        var known = Kinds.TryGetValue(row!.Kind ?? "", out var kind);
        problems.Require(known, $"{where}.kind", $"unknown kind {row.Kind}; known: {string.Join(", ", Kinds.Keys)}", $"未知类型 {row.Kind}；可用：{string.Join("、", Kinds.Keys)}");
        var named = problems.Require(!string.IsNullOrWhiteSpace(row.Name), $"{where}.name", "is required", "必填");
        var first = DataFiles.Date(row.From, $"{where}.from", problems);
        var last = DataFiles.Date(row.To, $"{where}.to", problems);
        if (first is null || last is null)
            return null;

        var inYear = problems.Require(first.Value.Year == year && last.Value.Year == year, where, $"lies outside the year {year}", $"不在 {year} 年内");
        var inOrder = problems.Require(first <= last, where, "ends before it begins", "结束早于开始");
        return known && named && inYear && inOrder ? new CalendarDays(first.Value, last.Value, kind, row.Name!) : null;
    }

    [GeneratedRegex(@"^(?:[1-9][0-9](?:[0-9]{2}){0,2})?\z")]
    private static partial Regex Prefix();

    /// <summary>The code of a prefecture ends in 00, and those of its counties don't.</summary>
    [GeneratedRegex(@"(?:00)+\z")]
    private static partial Regex TrailingPairs();

    [GeneratedRegex(@"^(?<year>[0-9]{4})\.(?<revision>[1-9][0-9]{0,2})\z")]
    private static partial Regex Version();

    private sealed record RawFile(string? Region, string? DivisionPrefix, int Year, string? Version, string? NoticeNo, string? Published, IReadOnlyList<RawDays?>? Days);

    private sealed record RawDays(string? From, string? To, string? Kind, string? Name);
}
