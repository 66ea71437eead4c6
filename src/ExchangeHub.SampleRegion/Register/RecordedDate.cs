using ExchangeHub.Contracts.Exchange.V1;

namespace ExchangeHub.SampleRegion.Register;

/// <summary>A date as a file has it: old files know the year only, or the year and month. Zero stands for unknown.</summary>
public readonly record struct RecordedDate(int Year, int Month, int Day)
{
    public bool IsComplete => Day != 0;

    public static RecordedDate Of(DateOnly date) => new(date.Year, date.Month, date.Day);

    public PartialDate ToProto() => new() { Year = Year, Month = Month, Day = Day };

    /// <summary>Whether both can be the same day: every part that both know is the same.</summary>
    public bool AgreesWith(RecordedDate other) =>
        Year == other.Year
        && (Month == 0 || other.Month == 0 || Month == other.Month)
        && (Day == 0 || other.Day == 0 || Day == other.Day);
}
