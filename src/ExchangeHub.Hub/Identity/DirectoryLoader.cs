using System.Globalization;
using ExchangeHub.Domain;
using ExchangeHub.Domain.Calendars;
using ExchangeHub.Domain.Forensic;
using ExchangeHub.Domain.Offices;
using ExchangeHub.Hub.Configuration;

namespace ExchangeHub.Hub.Identity;

/// <summary>Loads working-day calendars (工作日历), score schemes (评分标准) and the history of offices (机构沿革), or says everything that is wrong with them.</summary>
internal static class DirectoryLoader
{
    public static CalendarSet? Calendars(HubOptions options, Problems problems)
    {
        if (options.Cases.CalendarFolder.Length == 0)
            return CalendarSet.BuiltIn;
        if (!Directory.Exists(options.Cases.CalendarFolder))
            return null; // Already a problem.
        return Load("Cases.CalendarFolder", problems, () => CalendarSet.BuiltIn.With(CalendarFiles.LoadFolder(options.Cases.CalendarFolder)));
    }

    /// <summary>A hub in service has no schemes but its operator's: synthetic points would pass for real ones.</summary>
    public static ScoreSchemes? Schemes(HubOptions options, Problems problems)
    {
        if (options.Forensic.SchemeFolder.Length == 0)
            return options.Development ? ScoreSchemes.Samples : new ScoreSchemes([]);
        if (!Directory.Exists(options.Forensic.SchemeFolder))
            return null; // Already a problem.
        return Load("Forensic.SchemeFolder", problems, () => ScoreSchemeFiles.LoadFolder(options.Forensic.SchemeFolder));
    }

    public static OfficeLineage? Lineage(HubOptions options, Problems problems)
    {
        var successions = options.Successions.Select((succession, i) => ToSuccession(succession, $"Successions[{i}]", problems)).OfType<OfficeSuccession>().ToList();
        var present = options.Regions.SelectMany(region => region.Offices).Select(office => new PresentOffice(office.Uscc, office.Name));
        return Load("Successions", problems, () => new OfficeLineage(successions, present));
    }

    private static T? Load<T>(string where, Problems problems, Func<T> load)
        where T : class
    {
        try
        {
            return load();
        }
        catch (DataProblemsException error)
        {
            foreach (var problem in error.Problems)
                problems.Add($"{where}: {problem.Where}", problem.English, problem.Chinese);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Add(where, error.Message, error.Message);
            return null;
        }
    }

    private static OfficeSuccession? ToSuccession(SuccessionOptions options, string where, Problems problems)
    {
        var kind = problems.Require(Enum.TryParse<SuccessionKind>(options.Kind, out var parsed) && Enum.IsDefined(parsed), $"{where}.Kind", "must be Rename, Merge, Split or Close", "必须为 Rename、Merge、Split 或 Close");
        var date = problems.Require(DateOnly.TryParseExact(options.Date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day), $"{where}.Date", "must be yyyy-MM-dd", "必须为 yyyy-MM-dd");
        return kind && date ? new OfficeSuccession(parsed, day, Office(options.From), options.To is { } next ? Office(next) : null, options.ArchiveCustodian) : null;
    }

    private static HistoricalOffice Office(OfficeOptions office) => new(office.Uscc, office.Name);
}
