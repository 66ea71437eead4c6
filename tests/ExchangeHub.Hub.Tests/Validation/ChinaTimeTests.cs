using ExchangeHub.Hub.Validation;

namespace ExchangeHub.Hub.Tests.Validation;

public class ChinaTimeTests
{
    [Theory]
    [InlineData("2026-05-31T15:59:59.9999999Z", "2026-05-31")]
    [InlineData("2026-05-31T16:00:00Z", "2026-06-01")]
    [InlineData("2026-07-31T16:00:00Z", "2026-08-01")]
    [InlineData("2026-06-01T00:30:00+14:00", "2026-05-31")]
    [InlineData("2025-12-31T16:00:00Z", "2026-01-01")]
    public void DateOf_AnyInstant_IsTheDayInShanghai(string instant, string day)
        => Assert.Equal(DateOnly.Parse(day), ChinaTime.DateOf(DateTimeOffset.Parse(instant)));
}
