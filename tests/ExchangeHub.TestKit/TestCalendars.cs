namespace ExchangeHub.TestKit;

/// <summary>Working-day calendars for whatever year it is: without holidays, so that every Monday to Friday is a working day.</summary>
public static class TestCalendars
{
    /// <summary>Writes files for the years around today into a new folder.</summary>
    public static string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var year = TimeProvider.System.GetUtcNow().Year;
        for (var i = year - 1; i <= year + 2; i++)
        {
            File.WriteAllText(Path.Combine(folder, $"CN-{i}.json"), $$"""
                { "region": "CN", "division_prefix": "", "year": {{i}}, "version": "{{i}}.900", "notice_no": "测试", "published": "{{i - 1}}-11-01", "days": [] }
                """);
        }
        return folder;
    }
}
