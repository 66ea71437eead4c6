namespace ExchangeHub.Client.Attachments;

/// <summary>How patiently attachments are transferred.</summary>
public sealed record AttachmentTransferOptions
{
    /// <summary>How often in all a transfer is begun that got no byte further since, 1 to 100; progress starts the count again.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>Pause before the second attempt; each further one is twice as long, up to <see cref="LongestPause"/>. Where the hub says how long to wait, that counts.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest pause.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long nothing may move, neither a piece nor an answer, until the attempt is given up; longer than the hub needs to store a piece.</summary>
    public TimeSpan IdleLimit { get; init; } = TimeSpan.FromMinutes(1);
}
