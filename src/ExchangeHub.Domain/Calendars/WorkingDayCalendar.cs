using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace ExchangeHub.Domain.Calendars;

/// <summary>
/// The working days (工作日) of one place: Monday to Friday, without holidays and with makeup days (调休上班). Immutable. A year
/// that no file covers is never guessed: whatever touches it throws <see cref="CalendarYearMissingException"/>.
/// </summary>
/// <remarks>
/// A time limit counts from the day after its start. A makeup Saturday or Sunday is a working day. A limit whose last day
/// is a day of rest ends on the next working day.
/// </remarks>
public sealed class WorkingDayCalendar
{
    /// <summary>The longest time limit in working days: about four years, and no real one is a tenth of that.</summary>
    public const int MaxWorkingDays = 1_000;

    /// <summary>The longest time limit in days of any kind.</summary>
    public const int MaxDays = 1_000;

    /// <summary>The longest time limit in months: 20 years, after which even a review (复查) can't be asked for.</summary>
    public const int MaxMonths = 240;

    /// <summary>Hexadecimal digits that say whether two editions with one version have the same days.</summary>
    private const int DigestLength = 8;

    private readonly IReadOnlyList<CalendarFile> _files;
    private readonly FrozenSet<int> _years;
    private readonly FrozenDictionary<DateOnly, CalendarDayKind> _days;

    /// <param name="files">At most one for each prefix and year; that of a longer prefix counts more.</param>
    internal WorkingDayCalendar(IEnumerable<CalendarFile> files)
    {
        _files = [.. files.OrderBy(file => file.DivisionPrefix.Length).ThenBy(file => file.Year)];
        _years = _files.Where(file => file.DivisionPrefix.Length == 0).Select(file => file.Year).ToFrozenSet();
        var days = new Dictionary<DateOnly, CalendarDayKind>();
        foreach (var row in _files.SelectMany(file => file.Days))
        {
            for (var day = row.First; day <= row.Last; day = day.AddDays(1))
                days[day] = row.Kind;
        }
        _days = days.ToFrozenDictionary();
        Name = string.Join('+', _files.Select(PlaceOf).Prepend(CalendarFile.National).Distinct());
    }

    /// <summary><c>CN</c>, followed by the prefixes of the local calendars that add to it, e.g. <c>CN+5133</c>.</summary>
    public string Name { get; }

    /// <summary>The years that can be computed with, in order: those with a national notice.</summary>
    public IReadOnlyList<int> Years => [.. _years.Order()];

    /// <summary>Whether <paramref name="day"/> is a working day.</summary>
    /// <exception cref="CalendarYearMissingException">There is no calendar for the day's year.</exception>
    public bool IsWorkingDay(DateOnly day)
    {
        RequireYear(day.Year);
        return _days.TryGetValue(day, out var kind)
            ? kind == CalendarDayKind.WorkdayMakeup
            : day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
    }

    /// <summary>The last day of a limit of <paramref name="days"/> working days, 1 to <see cref="MaxWorkingDays"/>.</summary>
    /// <exception cref="CalendarYearMissingException">A year from the start's to the last day's has no calendar.</exception>
    public DateOnly AddWorkingDays(DateOnly start, int days)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, MaxWorkingDays);
        RequireYear(start.Year);
        var day = start;
        for (var left = days; left > 0;)
        {
            day = day.AddDays(1);
            if (IsWorkingDay(day))
                left--;
        }
        return day;
    }

    /// <summary>The last day of a limit of one month; see <see cref="AddMonths"/>.</summary>
    /// <exception cref="CalendarYearMissingException">A year from the start's to the last day's has no calendar.</exception>
    public DateOnly AddMonth(DateOnly start) => AddMonths(start, 1);

    /// <summary>
    /// The last day of a limit of <paramref name="months"/>, 1 to <see cref="MaxMonths"/>: the day with the start's number or,
    /// where the month has none, its end; then the next working day, if that is a day of rest.
    /// </summary>
    /// <exception cref="CalendarYearMissingException">A year from the start's to the last day's has no calendar.</exception>
    public DateOnly AddMonths(DateOnly start, int months)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(months, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(months, MaxMonths);
        return WorkingDayFrom(start, start.AddMonths(months));
    }

    /// <summary>
    /// The last day of a limit of <paramref name="days"/> of any kind (自然日), 1 to <see cref="MaxDays"/>: that day; then the next
    /// working day, if that is a day of rest.
    /// </summary>
    /// <exception cref="CalendarYearMissingException">A year from the start's to the last day's has no calendar.</exception>
    public DateOnly AddDays(DateOnly start, int days)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, MaxDays);
        return WorkingDayFrom(start, start.AddDays(days));
    }

    /// <summary>
    /// The number of working days after <paramref name="start"/> up to <paramref name="last"/>, itself included; 0 if they are
    /// the same day. The inverse of <see cref="AddWorkingDays"/>.
    /// </summary>
    /// <exception cref="CalendarYearMissingException">A year from the start's to the last day's has no calendar.</exception>
    public int WorkingDaysBetween(DateOnly start, DateOnly last)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(last, start);
        RequireYears(start, last);
        var count = 0;
        for (var day = start; day < last;)
        {
            day = day.AddDays(1);
            if (IsWorkingDay(day))
                count++;
        }
        return count;
    }

    /// <summary>
    /// Which editions say what the days from <paramref name="start"/> to <paramref name="last"/> are, to be kept beside each
    /// computed date: <c>CN/2025.1+2026.1;1f3c9a02</c>, with a local calendar <c>CN/2026.1;5133/2026.1;90b1c2d3</c>. It changes
    /// with every file that matters to these years: with its version, and, by the digits at the end, with its days even if
    /// somebody left the version as it was. Files about other years leave it alone.
    /// </summary>
    /// <remarks>ASCII; at most 128 characters where the days lie in at most two years.</remarks>
    /// <exception cref="CalendarYearMissingException">A year from the start's to the last day's has no calendar.</exception>
    public string VersionOf(DateOnly start, DateOnly last)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(last, start);
        RequireYears(start, last);
        var files = _files.Where(file => file.Year >= start.Year && file.Year <= last.Year).ToList();
        var places = files.GroupBy(PlaceOf).Select(place => $"{place.Key}/{string.Join('+', place.Select(file => file.Version))}");
        return string.Join(';', [.. places, Digest(files)]);
    }

    private static string PlaceOf(CalendarFile file) => file.DivisionPrefix.Length == 0 ? CalendarFile.National : file.DivisionPrefix;

    private static string Digest(IEnumerable<CalendarFile> files)
    {
        var text = new StringBuilder();
        foreach (var file in files)
        {
            text.Append($"{PlaceOf(file)}/{file.Version}\n");
            foreach (var days in file.Days)
                text.Append($"{days.First:O} {days.Last:O} {days.Kind}\n");
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..DigestLength];
    }

    private DateOnly WorkingDayFrom(DateOnly start, DateOnly last)
    {
        RequireYears(start, last);
        while (!IsWorkingDay(last))
            last = last.AddDays(1);
        return last;
    }

    private void RequireYears(DateOnly start, DateOnly last)
    {
        for (var year = start.Year; year <= last.Year; year++)
            RequireYear(year);
    }

    private void RequireYear(int year)
    {
        if (!_years.Contains(year))
            throw new CalendarYearMissingException(Name, year);
    }
}
