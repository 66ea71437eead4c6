using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Domain.Trust;

namespace ExchangeHub.Client.Hosting;

/// <summary>How a back office opens links to the hub, so that it needs no inbound port.</summary>
public sealed record BackOfficeLinkOptions
{
    /// <summary>Addresses of all hub instances, each <c>https://host:port</c>; a link is kept to every one.</summary>
    public required IReadOnlyList<Uri> Hubs { get; init; }

    /// <summary>The back office's own certificate, with private key and extended key usage clientAuth.</summary>
    public required X509Certificate2 Certificate { get; init; }

    /// <summary>Certificates that the hub's server certificate must chain to.</summary>
    public required TrustAnchors HubTrustAnchors { get; init; }

    /// <summary>The DNS name that the hub's certificate must carry. Null: each address's host.</summary>
    public string? HubName { get; init; }

    /// <summary>Language of error texts of own calls: <c>zh-CN</c> or <c>en</c>.</summary>
    public string Language { get; init; } = "zh-CN";

    /// <summary>Largest request or response in bytes, 1 KiB to 4 MiB.</summary>
    public int MessageBytes { get; init; } = 256 * 1024;

    /// <summary>Calls that each hub instance may have under way here, 1 to 10,000.</summary>
    public int MaxCalls { get; init; } = 512;

    /// <summary>How often a hub is asked whether it is there, 100 ms to 1 minute.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long it may stay silent, <see cref="Heartbeat"/> to 5 minutes; then the link is dropped and opened anew.</summary>
    public TimeSpan HeartbeatTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest wait between two attempts to connect, 1 s to 5 minutes. The first is a quarter of a second; each is twice as long as the one before, with jitter.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long calls under way may go on when the back office stops, or a hub does, up to 1 minute.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Throws unless every value is in its range.</summary>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfZero(Hubs.Count, nameof(Hubs));
        InRange(MessageBytes, 1024, 4 * 1024 * 1024, nameof(MessageBytes));
        InRange(MaxCalls, 1, 10_000, nameof(MaxCalls));
        InRange(Heartbeat, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), nameof(Heartbeat));
        InRange(HeartbeatTimeout, Heartbeat, TimeSpan.FromMinutes(5), nameof(HeartbeatTimeout));
        InRange(LongestDelay, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), nameof(LongestDelay));
        InRange(Drain, TimeSpan.Zero, TimeSpan.FromMinutes(1), nameof(Drain));
    }

    private static void InRange<T>(T value, T min, T max, string name)
        where T : IComparable<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, min, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, max, name);
    }
}
