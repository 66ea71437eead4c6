namespace ExchangeHub.Hub.Validation;

/// <summary>Legal dates are dates in Asia/Shanghai: UTC+8, without summer time since 1992.</summary>
internal static class ChinaTime
{
    private static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    /// <summary>The instant at which a date begins.</summary>
    public static DateTimeOffset BeginOf(DateOnly date) => new(date, TimeOnly.MinValue, Offset);

    public static DateOnly DateOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(Offset).DateTime);
}
