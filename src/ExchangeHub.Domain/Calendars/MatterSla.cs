namespace ExchangeHub.Domain.Calendars;

/// <summary>How soon a matter (事项) is to be answered by agreement: some working days, or the whole month that the law gives.</summary>
public sealed record MatterSla
{
    private MatterSla()
    {
    }

    /// <summary>One month, the limit of 公证程序规则 Art. 33 itself.</summary>
    public static MatterSla OneMonth { get; } = new();

    /// <summary>Working days, 1 to <see cref="WorkingDayCalendar.MaxWorkingDays"/>; null for one month.</summary>
    public int? WorkingDays { get; private init; }

    /// <summary>An SLA of 1 to <see cref="WorkingDayCalendar.MaxWorkingDays"/> working days.</summary>
    public static MatterSla OfWorkingDays(int days)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, WorkingDayCalendar.MaxWorkingDays);
        return new MatterSla { WorkingDays = days };
    }
}
