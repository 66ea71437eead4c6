using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Notary.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Server.Certificates;
using ExchangeHub.TestKit;
using Grpc.Core;

namespace ExchangeHub.FunctionalTests;

/// <summary>Who gets a connection, and who does not.</summary>
public abstract class ConnectionTests(string store) : FunctionalTest(store)
{
    private const int ClientNotTrusted = 1001;

    [SkippableFact]
    public async Task Connect_WithoutCertificate_IsRefused()
    {
        await using var hub = await StartHubAsync();
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(hub.Address, new() { HttpHandler = handler });

        var error = await Assert.ThrowsAsync<RpcException>(async () => await new NotaryVerificationService.NotaryVerificationServiceClient(channel).VerifyCertificateAsync(Questions.VerifyCertificate()));

        Assert.Contains(error.StatusCode, new[] { StatusCode.Unavailable, StatusCode.Internal });
        Assert.Empty(hub.Chongqing.Received);
        Assert.Empty(await hub.LedgerAsync());
    }

    public static TheoryData<string, string> BadCertificates => new()
    {
        { "unknown authority", "issued by no known authority" },
        { "expired", "expired" },
        { "not yet valid", "not yet valid" },
        { "server only", "lacks clientAuth" },
        { "no usage", "lacks clientAuth" },
        { "revoked", "revoked" },
        { "forged issuer", "no chain" },
    };

    [SkippableTheory]
    [MemberData(nameof(BadCertificates))]
    public async Task Connect_WithBadCertificate_IsRefused(string kind, string problem)
    {
        await using var hub = await StartHubAsync((hub, options) =>
        {
            hub.Pki.Sichuan.Revoke(hub.Office);
            TestPki.WriteRevocationList(hub.FileName("sc.crl"), hub.Pki.Sichuan);
            return options with { Regions = [.. options.Regions.Select(region => region.Code == "CN-SC" ? region with { RevocationListFiles = [hub.FileName("sc.crl")] } : region)] };
        });
        using var channel = hub.Connect(Certificate(kind, hub));

        var error = await channel.FailAsync(Questions.VerifyCertificate());

        Assert.Contains(error.Code, new[] { StatusCode.Unavailable, StatusCode.Internal });
        Assert.Contains(problem, (await hub.Log.First(ClientNotTrusted)).Text);
        Assert.Empty(hub.Chongqing.Received);
        Assert.Empty(await hub.LedgerAsync());
    }

    [SkippableFact]
    public async Task Connect_RevocationListOutOfDate_IsRefused()
    {
        var past = TimeProvider.System.GetUtcNow().AddDays(-2);
        await using var hub = await StartHubAsync((hub, options) =>
        {
            TestPki.WriteRevocationList(hub.FileName("sc.crl"), hub.Pki.Sichuan, past, past.AddHours(1));
            return options with { Regions = [.. options.Regions.Select(region => region.Code == "CN-SC" ? region with { RevocationListFiles = [hub.FileName("sc.crl")], RevocationGraceHours = 1 } : region)] };
        });
        using var channel = hub.Connect();

        await channel.FailAsync(Questions.VerifyCertificate());

        Assert.Contains("out of date", (await hub.Log.First(ClientNotTrusted)).Text);
    }

    [SkippableFact]
    public async Task Connect_RightAuthorityButUnregistered_IsUnauthenticated()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect(TestPki.Client(hub.Pki.Sichuan, "somebody"));

        var error = await channel.FailAsync(Questions.VerifyCertificate());

        Assert.Equal((StatusCode.Unauthenticated, "CERTIFICATE_NOT_REGISTERED"), (error.Code, error.Reason));
    }

    [SkippableFact]
    public async Task Connect_OneRegionsAuthorityNamesAnothersOffice_IsUnauthenticated()
    {
        await using var hub = await StartHubAsync((hub, options) => options with
        {
            Participants = [.. options.Participants.Select(participant => participant.Id == "sc-notary-office"
                ? participant with { Certificates = [new() { Subject = hub.Office.Subject }] }
                : participant)],
        });
        using var genuine = hub.Connect();
        await genuine.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
        using var channel = hub.Connect(TestPki.Client(hub.Pki.Chongqing, "sc-notary-office"));

        var error = await channel.FailAsync(Questions.VerifyCertificate());

        Assert.Equal("CERTIFICATE_NOT_REGISTERED", error.Reason);
    }

    [SkippableFact]
    public async Task Connect_RegisteredHashIssuedByAnotherRegion_IsUnauthenticated()
    {
        X509Certificate2? foreign = null;
        await using var hub = await StartHubAsync((hub, options) =>
        {
            foreign = TestPki.Client(hub.Pki.Chongqing, "sc-other");
            return options with { Participants = [.. options.Participants, TestHub.Participant("sc-other", "CN-SC", "notary-office", foreign)] };
        });
        using var channel = hub.Connect(foreign);

        var error = await channel.FailAsync(Questions.VerifyCertificate());

        Assert.Equal("CERTIFICATE_NOT_REGISTERED", error.Reason);
    }

    [SkippableFact]
    public async Task Connect_TwoCertificatesOfOneParticipant_BothWork()
    {
        X509Certificate2? next = null;
        await using var hub = await StartHubAsync((hub, options) =>
        {
            next = TestPki.Client(hub.Pki.Sichuan, "sc-notary-office-2027");
            return options with
            {
                Participants = [.. options.Participants.Select(participant => participant.Id == "sc-notary-office"
                    ? TestHub.Participant("sc-notary-office", "CN-SC", "notary-office", hub.Office, next) with { Offices = participant.Offices }
                    : participant)],
            };
        });

        foreach (var certificate in new[] { hub.Office, next! })
        {
            using var channel = hub.Connect(certificate);
            var answer = await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
            Assert.Equal(CertificateFinding.Authentic, answer.Finding);
        }
        Assert.All(await hub.LedgerAsync(), entry => Assert.Equal("sc-notary-office", entry.CallerId));
        Assert.Equal(2, (await hub.LedgerAsync()).Select(entry => Convert.ToHexString(entry.CallerCertificate)).Distinct().Count());
    }

    [SkippableFact]
    public async Task Connect_HubsCertificateOfAnotherAuthority_ClientRefuses()
    {
        await using var hub = await StartHubAsync();
        using var channel = new HubChannel(new HubClientOptions
        {
            Address = hub.Address,
            ServerName = TestPki.HubName,
            Certificate = hub.Office,
            HubTrustAnchors = TestPki.Anchors(hub.Pki.Sichuan),
            Attempts = 1,
        });

        var error = await channel.FailAsync(Questions.VerifyCertificate());

        Assert.Contains(error.Code, new[] { StatusCode.Unavailable, StatusCode.Internal });
        Assert.Empty(await hub.LedgerAsync());
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connect_WithTls12_WorksOnlyIfAllowed(bool allowed)
    {
        await using var hub = await StartHubAsync((_, options) => options with { AllowTls12 = allowed });
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", hub.Address.Port);
        await using var tls = new SslStream(socket.GetStream());

        var handshake = tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = TestPki.HubName,
            ClientCertificates = [hub.Office],
            EnabledSslProtocols = SslProtocols.Tls12,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        });

        if (allowed)
            await handshake;
        else
            await Assert.ThrowsAnyAsync<Exception>(() => handshake);
        Assert.Equal(allowed, tls.IsAuthenticated);
    }

    private static X509Certificate2 Certificate(string kind, TestHub hub)
    {
        var now = TimeProvider.System.GetUtcNow();
        string[] client = [CertificateAuthority.ClientAuth];
        using var stranger = TestPki.NewAuthority("stranger");
        using var forger = TestPki.NewAuthority("sc"); // The Sichuan authority's name, with another key.
        return kind switch
        {
            "unknown authority" => TestPki.Client(stranger, "sc-notary-office"),
            "expired" => hub.Pki.Sichuan.Issue("sc-notary-office", client, notBefore: now.AddDays(-2), notAfter: now.AddMinutes(-1)),
            "not yet valid" => hub.Pki.Sichuan.Issue("sc-notary-office", client, notBefore: now.AddDays(1)),
            "server only" => hub.Pki.Sichuan.Issue("sc-notary-office", [CertificateAuthority.ServerAuth]),
            "no usage" => hub.Pki.Sichuan.Issue("sc-notary-office", []),
            "revoked" => hub.Office,
            "forged issuer" => TestPki.Client(forger, "sc-notary-office"),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }
}

public sealed class ConnectionTestsOnSqlite() : ConnectionTests(StoreOptions.Sqlite);

public sealed class ConnectionTestsOnPostgreSql() : ConnectionTests(StoreOptions.PostgreSql);
