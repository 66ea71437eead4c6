using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace ExchangeHub.Hub.Identity;

/// <summary>Who makes the present call, by certificate.</summary>
/// <param name="Participant">The participant.</param>
/// <param name="CertificateHash">SHA-256 of its certificate.</param>
internal sealed record Caller(Participant Participant, byte[] CertificateHash)
{
    /// <summary>The caller of <paramref name="context"/>; every call that reaches an endpoint has one.</summary>
    public static Caller Of(ServerCallContext context)
        => context.GetHttpContext().Features.GetRequiredFeature<Caller>();
}
