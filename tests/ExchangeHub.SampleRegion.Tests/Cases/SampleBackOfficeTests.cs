using System.Net;
using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Client.Calls;
using ExchangeHub.Client.Hosting;
using ExchangeHub.Client.Ledger;
using ExchangeHub.Contracts.Delivery.V1;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain.Messages;
using ExchangeHub.Domain.Trust;
using ExchangeHub.SampleRegion.Questions;
using ExchangeHub.SampleRegion.Register;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeHub.SampleRegion.Tests.Cases;

/// <summary>The whole back office over mutual TLS: the hub brings a request, and the region deals with it.</summary>
public sealed class SampleBackOfficeTests : IDisposable
{
    private const string Name = "cq-back-office";
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(60);

    private readonly CaseFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Deliver_Request_IsAcknowledgedAndDealtWithAndBothAreInTheLedger()
    {
        var acts = new HubOfTheTest();
        await using var hub = await StartHubAsync(acts);
        await using var region = SampleBackOffice.Create(new SampleBackOfficeOptions
        {
            RegionCode = SampleOffices.Chongqing,
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            CertificateFolder = CertificateFolder,
            DataFolder = _folder.Path,
            Hub = () => new Uri($"https://localhost:{new Uri(hub.Urls.First()).Port}"),
            DealsWithCases = true,
        });
        await region.StartAsync(default);

        using var channel = new HubChannel(new HubClientOptions
        {
            Address = new Uri($"https://localhost:{region.Port}"),
            Certificate = Certificate("hub"),
            HubTrustAnchors = Anchors("cq-ca"),
            ServerName = $"{Name}.exchangehub.test",
        });
        var request = Delivery();
        var answer = await new InboxService.InboxServiceClient(channel.Invoker).DeliverAsync(request);
        Assert.Equal(request.Header.ExchangeId, answer.Receipt.ExchangeId);

        var reply = await acts.Reply.Task.WaitAsync(LongEnough);
        Assert.Equal(ReplyOutcome.Answered, reply.Reply.Outcome);
        using var limit = new CancellationTokenSource(LongEnough);
        // The delivery is closed after the reply's receipt was recorded.
        while ((await region.Cases.OpenDeliveriesAsync(limit.Token)).Count > 0)
            await Task.Yield();
        await region.StopAsync(default);
        var rows = (await region.Ledger.FingerprintsAsync(default)).Keys;
        Assert.Contains(Guid.Parse(request.Header.ExchangeId), rows);
        Assert.All(acts.EventIds, id => Assert.Contains(id, rows));
    }

    private static DeliverRequest Delivery()
    {
        var sample = SampleCases.For(SampleOffices.Chongqing)[0];
        var submitted = CaseRegion.Event(CaseEventKind.Submitted, Guid.CreateVersion7(), 1, sample.Office);
        submitted.Request = sample.Request;
        var id = Guid.CreateVersion7().ToString();
        return new DeliverRequest { Header = new ExchangeHeader { ExchangeId = Guid.CreateVersion7().ToString(), RequestId = id }, DeliveryId = id, CaseEvent = submitted };
    }

    /// <summary>A hub that only its region may call: a back office is hosted in the same way.</summary>
    private static async Task<WebApplication> StartHubAsync(HubOfTheTest acts)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.AddBackOffice(new BackOfficeOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Certificate = Certificate("hub"),
            HubTrustAnchors = Anchors("cq-ca"),
            HubName = $"{Name}.exchangehub.test",
        }, new NoLedger());
        builder.Services.AddSingleton(acts);
        var app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<HubOfTheTest>();
        await app.StartAsync();
        return app;
    }

    private static string CertificateFolder
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "ExchangeHub.sln")))
                folder = folder.Parent!;
            return Path.Combine(folder.FullName, "certs-sample");
        }
    }

    private static X509Certificate2 Certificate(string name)
        => X509Certificate2.CreateFromPemFile(Path.Combine(CertificateFolder, $"{name}.pem"), Path.Combine(CertificateFolder, $"{name}.key"));

    private static TrustAnchors Anchors(string authority)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(Path.Combine(CertificateFolder, $"{authority}.pem"));
        return new TrustAnchors([.. certificates], [], TimeSpan.Zero);
    }

    private sealed class NoLedger : IRegionLedger
    {
        public Task AppendAsync(RegionLedgerEntry entry, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>Accepts every act.</summary>
    private sealed class HubOfTheTest : NotaryAssistanceService.NotaryAssistanceServiceBase
    {
        public TaskCompletionSource<ReplyToCaseRequest> Reply { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<Guid> EventIds { get; } = [];

        public override Task<ConfirmReceiptResponse> ConfirmReceipt(ConfirmReceiptRequest request, ServerCallContext context)
        {
            var answer = new ConfirmReceiptResponse { Case = Case(request.Action, 2) };
            answer.Receipt = Receipt(request, answer);
            return Task.FromResult(answer);
        }

        public override Task<StartCaseResponse> StartCase(StartCaseRequest request, ServerCallContext context)
        {
            var answer = new StartCaseResponse { Case = Case(request.Action, 3) };
            answer.Receipt = Receipt(request, answer);
            return Task.FromResult(answer);
        }

        public override Task<ReplyToCaseResponse> ReplyToCase(ReplyToCaseRequest request, ServerCallContext context)
        {
            var answer = new ReplyToCaseResponse { Case = Case(request.Action, 4) };
            answer.Receipt = Receipt(request, answer);
            Reply.TrySetResult(request);
            return Task.FromResult(answer);
        }

        private static CaseSummary Case(CaseAction action, int version)
            => new() { CaseId = action.CaseId, Version = version, RequestedOffice = action.ActingOffice };

        private ExchangeReceipt Receipt(IMessage request, IMessage answer)
        {
            EventIds.Add(Guid.CreateVersion7());
            return new ExchangeReceipt
            {
                ExchangeId = EventIds[^1].ToString(),
                DigestAlgorithm = DigestAlgorithm.Sha256,
                RequestDigest = ByteString.CopyFrom(MessageDigest.Compute(request)),
                ResponseDigest = ByteString.CopyFrom(MessageDigest.Compute(answer)),
            };
        }
    }
}
