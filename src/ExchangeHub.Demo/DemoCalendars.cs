namespace ExchangeHub.Demo;

/// <summary>
/// Working-day calendars (工作日历) for whatever year the demo runs in: the built-in ones are of the years whose notices were
/// known. They are synthetic, without holidays: every Monday to Friday is a working day.
/// </summary>
internal static class DemoCalendars
{
    /// <summary>Before and after this year: a time limit may lie in the next, and a reply can be disputed after that.</summary>
    private const int YearsBefore = 1;
    private const int YearsAfter = 2;

    /// <summary>Writes files for the years around now into a new folder, which is returned.</summary>
    public static string Write(string folder, TimeProvider clock)
    {
        Directory.CreateDirectory(folder);
        var year = clock.GetUtcNow().Year;
        for (var i = year - YearsBefore; i <= year + YearsAfter; i++)
        {
            File.WriteAllText(Path.Combine(folder, $"CN-{i}.json"), $$"""
                { "region": "CN", "division_prefix": "", "year": {{i}}, "version": "{{i}}.900", "notice_no": "测试", "published": "{{i - 1}}-11-01", "days": [] }
                """);
        }
        return folder;
    }
}
