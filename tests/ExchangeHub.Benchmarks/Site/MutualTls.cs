using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Domain.Trust;
using ExchangeHub.Hub.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ExchangeHub.Benchmarks.Site;

/// <summary>Mutual TLS 1.3 for the relays that are not the hub, set as the hub sets it.</summary>
internal static class MutualTls
{
    /// <summary>Listens on a free port of the loopback address, over HTTP/2 and mutual TLS, with the hub's limits.</summary>
    public static void ListenAsRelay(this WebApplicationBuilder builder, BenchmarkSite site)
    {
        var certificate = SslStreamCertificateContext.Create(site.Relay, null, offline: true);
        var anchors = site.OfficeAnchors;
        var limits = new LimitOptions();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = limits.Connections;
            kestrel.Limits.Http2.MaxStreamsPerConnection = limits.ConcurrentCallsPerParticipant;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.UseHttps((_, _, _, _) => ValueTask.FromResult(new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = certificate,
                    ClientCertificateRequired = true,
                    EnabledSslProtocols = SslProtocols.Tls13,
                    ApplicationProtocols = [SslApplicationProtocol.Http2],
                    AllowTlsResume = false,
                    RemoteCertificateValidationCallback = (_, client, _, _) =>
                        client is X509Certificate2 certificate && anchors.Problem(certificate, CertificatePurpose.Client, TimeProvider.System.GetUtcNow()) is null,
                }), state: new object());
            });
        });
    }

    /// <summary>How a relay calls the back office.</summary>
    public static SslClientAuthenticationOptions ToBackOffice(BenchmarkSite site)
    {
        var anchors = site.BackOfficeAnchors;
        return new SslClientAuthenticationOptions
        {
            TargetHost = BenchmarkSite.BackOfficeName,
            ClientCertificateContext = SslStreamCertificateContext.Create(site.Relay, null, offline: true),
            EnabledSslProtocols = SslProtocols.Tls13,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            RemoteCertificateValidationCallback = (_, server, _, _) =>
                anchors.ServerProblem(server as X509Certificate2, BenchmarkSite.BackOfficeName, TimeProvider.System.GetUtcNow()) is null,
        };
    }
}
