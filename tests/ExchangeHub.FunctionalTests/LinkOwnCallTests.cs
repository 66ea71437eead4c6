using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Client.Calls;
using ExchangeHub.Client.Hosting;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.TestKit;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Health.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using static ExchangeHub.Contracts.Notary.V1.NotaryVerificationService;

namespace ExchangeHub.FunctionalTests;

/// <summary>A region's own calls to the hub over its link: the same checks, the same ledger, the same errors as over a connection of their own.</summary>
public class LinkOwnCallTests() : FunctionalTest(StoreOptions.Sqlite, BackOfficeWay.Link)
{
    [SkippableFact]
    public async Task VerifyCertificate_WellFormed_IsAnsweredAndRecorded()
    {
        await using var world = await StartAsync();
        var request = Questions.VerifyCertificate();

        var answer = await world.Notary.VerifyCertificateAsync(request);

        Assert.Equal(CertificateFinding.Authentic, answer.Finding);
        Assert.Equal(request.Header.RequestId, answer.Receipt.RequestId);
        var entry = Assert.Single(await world.Hub.LedgerAsync());
        Assert.Equal((ExchangeOutcome.Answered, "sc-back-office", "cq-back-office"), (entry.Outcome, entry.CallerId, entry.ResponderId));
        Assert.Equal(world.Certificate.GetCertHash(System.Security.Cryptography.HashAlgorithmName.SHA256), entry.CallerCertificate);
        Assert.Equal("sc-back-office", ((VerifyCertificateRequest)Assert.Single(world.Hub.Chongqing.Received).Request).Header.Caller.ParticipantId);
    }

    [SkippableFact]
    public async Task VerifyCertificate_WithViolations_TellsAllOfThemInTheCallersLanguage()
    {
        await using var world = await StartAsync(options => options with { Language = "en" });
        var request = Questions.VerifyCertificate();
        request.Title = "";
        request.Header.Purpose = "";

        var error = await FailAsync(world, request);

        Assert.Equal((StatusCode.InvalidArgument, "REQUEST_INVALID"), (error.Code, error.Reason));
        Assert.Equal(["header.purpose", "title"], error.Violations.Select(violation => violation.Field).Order());
        Assert.Equal("The request has 2 violation(s).", error.Text);
        Assert.Equal(ExchangeOutcome.Invalid, Assert.Single(await world.Hub.LedgerAsync()).Outcome);
    }

    [SkippableFact]
    public async Task QueryWill_WithoutGrant_IsDeniedAndRecorded()
    {
        await using var world = await StartAsync();

        var error = HubError.From(await Assert.ThrowsAsync<RpcException>(async () => await world.Notary.QueryWillAsync(Questions.QueryWill())));

        Assert.Equal((StatusCode.PermissionDenied, "GRANT_MISSING"), (error.Code, error.Reason));
        var entry = Assert.Single(await world.Hub.LedgerAsync());
        Assert.Equal((ExchangeOutcome.NotPermitted, "sc-back-office", "GRANT_MISSING"), (entry.Outcome, entry.CallerId, entry.Reason));
    }

    [SkippableFact]
    public async Task VerifyCertificate_MoreCallsThanTheLimit_AreRefusedAndTheLinkItselfDoesNotCount()
    {
        await using var world = await StartAsync(changeHub: options => options with { Limits = new LimitOptions { ConcurrentCallsPerParticipant = 1 } });
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Hub.Chongqing.OnVerifyCertificate = async (request, _) =>
        {
            asked.SetResult();
            await go.Task;
            return StubBackOffice.Authentic(request);
        };
        var first = world.Notary.VerifyCertificateAsync(Questions.VerifyCertificate());
        await asked.Task;

        // One is under way over the link: another one of the same participant finds no place, whichever way it comes.
        using var channel = world.Hub.Connect(world.Certificate);
        Assert.Equal("TOO_MANY_CALLS", (await channel.FailAsync(Questions.VerifyCertificate())).Reason);
        Assert.Equal(StatusCode.ResourceExhausted, (await FailAsync(world, Questions.VerifyCertificate())).Code);

        go.SetResult();
        Assert.Equal(CertificateFinding.Authentic, (await first).Finding);
    }

    [SkippableFact]
    public async Task VerifyCertificate_MoreCallsThanTheLimitByAConnection_CountOverTheLinkToo()
    {
        await using var world = await StartAsync(changeHub: options => options with { Limits = new LimitOptions { ConcurrentCallsPerParticipant = 1 } });
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Hub.Chongqing.OnVerifyCertificate = async (request, _) =>
        {
            asked.SetResult();
            await go.Task;
            return StubBackOffice.Authentic(request);
        };
        using var channel = world.Hub.Connect(world.Certificate);
        var first = channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
        await asked.Task;

        var error = await FailAsync(world, Questions.VerifyCertificate());

        Assert.Equal((StatusCode.ResourceExhausted, "TOO_MANY_CALLS"), (error.Code, error.Reason));
        Assert.NotNull(error.RetryAfter);
        go.SetResult();
        await first;
    }

    [SkippableFact]
    public async Task VerifyCertificate_DeadlineAndCancellation_PassThroughBothLinks()
    {
        await using var world = await StartAsync();
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var cancellation = new CancellationTokenSource();
        DateTime deadline = default;
        world.Hub.Chongqing.OnVerifyCertificate = async (_, context) =>
        {
            deadline = context.Deadline;
            context.CancellationToken.Register(gone.SetResult);
            await cancellation.CancelAsync();
            await gone.Task;
            throw new RpcException(Status.DefaultCancelled);
        };

        var before = DateTime.UtcNow;
        var error = await Assert.ThrowsAsync<RpcException>(async () => await world.Notary.VerifyCertificateAsync(Questions.VerifyCertificate(), deadline: before.AddSeconds(40), cancellationToken: cancellation.Token));

        Assert.Equal(StatusCode.Cancelled, error.StatusCode);
        await gone.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.InRange(deadline, before.AddSeconds(30), before.AddSeconds(40));
        await world.Hub.Log.First(1502).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(ExchangeOutcome.Cancelled, Assert.Single(await world.Hub.LedgerAsync()).Outcome);
    }

    [SkippableFact]
    public async Task VerifyCertificate_TraceContext_TravelsOverBothLinks()
    {
        await using var world = await StartAsync();
        const string TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

        await world.Notary.VerifyCertificateAsync(Questions.VerifyCertificate(), new Metadata { { "traceparent", TraceParent } });

        Assert.Equal(TraceParent, Assert.Single(world.Hub.Chongqing.Received).Headers.GetValue("traceparent"));
    }

    [SkippableFact]
    public async Task VerifyCertificate_OverTheLink_PassesTheInterceptorsThatTheHostAdded()
    {
        var noting = new NotingInterceptor();
        await using var world = await StartAsync(configure: builder => builder.Services.AddSingleton(noting).Configure<GrpcServiceOptions>(grpc => grpc.Interceptors.Add<NotingInterceptor>()));

        await world.Notary.VerifyCertificateAsync(Questions.VerifyCertificate());

        Assert.Equal(["/exchangehub.notary.v1.NotaryVerificationService/VerifyCertificate"], noting.Methods);
    }

    [SkippableFact]
    public async Task Health_OverTheLink_IsServing()
    {
        await using var world = await StartAsync();

        var health = await new Health.HealthClient(world.Region.Link!.Invoker).CheckAsync(new HealthCheckRequest());

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
    }

    [SkippableTheory]
    [InlineData("/exchangehub.notary.v1.NoSuchService/NoSuchMethod", StatusCode.Unimplemented)]
    [InlineData("/exchangehub.link.v1.LinkService/Connect", StatusCode.Unimplemented)]
    [InlineData("/exchangehub.notary.v1.NotaryVerificationService/VerifyCertificate", StatusCode.InvalidArgument)]
    public async Task Call_UnknownMethodOrNoMessage_IsRefusedWithDetails(string method, StatusCode status)
    {
        await using var world = await StartAsync();
        var parts = method.Split('/');
        var call = new Method<byte[], byte[]>(MethodType.Unary, parts[1], parts[2], Marshallers.Create(bytes => bytes, bytes => bytes), Marshallers.Create(bytes => bytes, bytes => bytes));

        var error = HubError.From(await Assert.ThrowsAsync<RpcException>(async () => await world.Region.Link!.Invoker.AsyncUnaryCall(call, null, default, [0xFF, 0xFF])));

        Assert.Equal((status, "MESSAGE_REFUSED"), (error.Code, error.Reason));
    }

    private async Task<World> StartAsync(Func<BackOfficeLinkOptions, BackOfficeLinkOptions>? change = null, Func<HubOptions, HubOptions>? changeHub = null, Action<WebApplicationBuilder>? configure = null)
    {
        X509Certificate2? certificate = null;
        var hub = await StartHubAsync((hub, options) =>
        {
            certificate = TestPki.Both(hub.Pki.Sichuan, "sc-back-office");
            options = changeHub?.Invoke(options) ?? options;
            return options with
            {
                Regions = [.. options.Regions.Select(region => region.Code == "CN-SC" ? region with { BackOffice = "sc-back-office" } : region)],
                Participants = [.. options.Participants, TestHub.Participant("sc-back-office", "CN-SC", "back-office", certificate) with { Endpoint = new EndpointOptions { Link = true } }],
            };
        }, configure);
        var region = new StubBackOffice();
        await region.OpenLinkAsync(hub.Pki, certificate!, hub.Address, change);
        return new World(hub, region, certificate!);
    }

    private static async Task<HubError> FailAsync(World world, VerifyCertificateRequest request)
        => HubError.From(await Assert.ThrowsAsync<RpcException>(async () => await world.Notary.VerifyCertificateAsync(request)));

    /// <summary>Notes which methods are called with one answer.</summary>
    private sealed class NotingInterceptor : Interceptor
    {
        public ConcurrentQueue<string> Methods { get; } = new();

        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            Methods.Enqueue(context.Method);
            return continuation(request, context);
        }
    }

    private sealed record World(TestHub Hub, StubBackOffice Region, X509Certificate2 Certificate) : IAsyncDisposable
    {
        public NotaryVerificationServiceClient Notary { get; } = new(Region.Link!.Invoker);

        public async ValueTask DisposeAsync()
        {
            await Region.DisposeAsync();
            await Hub.DisposeAsync();
        }
    }
}
