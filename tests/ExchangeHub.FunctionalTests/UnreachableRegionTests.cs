using ExchangeHub.Hub.Ledger;
using ExchangeHub.TestKit;
using Grpc.Core;
using static ExchangeHub.Contracts.Notary.V1.NotaryVerificationService;

namespace ExchangeHub.FunctionalTests;

public class UnreachableRegionTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task VerifyCertificate_NoConnectionCanBeMade_IsRecordedAsNotSent(bool wasConnected)
    {
        await using var hub = await TestHub.StartAsync();
        using var channel = hub.Connect();
        var client = new NotaryVerificationServiceClient(channel.Invoker);
        if (wasConnected)
            await client.VerifyCertificateAsync(Questions.VerifyCertificate());
        await hub.Chongqing.DisposeAsync();

        var error = await Assert.ThrowsAsync<RpcException>(async () => await client.VerifyCertificateAsync(Questions.VerifyCertificate()));

        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        var entry = (await hub.LedgerAsync())[^1];
        Assert.Equal((ExchangeOutcome.NotSent, "REGION_UNREACHABLE"), (entry.Outcome, entry.Reason));
    }
}
