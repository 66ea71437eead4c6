namespace ExchangeHub.Domain.Calendars;

/// <summary>
/// Calendars as files that an operator adds: JSON (UTF-8), one file for each notice and year.
/// <code>
/// { "region": "CN", "division_prefix": "", "year": 2027, "version": "2027.1", "notice_no": "", "published": "2026-11-05",
///   "days": [ { "from": "2027-01-01", "to": "2027-01-03", "kind": "HOLIDAY", "name": "元旦" } ] }
/// </code>
/// <c>kind</c> is <c>HOLIDAY</c> or <c>WORKDAY_MAKEUP</c>. A <c>division_prefix</c> such as <c>513300</c> makes it a local calendar, which
/// adds to the national one or overrides single days of it.
/// </summary>
public static class CalendarFiles
{
    /// <summary>The most files that are read.</summary>
    public const int MaxFiles = 1_000;

    /// <summary>The largest file, in bytes. A year's notice takes 2 KiB.</summary>
    public const int MaxFileBytes = 64 * 1024;

    /// <summary>Reads all <c>*.json</c> of a folder, not of those within it.</summary>
    /// <exception cref="DataProblemsException">There is no such folder, or something is wrong with its files.</exception>
    public static IReadOnlyList<CalendarFile> LoadFolder(string folder) => Load(DataFiles.InFolder(folder));

    /// <summary>Reads files. Older editions of a year may stay beside the newest; one edition must not be there twice.</summary>
    /// <exception cref="DataProblemsException">Something is wrong with them: everything that is.</exception>
    public static IReadOnlyList<CalendarFile> Load(IEnumerable<string> paths)
    {
        var list = paths.Take(MaxFiles + 1).ToList();
        var problems = new DataProblems();
        if (!problems.Require(list.Count <= MaxFiles, "calendars", $"more than {MaxFiles} files", $"文件超过 {MaxFiles} 个"))
            problems.ThrowIfAny();

        var read = list.Select(path => (Path: path, File: DataFiles.Read(path, MaxFileBytes, CalendarFileReader.Read, problems))).Where(item => item.File is not null).ToList();
        foreach (var twice in read.GroupBy(item => (item.File!.DivisionPrefix, item.File.Version)).Where(group => group.Count() > 1))
        {
            var others = string.Join(", ", twice.SkipLast(1).Select(item => item.Path));
            problems.Add(twice.Last().Path, $"version {twice.Key.Version} is there already, in {others}", $"版本 {twice.Key.Version} 重复，已见于 {others}");
        }
        problems.ThrowIfAny();
        return [.. read.Select(item => item.File!)];
    }
}
