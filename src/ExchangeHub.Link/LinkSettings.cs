namespace ExchangeHub.Link;

/// <summary>What one side of a link takes, and how long it waits.</summary>
internal sealed record LinkSettings
{
    /// <summary>Calls that the other side may have under way, 1 to 10,000.</summary>
    public int MaxCalls { get; init; } = 512;

    /// <summary>Largest request or response that is taken, in bytes, 1 KiB to 4 MiB.</summary>
    public int MaxPayloadBytes { get; init; } = 256 * 1024;

    /// <summary>How often the other side is asked whether it is there.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long it may stay silent, and how long its hello may take.</summary>
    public TimeSpan HeartbeatTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long calls under way may go on after a goodbye.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether this side ends the stream after both goodbyes, as the hub does; the other waits for that end.</summary>
    public bool EndsStream { get; init; }
}

/// <summary>The link's fixed limits, alike on both sides; the contract names them.</summary>
internal static class LinkLimits
{
    /// <summary>Version of the rules.</summary>
    public const uint Version = 1;

    /// <summary>Most calls that a hello may allow.</summary>
    public const int MaxCalls = 10_000;

    /// <summary>The smallest and the largest payload that a hello may allow.</summary>
    public const int MinPayloadBytes = 1024, MaxPayloadBytes = 4 * 1024 * 1024;

    /// <summary>Most frames that are written in one message: measured, more win nothing.</summary>
    public const int FramesPerMessage = 64;

    /// <summary>Payload after which a message takes no further frame.</summary>
    public const int BytesPerMessage = 64 * 1024;

    /// <summary>How much larger than the largest payload a message on the stream may be: other frames, and what surrounds a payload.</summary>
    public const int MessageOverhead = 128 * 1024;

    /// <summary>Payload that may wait to be written; a call beyond it is refused.</summary>
    public const int QueuedBytes = 16 * 1024 * 1024;

    /// <summary>Longest time for a call; a longer one, or none, is as good as this.</summary>
    public static readonly TimeSpan LongestCall = TimeSpan.FromDays(1);

    /// <summary>Longest name of a method.</summary>
    public const int MethodLength = 256;

    /// <summary>Most headers of a call, and most characters in all of them.</summary>
    public const int Headers = 32, HeaderLength = 8 * 1024;

    /// <summary>Most characters of a status's text, and most bytes of its details; a longer text is cut, longer details are left out.</summary>
    public const int StatusLength = 8 * 1024;
}
