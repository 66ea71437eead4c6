namespace ExchangeHub.SampleRegion.Notary;

/// <summary>The day in China, which papers bear.</summary>
internal static class ChinaDate
{
    /// <summary>China's time has been UTC+8 without summer time since 1992, so no time zone data are needed for today's date.</summary>
    private static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    public static DateOnly Today(TimeProvider clock) => DateOnly.FromDateTime(clock.GetUtcNow().ToOffset(Offset).DateTime);
}
