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
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ExchangeHub.TestKit;

/// <summary>
/// A back office that says what the test wants, on real Kestrel with real mutual TLS or over a link that it opens, and keeps a
/// ledger of its own.
/// </summary>
public sealed class StubBackOffice : NotaryVerificationService.NotaryVerificationServiceBase, IRegionLedger, IAsyncDisposable
{
    private IHost? _host;

    /// <summary>What it answered, as a region's ledger keeps it.</summary>
    public ConcurrentQueue<RegionLedgerEntry> Ledger { get; } = new();

    /// <summary>The requests that reached it.</summary>
    public ConcurrentQueue<(IMessage Request, Metadata Headers, DateTime Deadline)> Received { get; } = new();

    /// <summary>How it answers; by default it finds everything authentic.</summary>
    public Func<VerifyCertificateRequest, ServerCallContext, Task<VerifyCertificateResponse>> OnVerifyCertificate { get; set; } = (request, _) => Task.FromResult(Authentic(request));

    /// <summary>Answers the bare HTTP request instead, if set.</summary>
    public Func<HttpContext, Task>? OnRaw { get; set; }

    /// <summary>What the hub brings it.</summary>
    public StubInbox Inbox { get; init; } = new();

    /// <summary>Its ledger as it shows it to the hub: what it answered, and what a test makes of it.</summary>
    public StubRegionLedger Shown { get; init; } = new();

    /// <summary>The port that it listens on; 0 where it opens links.</summary>
    public int Port { get; private set; }

    /// <summary>Its links, where it opens some.</summary>
    public HubLink? Link => _host?.Services.GetService<HubLink>();

    public static VerifyCertificateResponse Authentic(VerifyCertificateRequest request) => new()
    {
        Receipt = new ExchangeReceipt { ExchangeId = request.Header.ExchangeId },
        Outcome = QueryOutcome.Answered,
        Finding = CertificateFinding.Authentic,
        Status = CertificateStatus.Effective,
        FieldResults = { new FieldResult { Field = "issue_date", Comparison = FieldComparison.Match } },
    };

    /// <summary>Starts it, on a given port if it was there before.</summary>
    public static async Task<StubBackOffice> StartAsync(TestPki pki, X509Certificate2 certificate, int port = 0, StubInbox? inbox = null, StubRegionLedger? shown = null)
    {
        var stub = new StubBackOffice { Inbox = inbox ?? new StubInbox(), Shown = shown ?? new StubRegionLedger() };
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
        builder.Services.AddSingleton(stub.Inbox);
        builder.Services.AddSingleton(stub.Shown);
        var app = builder.Build();
        app.Use((context, next) => stub.OnRaw?.Invoke(context) ?? next(context));
        app.UseRouting();
        app.MapGrpcService<StubBackOffice>();
        app.MapGrpcService<StubInbox>();
        app.MapGrpcService<StubRegionLedger>();
        await app.StartAsync();
        stub._host = app;
        stub.Port = new Uri(app.Urls.Single()).Port;
        return stub;
    }

    /// <summary>Opens a link to a hub, and waits until it is up.</summary>
    /// <param name="pki">The authorities.</param>
    /// <param name="certificate">Its certificate.</param>
    /// <param name="hub">The hub's address.</param>
    /// <param name="change">Changes the options.</param>
    /// <param name="log">Where it logs.</param>
    public async Task OpenLinkAsync(TestPki pki, X509Certificate2 certificate, Uri hub, Func<BackOfficeLinkOptions, BackOfficeLinkOptions>? change = null, LogSink? log = null)
    {
        await StartLinkAsync(pki, certificate, hub, change, log);
        await Link!.WaitUntilConnectedAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>Begins to open a link to a hub.</summary>
    public async Task StartLinkAsync(TestPki pki, X509Certificate2 certificate, Uri hub, Func<BackOfficeLinkOptions, BackOfficeLinkOptions>? change = null, LogSink? log = null)
    {
        var options = new BackOfficeLinkOptions { Hubs = [hub], Certificate = certificate, HubTrustAnchors = TestPki.Anchors(pki.Hub), HubName = TestPki.HubName, MessageBytes = 1 << 20 };
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.AddBackOfficeLink(change?.Invoke(options) ?? options, this);
        builder.Services.AddSingleton(this);
        builder.Services.AddBackOfficeService<StubBackOffice>();
        builder.Services.AddSingleton(Inbox);
        builder.Services.AddBackOfficeService<StubInbox>();
        builder.Services.AddSingleton(Shown);
        builder.Services.AddBackOfficeService<StubRegionLedger>();
        if (log is not null)
            builder.Logging.SetMinimumLevel(LogLevel.Debug).AddProvider(log);
        _host = builder.Build();
        await _host.StartAsync();
    }

    public override Task<VerifyCertificateResponse> VerifyCertificate(VerifyCertificateRequest request, ServerCallContext context)
    {
        Received.Enqueue((request, context.RequestHeaders, context.Deadline));
        return OnVerifyCertificate(request, context);
    }

    public override Task<VerifyPowerOfAttorneyResponse> VerifyPowerOfAttorney(VerifyPowerOfAttorneyRequest request, ServerCallContext context)
    {
        Received.Enqueue((request, context.RequestHeaders, context.Deadline));
        return Task.FromResult(new VerifyPowerOfAttorneyResponse
        {
            Receipt = new ExchangeReceipt { ExchangeId = request.Header.ExchangeId },
            Outcome = QueryOutcome.Answered,
            Finding = CertificateFinding.Authentic,
        });
    }

    public override Task<VerifyEnforceableDeedResponse> VerifyEnforceableDeed(VerifyEnforceableDeedRequest request, ServerCallContext context)
    {
        Received.Enqueue((request, context.RequestHeaders, context.Deadline));
        return Task.FromResult(new VerifyEnforceableDeedResponse
        {
            Receipt = new ExchangeReceipt { ExchangeId = request.Header.ExchangeId },
            Outcome = QueryOutcome.Answered,
            Finding = CertificateFinding.Authentic,
        });
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
        Shown.Add(entry);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is null)
            return;
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _host.StopAsync(now.Token);
        if (_host is IAsyncDisposable host)
            await host.DisposeAsync();
    }
}
