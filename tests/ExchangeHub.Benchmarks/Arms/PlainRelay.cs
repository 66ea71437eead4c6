using System.Security.Cryptography;
using ExchangeHub.Benchmarks.Site;
using ExchangeHub.Contracts.Exchange.V1;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Domain.Messages;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Server;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static ExchangeHub.Contracts.Notary.V1.NotaryVerificationService;

namespace ExchangeHub.Benchmarks.Arms;

/// <summary>
/// What one would write first: check, ask, save, answer. A context and a <c>SaveChanges</c> for each call, on the hub's own
/// schema and with its durability.
/// </summary>
internal sealed class PlainRelay(NotaryVerificationServiceClient backOffice, IDbContextFactory<HubDbContext> contexts) : NotaryVerificationServiceBase
{
    // One writer at a time, in the plain arm's favour: without this, writers meet in SQLite's lock, sleep, and time out.
    private static readonly SemaphoreSlim Writing = new(1);

    public static async Task RunAsync(BenchmarkSite site, int backOfficePort)
    {
        using var channel = GrpcChannel.ForAddress($"https://127.0.0.1:{backOfficePort}", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { SslOptions = MutualTls.ToBackOffice(site), EnableMultipleHttp2Connections = true, UseProxy = false },
            DisposeHttpClient = true,
        });
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.ListenAsRelay(site);
        builder.Services.AddRouting();
        builder.Services.AddGrpc();
        Stores.Add(builder.Services, new HubOptions { Store = site.Store(Arm.Plain) });
        builder.Services.AddSingleton(new NotaryVerificationServiceClient(channel));
        var app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<PlainRelay>();
        await HubSchema.MigrateAsync(app.Services, CancellationToken.None);
        await RoleHost.ServeAsync(app);
    }

    public override async Task<VerifyCertificateResponse> VerifyCertificate(VerifyCertificateRequest request, ServerCallContext context)
    {
        var accepted = DateTimeOffset.UtcNow;
        var id = Guid.CreateVersion7(accepted);
        Validate(request);
        var requestDigest = MessageDigest.Compute(request);
        request.Header.ExchangeId = id.ToString();

        var answer = await backOffice.VerifyCertificateAsync(request, deadline: context.Deadline, cancellationToken: context.CancellationToken);

        var entry = new LedgerEntry
        {
            Id = id,
            ExchangeId = id,
            RequestId = request.Header.RequestId,
            Method = context.Method,
            Outcome = ExchangeOutcome.Answered,
            CallerId = "sc-notary-office",
            CallerRegion = "CN-SC",
            CallerCertificate = context.GetHttpContext().Connection.ClientCertificate!.GetCertHash(HashAlgorithmName.SHA256),
            ResponderId = "cq-back-office",
            ResponderRegion = "CN-CQ",
            RequestingOffice = request.Header.RequestingOffice.Uscc,
            RequestedOffice = request.Header.TargetOffice.Uscc,
            OperatorName = request.Header.OperatorName,
            OwnCaseNumber = request.Header.OwnCaseNumber,
            Purpose = request.Header.Purpose,
            LegalBasis = string.Join('\n', request.Header.LegalBasis),
            AcceptTime = accepted,
            CompleteTime = DateTimeOffset.UtcNow,
            RequestDigest = requestDigest,
            ResponseDigest = MessageDigest.Compute(answer),
        }.Sealed();
        await SaveAsync(entry);
        answer.Receipt = Receipt(request.Header, entry);
        return answer;
    }

    private async Task SaveAsync(LedgerEntry entry)
    {
        await Writing.WaitAsync();
        try
        {
            await using var database = await contexts.CreateDbContextAsync();
            database.LedgerEntries.Add(entry);
            await database.SaveChangesAsync();
        }
        finally
        {
            Writing.Release();
        }
    }

    private static void Validate(VerifyCertificateRequest request)
    {
        var isComplete = Guid.TryParse(request.Header?.RequestId, out _)
            && request.Header.RequestingOffice?.Uscc.Length == 18
            && request.Header.TargetOffice?.Uscc.Length == 18
            && request.CertificateNumber?.Raw.Length is >= 1 and <= 100
            && request.Party is not null
            && request.Reason?.Text.Length is >= 10 and <= 1000;
        if (!isComplete)
            throw new RpcException(new Status(StatusCode.InvalidArgument, "the request is not complete"));
    }

    private static ExchangeReceipt Receipt(ExchangeHeader header, LedgerEntry entry) => new()
    {
        ExchangeId = header.ExchangeId,
        RequestId = header.RequestId,
        Responder = new ParticipantReference { ParticipantId = entry.ResponderId, RegionCode = entry.ResponderRegion },
        AcceptTime = entry.AcceptTime.ToTimestamp(),
        AnswerTime = entry.CompleteTime.ToTimestamp(),
        DigestAlgorithm = DigestAlgorithm.Sha256,
        RequestDigest = ByteString.CopyFrom(entry.RequestDigest),
        ResponseDigest = ByteString.CopyFrom(entry.ResponseDigest),
    };
}
