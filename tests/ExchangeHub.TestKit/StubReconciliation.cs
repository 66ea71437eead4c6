using System.Collections.Concurrent;
using System.Net;
using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Domain.Trust;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeHub.TestKit;

/// <summary>A hub that says of reconciliation what the test wants, on real Kestrel with real mutual TLS.</summary>
public sealed class StubReconciliation : ReconciliationOperationsService.ReconciliationOperationsServiceBase, IAsyncDisposable
{
    private readonly Dictionary<string, Func<IMessage, IEnumerable<IMessage>>> _answers = new(StringComparer.Ordinal);
    private WebApplication? _app;

    /// <summary>The requests that reached it, and the languages that they asked for.</summary>
    public ConcurrentQueue<(IMessage Request, string Language)> Received { get; } = new();

    public Uri Address => new($"https://127.0.0.1:{new Uri(_app!.Urls.Single()).Port}");

    public static async Task<StubReconciliation> StartAsync(TestPki pki)
    {
        var stub = new StubReconciliation();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRouting();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(stub);
        var anchors = TestPki.Anchors(pki.Hub);
        var certificate = TestPki.Both(pki.Hub, "hub");
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(new HttpsConnectionAdapterOptions
            {
                ServerCertificate = certificate,
                ClientCertificateMode = ClientCertificateMode.RequireCertificate,
                ClientCertificateValidation = (client, _, _) => anchors.Problem(client, CertificatePurpose.Client, TimeProvider.System.GetUtcNow()) is null,
            });
        }));
        stub._app = builder.Build();
        stub._app.UseRouting();
        stub._app.MapGrpcService<StubReconciliation>();
        await stub._app.StartAsync();
        return stub;
    }

    /// <summary>Answers a method so; a stream with each.</summary>
    public void On<TRequest>(Func<TRequest, IEnumerable<IMessage>> answer)
        where TRequest : IMessage => _answers[typeof(TRequest).Name] = request => answer((TRequest)request);

    /// <summary>Answers a method so.</summary>
    public void On<TRequest>(Func<TRequest, IMessage> answer)
        where TRequest : IMessage => On<TRequest>(request => [answer(request)]);

    public override Task<ListReconciliationRunsResponse> ListReconciliationRuns(ListReconciliationRunsRequest request, ServerCallContext context) => One<ListReconciliationRunsResponse>(request, context);

    public override Task<GetReconciliationRunResponse> GetReconciliationRun(GetReconciliationRunRequest request, ServerCallContext context) => One<GetReconciliationRunResponse>(request, context);

    public override Task<StartReconciliationRunResponse> StartReconciliationRun(StartReconciliationRunRequest request, ServerCallContext context) => One<StartReconciliationRunResponse>(request, context);

    public override Task<CancelReconciliationRunResponse> CancelReconciliationRun(CancelReconciliationRunRequest request, ServerCallContext context) => One<CancelReconciliationRunResponse>(request, context);

    public override Task WatchReconciliationRun(WatchReconciliationRunRequest request, IServerStreamWriter<WatchReconciliationRunResponse> responseStream, ServerCallContext context) => Each(request, responseStream, context);

    public override Task ExportReconciliationRun(ExportReconciliationRunRequest request, IServerStreamWriter<ExportReconciliationRunResponse> responseStream, ServerCallContext context) => Each(request, responseStream, context);

    public override Task<ListReconciliationDaysResponse> ListReconciliationDays(ListReconciliationDaysRequest request, ServerCallContext context) => One<ListReconciliationDaysResponse>(request, context);

    public override Task<GetReconciliationReportResponse> GetReconciliationReport(GetReconciliationReportRequest request, ServerCallContext context) => One<GetReconciliationReportResponse>(request, context);

    public override Task<ListDifferencesResponse> ListDifferences(ListDifferencesRequest request, ServerCallContext context) => One<ListDifferencesResponse>(request, context);

    public override Task<GetDifferenceResponse> GetDifference(GetDifferenceRequest request, ServerCallContext context) => One<GetDifferenceResponse>(request, context);

    public override Task<AssignDifferenceResponse> AssignDifference(AssignDifferenceRequest request, ServerCallContext context) => One<AssignDifferenceResponse>(request, context);

    public override Task<CommentDifferenceResponse> CommentDifference(CommentDifferenceRequest request, ServerCallContext context) => One<CommentDifferenceResponse>(request, context);

    public override Task<ResolveDifferenceResponse> ResolveDifference(ResolveDifferenceRequest request, ServerCallContext context) => One<ResolveDifferenceResponse>(request, context);

    public override Task<AcceptDifferenceResponse> AcceptDifference(AcceptDifferenceRequest request, ServerCallContext context) => One<AcceptDifferenceResponse>(request, context);

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    private Task<T> One<T>(IMessage request, ServerCallContext context)
        where T : IMessage => Task.FromResult((T)Answers(request, context).Single());

    private async Task Each<T>(IMessage request, IServerStreamWriter<T> responses, ServerCallContext context)
        where T : IMessage
    {
        foreach (var answer in Answers(request, context))
            await responses.WriteAsync((T)answer);
    }

    private IEnumerable<IMessage> Answers(IMessage request, ServerCallContext context)
    {
        Received.Enqueue((request, context.RequestHeaders.GetValue("accept-language") ?? ""));
        return _answers[request.Descriptor.Name](request);
    }
}
