using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Validation;
using ExchangeHub.Reconciliation;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>The ids of a day (Asia/Shanghai), as far as they are compared: none younger than the cut-off, as those exchanges may be under way.</summary>
/// <param name="Day">The day.</param>
/// <param name="Range">Its ids.</param>
/// <param name="IsWhole">Whether it is all of the day.</param>
internal readonly record struct DayWindow(DateOnly Day, IdRange Range, bool IsWhole)
{
    /// <summary>The window of a day as it is now; null for one that has not begun, or is younger than the cut-off.</summary>
    public static DayWindow? At(DateOnly day, DateTimeOffset now, TimeSpan cutOff)
    {
        var (begin, end) = (ChinaTime.BeginOf(day), ChinaTime.BeginOf(day.AddDays(1)));
        var bound = now - cutOff < end ? now - cutOff : end;
        return bound > begin ? new DayWindow(day, new IdRange(ExchangeIds.FirstAt(begin), ExchangeIds.FirstAt(bound)), bound == end) : null;
    }

    /// <summary>Whether the range is all of its day.</summary>
    public static bool IsWholeDay(DateOnly day, Guid bound) => bound == ExchangeIds.FirstAt(ChinaTime.BeginOf(day.AddDays(1)));

    /// <summary>The last day all of whose ids are older than the cut-off.</summary>
    public static DateOnly LastClosed(DateTimeOffset now, TimeSpan cutOff) => ChinaTime.DateOf(now - cutOff).AddDays(-1);
}
