using ExchangeHub.Hub.Configuration;

namespace ExchangeHub.Hub.Tests.Configuration;

public class AlertOptionsValidatorTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("https://alerts.example/hook", "key", 0)]
    [InlineData("http://127.0.0.1:8080/hook", "key", 0)]
    [InlineData("http://alerts.example/hook", "key", 1)]
    [InlineData("http://localhost.example/hook", "key", 1)]
    [InlineData("ftp://127.0.0.1/hook", "key", 1)]
    [InlineData("alerts", "key", 1)]
    [InlineData("https://alerts.example/hook", "", 1)]
    [InlineData("", "key", 1)]
    public void Webhook_NeedsAKeyAndASafeAddress(string url, string key, int count) => Assert.Equal(count, Problems(new AlertOptions { WebhookUrl = url, WebhookKeyFile = key }).Count);

    [Fact]
    public void Numbers_OutOfRange_AreAllNamed()
        => Assert.Equal(
            ["Alerts.TimeoutMs", "Alerts.PollSeconds", "Alerts.LongestPauseSeconds"],
            Problems(new AlertOptions { TimeoutMs = 99, PollSeconds = 0, LongestPauseSeconds = 3_601 }).Select(problem => problem.Where));

    private static IReadOnlyList<Problem> Problems(AlertOptions options)
    {
        var problems = new Problems();
        AlertOptionsValidator.Check(options, problems);
        return problems.Found;
    }
}
