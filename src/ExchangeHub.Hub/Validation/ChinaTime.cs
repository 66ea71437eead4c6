namespace ExchangeHub.Hub.Validation;

/// <summary>Legal dates are dates in Asia/Shanghai: UTC+8, without summer time since 1992.</summary>
internal static class ChinaTime
{
    private static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    public static DateOnly DateOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(Offset).DateTime);
}
