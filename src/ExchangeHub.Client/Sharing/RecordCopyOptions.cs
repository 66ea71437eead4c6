using ExchangeHub.Contracts.Sharing.V1;

namespace ExchangeHub.Client.Sharing;

/// <summary>How a copy is kept.</summary>
public sealed record RecordCopyOptions
{
    /// <summary>Why the feed is read; required for data sets that are shared upon application.</summary>
    public ReadPurpose? Purpose { get; init; }

    /// <summary>The pause after the first hindrance; each further one is twice as long.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);
}
