using ExchangeHub.Contracts.Forensic.V1;
using ExchangeHub.Domain;
using ExchangeHub.Domain.Inspections;

namespace ExchangeHub.Hub.Exchanges.Forensic;

/// <summary>Until when a rectification is due (整改期限), and whether it is overdue.</summary>
internal static class RectificationDue
{
    public static bool IsOpen(Rectification rectification) => !RectificationTransitions.IsDone(rectification.State);

    /// <summary>The last day, that of the extension where there is one.</summary>
    public static DateOnly LastDay(Rectification rectification)
        => CalendarDates.TryToDateOnly(rectification.ExtensionDueDate ?? rectification.DueDate, out var day) ? day : DateOnly.MaxValue;

    public static bool IsOverdue(Rectification rectification, DateOnly today) => IsOpen(rectification) && LastDay(rectification) < today;
}
