using System.Collections.Frozen;

namespace ExchangeHub.Domain.Calendars;

/// <summary>All calendars that there are: the national one, and local ones that add to it. Immutable; replaced whole.</summary>
public sealed class CalendarSet
{
    private readonly IReadOnlyList<CalendarFile> _files;
    private readonly FrozenDictionary<string, WorkingDayCalendar> _byPrefix;

    /// <summary>
    /// Keeps, of several files about one place and year, the one with the highest revision; of two with the same, the one that
    /// comes later.
    /// </summary>
    public CalendarSet(IEnumerable<CalendarFile> files)
    {
        _files = [.. files
            .GroupBy(file => (file.DivisionPrefix, file.Year))
            .Select(group => group.Aggregate((kept, next) => next.Revision >= kept.Revision ? next : kept))];
        _byPrefix = _files.Select(file => file.DivisionPrefix).Append("").Distinct().ToFrozenDictionary(
            prefix => prefix,
            prefix => new WorkingDayCalendar(_files.Where(file => prefix.StartsWith(file.DivisionPrefix, StringComparison.Ordinal))));
    }

    /// <summary>The notices that this version of the software knows, so that a hub works before anybody configures one.</summary>
    public static CalendarSet BuiltIn { get; } = new(DataFiles.BuiltIn<CalendarFile>("Calendars/", CalendarFileReader.Read));

    /// <summary>The years that can be computed with, in order: those with a national notice.</summary>
    public IReadOnlyList<int> Years => _byPrefix[""].Years;

    /// <summary>This set with more files: a newer edition of a year counts, and of equal ones the added.</summary>
    public CalendarSet With(IEnumerable<CalendarFile> files) => new(_files.Concat(files));

    /// <summary>
    /// The calendar of an office: the national one with the local ones of its division code (行政区划代码), 6 digits. A code
    /// for which no local calendar holds, the empty one too, gives the national one.
    /// </summary>
    public WorkingDayCalendar For(string divisionCode)
    {
        ArgumentNullException.ThrowIfNull(divisionCode);
        for (var length = divisionCode.Length; length > 0; length--)
        {
            if (_byPrefix.TryGetValue(divisionCode[..length], out var local))
                return local;
        }
        return _byPrefix[""];
    }
}
