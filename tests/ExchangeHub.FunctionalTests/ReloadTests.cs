using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Server.Certificates;
using ExchangeHub.TestKit;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace ExchangeHub.FunctionalTests;

/// <summary>Certificates, revocation lists and participants change without a restart, and on connections that are open.</summary>
public abstract class ReloadTests(string store) : FunctionalTest(store)
{
    private const int NotReloaded = 1102;

    [SkippableFact]
    public async Task Reload_CertificateRevoked_OpenConnectionIsRefused()
    {
        await using var hub = await StartHubAsync((hub, options) =>
        {
            TestPki.WriteRevocationList(hub.FileName("sc.crl"), hub.Pki.Sichuan);
            return options with { Regions = [.. options.Regions.Select(region => region.Code == "CN-SC" ? region with { RevocationListFiles = [hub.FileName("sc.crl")] } : region)] };
        });
        using var channel = hub.Connect();
        await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());

        hub.Pki.Sichuan.Revoke(hub.Office);
        TestPki.WriteRevocationList(hub.FileName("sc.crl"), hub.Pki.Sichuan);
        hub.Reload();

        var error = await channel.FailAsync(Questions.VerifyCertificate());
        Assert.Equal((StatusCode.Unauthenticated, "CERTIFICATE_NOT_TRUSTED"), (error.Code, error.Reason));
    }

    [SkippableFact]
    public async Task Reload_ParticipantRemovedAndAnotherAdded_TakesEffect()
    {
        await using var hub = await StartHubAsync();
        var newcomer = TestPki.Client(hub.Pki.Sichuan, "newcomer");
        using var old = hub.Connect();
        using var fresh = hub.Connect(newcomer);
        await old.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
        Assert.Equal("CERTIFICATE_NOT_REGISTERED", (await fresh.FailAsync(Questions.VerifyCertificate())).Reason);

        hub.Change(options => options with
        {
            Participants = [.. options.Participants.Where(participant => participant.Id != "sc-notary-office"), TestHub.Participant("newcomer", "CN-SC", "notary-office", newcomer) with { Offices = [Questions.SichuanOffice] }],
        });
        hub.Reload();

        await fresh.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
        Assert.Equal("CERTIFICATE_NOT_REGISTERED", (await old.FailAsync(Questions.VerifyCertificate())).Reason);
    }

    [SkippableFact]
    public async Task Reload_BrokenConfiguration_KeepsThePresentOne()
    {
        await using var hub = await StartHubAsync();
        hub.Log.Allow(NotReloaded);
        using var channel = hub.Connect();

        hub.Change(options => options with { Regions = [] });
        hub.Reload();

        await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
        Assert.Contains("Regions", (await hub.Log.First(NotReloaded)).Text);
    }

    [SkippableFact]
    public async Task Reload_OwnCertificateReplaced_IsShownToNewConnectionsAndToBackOffices()
    {
        await using var hub = await StartHubAsync();
        using var channel = hub.Connect();
        await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
        var before = await ShownCertificateAsync(hub);

        var next = TestPki.Both(hub.Pki.Hub, "hub");
        TestPki.WritePem(hub.FileName("hub.pem"), next);
        TestPki.WriteKey(hub.FileName("hub.key"), next);
        hub.Reload();

        var after = await ShownCertificateAsync(hub);
        Assert.NotEqual(before, after);
        Assert.Equal(next.GetCertHashString(HashAlgorithmName.SHA256), after);
        await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());
    }

    [SkippableFact]
    public async Task Call_CertificateExpiresWhileConnected_IsRefused()
    {
        var clock = new ShiftedClock();
        X509Certificate2? brief = null;
        await using var hub = await StartHubAsync(
            (hub, options) =>
            {
                brief = hub.Pki.Sichuan.Issue("sc-brief", [CertificateAuthority.ClientAuth], notAfter: clock.GetUtcNow().AddHours(1));
                return options with { Participants = [.. options.Participants, TestHub.Participant("sc-brief", "CN-SC", "notary-office", brief) with { Offices = [Questions.SichuanOffice] }] };
            },
            builder => builder.Services.AddSingleton<TimeProvider>(clock));
        using var channel = hub.Connect(brief);
        await channel.Notary().VerifyCertificateAsync(Questions.VerifyCertificate());

        clock.Shift = TimeSpan.FromHours(2);

        var error = await channel.FailAsync(Questions.VerifyCertificate());
        Assert.Equal("CERTIFICATE_NOT_TRUSTED", error.Reason);
        Assert.Equal("expired", error.Metadata["problem"]);
    }

    private static async Task<string> ShownCertificateAsync(TestHub hub)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", hub.Address.Port);
        await using var tls = new SslStream(socket.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = TestPki.HubName,
            ClientCertificates = [hub.Office],
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        });
        return tls.RemoteCertificate!.GetCertHashString(HashAlgorithmName.SHA256);
    }
}

public sealed class ReloadTestsOnSqlite() : ReloadTests(StoreOptions.Sqlite);

public sealed class ReloadTestsOnPostgreSql() : ReloadTests(StoreOptions.PostgreSql);
