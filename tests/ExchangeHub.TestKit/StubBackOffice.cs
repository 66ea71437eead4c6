using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Client.Hosting;
using ExchangeHub.Client.Ledger;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeHub.TestKit;

/// <summary>A back office that says what the test wants, on real Kestrel with real mutual TLS, and keeps a ledger of its own.</summary>
public sealed class StubBackOffice : NotaryVerificationService.NotaryVerificationServiceBase, IRegionLedger, IAsyncDisposable
{
    private WebApplication _app = null!;

    /// <summary>What it answered, as a region's ledger keeps it.</summary>
    public ConcurrentQueue<RegionLedgerEntry> Ledger { get; } = new();

    /// <summary>The requests that reached it.</summary>
    public ConcurrentQueue<(IMessage Request, Metadata Headers, DateTime Deadline)> Received { get; } = new();

    /// <summary>How it answers; by default it finds everything authentic.</summary>
    public Func<VerifyCertificateRequest, ServerCallContext, Task<VerifyCertificateResponse>> OnVerifyCertificate { get; set; } = (request, _) => Task.FromResult(Authentic(request));

    /// <summary>Answers the bare HTTP request instead, if set.</summary>
    public Func<HttpContext, Task>? OnRaw { get; set; }

    public int Port { get; private set; }

    public static VerifyCertificateResponse Authentic(VerifyCertificateRequest request) => new()
    {
        Receipt = new ExchangeReceipt { ExchangeId = request.Header.ExchangeId },
        Outcome = QueryOutcome.Answered,
        Finding = CertificateFinding.Authentic,
        Status = CertificateStatus.Effective,
        FieldResults = { new FieldResult { Field = "issue_date", Comparison = FieldComparison.Match } },
    };

    /// <summary>Starts it, on a given port if it was there before.</summary>
    public static async Task<StubBackOffice> StartAsync(TestPki pki, X509Certificate2 certificate, int port = 0)
    {
        var stub = new StubBackOffice();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.AddBackOffice(new BackOfficeOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, port),
            Certificate = certificate,
            HubTrustAnchors = TestPki.Anchors(pki.Hub),
            HubName = TestPki.HubName,
            MessageBytes = 1 << 20,
        }, stub);
        builder.Services.AddSingleton(stub);
        stub._app = builder.Build();
        stub._app.Use((context, next) => stub.OnRaw?.Invoke(context) ?? next(context));
        stub._app.UseRouting();
        stub._app.MapGrpcService<StubBackOffice>();
        await stub._app.StartAsync();
        stub.Port = new Uri(stub._app.Urls.Single()).Port;
        return stub;
    }

    public override Task<VerifyCertificateResponse> VerifyCertificate(VerifyCertificateRequest request, ServerCallContext context)
    {
        Received.Enqueue((request, context.RequestHeaders, context.Deadline));
        return OnVerifyCertificate(request, context);
    }

    public override Task<QueryWillResponse> QueryWill(QueryWillRequest request, ServerCallContext context)
    {
        Received.Enqueue((request, context.RequestHeaders, context.Deadline));
        return Task.FromResult(new QueryWillResponse
        {
            Receipt = new ExchangeReceipt { ExchangeId = request.Header.ExchangeId },
            Outcome = QueryOutcome.Answered,
            Finding = WillFinding.NotFound,
        });
    }

    public Task AppendAsync(RegionLedgerEntry entry, CancellationToken cancellationToken)
    {
        Ledger.Enqueue(entry);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
