using System.Net;

namespace ExchangeHub.Hub.Configuration;

/// <summary>Says everything that is wrong with the options of alerts.</summary>
internal static class AlertOptionsValidator
{
    public static void Check(AlertOptions options, Problems problems)
    {
        Range(problems, options.TimeoutMs, 100, 60_000, "Alerts.TimeoutMs");
        Range(problems, options.PollSeconds, 1, 3_600, "Alerts.PollSeconds");
        Range(problems, options.LongestPauseSeconds, 1, 3_600, "Alerts.LongestPauseSeconds");
        problems.Require(options.WebhookUrl.Length > 0 == options.WebhookKeyFile.Length > 0, "Alerts", "needs both WebhookUrl and WebhookKeyFile, or neither", "WebhookUrl 与 WebhookKeyFile 必须同时填写或同时留空");
        problems.Require(options.WebhookUrl.Length == 0 || IsSafe(options.WebhookUrl), "Alerts.WebhookUrl", "must be https://…, or http:// to a loopback address", "必须为 https://…，或指向回环地址的 http://");
    }

    private static bool IsSafe(string url)
        => Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip)));

    private static void Range(Problems problems, int value, int min, int max, string where)
        => problems.Require(value >= min && value <= max, where, $"is {value}, must be {min} to {max}", $"为 {value}，必须在 {min} 至 {max} 之间");
}
