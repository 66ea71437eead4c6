using System.Net;
using ExchangeHub.Benchmarks.Site;
using ExchangeHub.Client.Hosting;
using ExchangeHub.Client.Ledger;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.TestKit;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static ExchangeHub.Contracts.Notary.V1.NotaryVerificationService;

namespace ExchangeHub.Benchmarks.Arms;

/// <summary>The back office that all arms share. It finds every certificate authentic, and its own ledger costs nothing.</summary>
internal sealed class EchoBackOffice : NotaryVerificationServiceBase
{
    private static readonly string[] ComparedFields =
    [
        "title", "issue_date", "issuing_office_name", "certificate_number", "party.person.name", "party.person.birth_date",
        "party.person.nationality", "party.person.former_names", "party.person.address_code", "party.person.sex", "party.person.identity_document",
    ];

    public static Task RunAsync(BenchmarkSite site)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.AddBackOffice(new BackOfficeOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Certificate = site.BackOffice,
            HubTrustAnchors = site.RelayAnchors,
            HubName = TestPki.HubName,
        }, new NoLedger());
        var app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<EchoBackOffice>();
        return RoleHost.ServeAsync(app);
    }

    /// <summary>The same over a link to the hub on this port of the loopback address.</summary>
    public static async Task RunLinkedAsync(BenchmarkSite site, int hubPort)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.AddBackOfficeLink(new BackOfficeLinkOptions
        {
            Hubs = [new Uri($"https://127.0.0.1:{hubPort}")],
            Certificate = site.BackOffice,
            HubTrustAnchors = site.RelayAnchors,
            HubName = TestPki.HubName,
        }, new NoLedger());
        builder.Services.AddBackOfficeService<EchoBackOffice>();
        using var host = builder.Build();
        await host.StartAsync();
        await host.Services.GetRequiredService<HubLink>().WaitUntilConnectedAsync(CancellationToken.None);
        RoleHost.SayReady(0, Environment.ProcessId);
        await RoleHost.UntilInputClosesAsync();
        await host.StopAsync();
    }

    public override Task<VerifyCertificateResponse> VerifyCertificate(VerifyCertificateRequest request, ServerCallContext context) => Task.FromResult(Answer(request.Header.ExchangeId));

    /// <summary>The answer to the exchange of this id.</summary>
    public static VerifyCertificateResponse Answer(string exchangeId) => new()
    {
        Receipt = new ExchangeReceipt { ExchangeId = exchangeId },
        Outcome = QueryOutcome.Answered,
        Finding = CertificateFinding.Authentic,
        Status = CertificateStatus.Effective,
        FieldResults = { ComparedFields.Select(field => new FieldResult { Field = field, Comparison = FieldComparison.Match }) },
    };

    private sealed class NoLedger : IRegionLedger
    {
        public Task AppendAsync(RegionLedgerEntry entry, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
