using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Domain.Trust;

namespace ExchangeHub.Client.Calls;

/// <summary>How a participant reaches the hub.</summary>
public sealed record HubClientOptions
{
    /// <summary>The hub's address, <c>https://host:port</c>.</summary>
    public required Uri Address { get; init; }

    /// <summary>The participant's own certificate, with private key and extended key usage clientAuth.</summary>
    public required X509Certificate2 Certificate { get; init; }

    /// <summary>Certificates that the hub's server certificate must chain to.</summary>
    public required TrustAnchors HubTrustAnchors { get; init; }

    /// <summary>The DNS name that the hub's certificate must carry. Null: the address's host.</summary>
    public string? ServerName { get; init; }

    /// <summary>Language of error texts: <c>zh-CN</c> or <c>en</c>.</summary>
    public string Language { get; init; } = "zh-CN";

    /// <summary>
    /// How often a call is made in all while the hub or the region is unavailable, 1 to 5. Queries are read-only, and each
    /// attempt is an exchange of its own; acts on cases are repeated with the same request id, and take effect once.
    /// </summary>
    public int Attempts { get; init; } = 3;
}
