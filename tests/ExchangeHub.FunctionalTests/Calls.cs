using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Notary.V1;
using Grpc.Core;
using static ExchangeHub.Contracts.Notary.V1.NotaryVerificationService;

namespace ExchangeHub.FunctionalTests;

/// <summary>Calls that are expected to fail, and what the hub said of them.</summary>
internal static class Calls
{
    public static NotaryVerificationServiceClient Notary(this HubChannel channel) => new(channel.Invoker);

    public static async Task<HubError> FailAsync(this HubChannel channel, VerifyCertificateRequest request, DateTime? deadline = null, CancellationToken cancellationToken = default)
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await channel.Notary().VerifyCertificateAsync(request, deadline: deadline, cancellationToken: cancellationToken));
        return HubError.From(error);
    }
}
