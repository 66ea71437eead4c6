using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.TestKit;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;

namespace ExchangeHub.FunctionalTests;

/// <summary>What a caller who is known may do.</summary>
public abstract class PermissionTests(string store) : FunctionalTest(store)
{
    [SkippableFact]
    public async Task VerifyCertificate_AsOperator_IsDeniedAndRecorded()
    {
        await using var hub = await WithOperatorAsync();
        using var channel = hub.Hub.Connect(hub.Operator);

        var error = await channel.FailAsync(Questions.VerifyCertificate());

        Assert.Equal((StatusCode.PermissionDenied, "ROLE_NOT_PERMITTED"), (error.Code, error.Reason));
        var entry = Assert.Single(await hub.Hub.LedgerAsync());
        Assert.Equal((ExchangeOutcome.NotPermitted, "operator-1", "ROLE_NOT_PERMITTED"), (entry.Outcome, entry.CallerId, entry.Reason));
        Assert.Empty(hub.Hub.Chongqing.Received);
    }

    [SkippableFact]
    public async Task QueryWill_WithoutGrant_IsDenied()
    {
        await using var hub = await StartHubAsync((_, options) => options with { Participants = [.. options.Participants.Select(participant => participant with { Grants = [] })] });
        using var channel = hub.Connect();

        var error = HubError.From(await Assert.ThrowsAsync<RpcException>(async () => await channel.Notary().QueryWillAsync(Questions.QueryWill())));

        Assert.Equal((StatusCode.PermissionDenied, "GRANT_MISSING", "sealed-files"), (error.Code, error.Reason, error.Metadata["grant"]));
    }

    [SkippableFact]
    public async Task QueryWill_WithGrant_IsAnswered()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();

        var answer = await channel.Notary().QueryWillAsync(Questions.QueryWill());

        Assert.Equal(WillFinding.NotFound, answer.Finding);
    }

    [SkippableFact]
    public async Task VerifyCertificate_InTheNameOfAnotherOffice_IsDeniedAndRecorded()
    {
        const string Other = "12519999MB990003XT";
        await using var hub = await StartHubAsync((_, options) => options with
        {
            Regions = [.. options.Regions.Select(region => region.Code == "CN-SC" ? region with { Offices = [.. region.Offices, new() { Uscc = Other, Name = "四川省绵阳市测试公证处" }] } : region)],
        });
        using var channel = hub.Connect();
        var request = Questions.VerifyCertificate();
        request.Header.RequestingOffice = new OfficeReference { Uscc = Other, Name = "四川省绵阳市测试公证处" };

        var error = await channel.FailAsync(request);

        Assert.Equal((StatusCode.PermissionDenied, "OFFICE_NOT_REPRESENTED"), (error.Code, error.Reason));
        Assert.Equal(ExchangeOutcome.NotPermitted, Assert.Single(await hub.LedgerAsync()).Outcome);
        Assert.Empty(hub.Chongqing.Received);
    }

    [SkippableFact]
    public async Task VerifyCertificate_HeaderClaimsAnotherCaller_IsOverwritten()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();
        var request = Questions.VerifyCertificate();
        request.Header.Caller = new ParticipantReference { ParticipantId = "cq-back-office", RegionCode = "CN-CQ" };
        request.Header.ExchangeId = Guid.Empty.ToString();

        var answer = await channel.Notary().VerifyCertificateAsync(request);

        var received = Assert.IsType<VerifyCertificateRequest>(Assert.Single(hub.Chongqing.Received).Request);
        Assert.Equal("sc-notary-office", received.Header.Caller.ParticipantId);
        Assert.Equal(answer.Receipt.ExchangeId, received.Header.ExchangeId);
        Assert.NotEqual(Guid.Empty.ToString(), received.Header.ExchangeId);
    }

    [SkippableFact]
    public async Task Health_AsAnybodyRegistered_IsServing()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();

        var health = await new Health.HealthClient(channel.Invoker).CheckAsync(new HealthCheckRequest());

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
    }

    [SkippableFact]
    public async Task Reflection_AsOperator_ListsServicesAndOthersAreDenied()
    {
        await using var hub = await WithOperatorAsync();
        using var mine = hub.Hub.Connect(hub.Operator);
        using var theirs = hub.Hub.Connect();

        Assert.Contains("exchangehub.notary.v1.NotaryVerificationService", await ListServicesAsync(mine));
        var error = await Assert.ThrowsAsync<RpcException>(() => ListServicesAsync(theirs));
        Assert.Equal("ROLE_NOT_PERMITTED", HubError.From(error).Reason);
    }

    [SkippableFact]
    public async Task UnknownMethod_AsAnybodyRegistered_IsUnimplementedWithDetails()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();
        var method = new Method<HealthCheckRequest, HealthCheckResponse>(MethodType.Unary, "exchangehub.notary.v1.NoSuchService", "NoSuchMethod",
            Marshallers.Create(_ => [], _ => new HealthCheckRequest()), Marshallers.Create(_ => [], _ => new HealthCheckResponse()));

        var error = await Assert.ThrowsAsync<RpcException>(async () => await channel.Invoker.AsyncUnaryCall(method, null, new CallOptions(), new HealthCheckRequest()));

        Assert.Equal(StatusCode.Unimplemented, error.StatusCode);
        Assert.Equal("MESSAGE_REFUSED", HubError.From(error).Reason);
    }

    private static async Task<List<string>> ListServicesAsync(HubChannel channel)
    {
        using var call = new ServerReflection.ServerReflectionClient(channel.Invoker).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });
        await call.RequestStream.CompleteAsync();
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        return [.. call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name)];
    }

    private async Task<HubWithOperator> WithOperatorAsync()
    {
        X509Certificate2? certificate = null;
        var hub = await StartHubAsync((hub, options) =>
        {
            certificate = TestPki.Client(hub.Pki.Hub, "operator-1");
            return options with { Participants = [.. options.Participants, TestHub.Participant("operator-1", "HUB", "operator", certificate)] };
        });
        return new HubWithOperator(hub, certificate!);
    }

    private sealed record HubWithOperator(TestHub Hub, X509Certificate2 Operator) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Hub.DisposeAsync();
    }
}

public sealed class PermissionTestsOnSqlite() : PermissionTests(StoreOptions.Sqlite);

public sealed class PermissionTestsOnPostgreSql() : PermissionTests(StoreOptions.PostgreSql);
