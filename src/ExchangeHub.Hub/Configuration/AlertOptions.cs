namespace ExchangeHub.Hub.Configuration;

/// <summary>Alerts by webhook (告警): what an operator should hear of at once is posted to an address, signed.</summary>
public sealed record AlertOptions
{
    /// <summary>Address that alerts are posted to, <c>https://…</c>; plain <c>http</c> only to a loopback address. Empty: none.</summary>
    public string WebhookUrl { get; init; } = "";

    /// <summary>File of the key under which alerts are signed: 32 bytes in base64. Required with an address.</summary>
    public string WebhookKeyFile { get; init; } = "";

    /// <summary>How long the receiver may take, in milliseconds, 100 to 60,000.</summary>
    public int TimeoutMs { get; init; } = 10_000;

    /// <summary>How often it is looked whether there is something to say, in seconds, 1 to 3,600; metrics of what is open are as fresh.</summary>
    public int PollSeconds { get; init; } = 15;

    /// <summary>The longest pause after attempts that failed, in seconds, 1 to 3,600.</summary>
    public int LongestPauseSeconds { get; init; } = 300;
}
