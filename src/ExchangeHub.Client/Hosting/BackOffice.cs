using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Client.Ledger;
using ExchangeHub.Domain.Trust;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace ExchangeHub.Client.Hosting;

/// <summary>How a back office is reached by the hub.</summary>
public sealed record BackOfficeOptions
{
    /// <summary>Address to listen on; port 0 takes a free one.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>The back office's own certificate, with private key and extended key usage serverAuth.</summary>
    public required X509Certificate2 Certificate { get; init; }

    /// <summary>Certificates that the hub's client certificate must chain to.</summary>
    public required TrustAnchors HubTrustAnchors { get; init; }

    /// <summary>The DNS name that the hub's certificate must carry: nobody else may call.</summary>
    public required string HubName { get; init; }

    /// <summary>Largest message in bytes. A delivery is what the hub accepted, up to 256 KiB, and what it says of the case.</summary>
    public int MessageBytes { get; init; } = 320 * 1024;
}

/// <summary>Hosts a back office: the hub, and only the hub, may call it over mutual TLS, and each answer is in its own ledger before it leaves.</summary>
public static class BackOffice
{
    /// <summary>Prepares <paramref name="builder"/>; map the services afterwards with <c>MapGrpcService</c>.</summary>
    /// <param name="builder">Any web application's builder.</param>
    /// <param name="options">How it is reached.</param>
    /// <param name="ledger">The region's own ledger.</param>
    public static WebApplicationBuilder AddBackOffice(this WebApplicationBuilder builder, BackOfficeOptions options, IRegionLedger ledger)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        builder.Services.AddRouting();
        builder.Services.AddSingleton(ledger);
        builder.Services.AddSingleton(new RegionLedgerInterceptor(ledger, TimeProvider.System));
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = options.MessageBytes;
            grpc.Interceptors.Add<RegionLedgerInterceptor>();
        });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Listen(kestrel, options));
        return builder;
    }

    private static void Listen(KestrelServerOptions kestrel, BackOfficeOptions options)
    {
        var certificate = SslStreamCertificateContext.Create(options.Certificate, null, offline: true);
        kestrel.AddServerHeader = false;
        kestrel.Limits.Http2.MaxStreamsPerConnection = 512;
        kestrel.Listen(options.Listen, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = certificate,
                    ClientCertificateRequired = true,
                    EnabledSslProtocols = SslProtocols.Tls13 | SslProtocols.Tls12,
                    ApplicationProtocols = [SslApplicationProtocol.Http2],
                    AllowTlsResume = false,
                    RemoteCertificateValidationCallback = (_, client, _, _) => IsHub(client as X509Certificate2, options),
                }),
            });
        });
    }

    private static bool IsHub(X509Certificate2? client, BackOfficeOptions options)
        => client is not null
            && options.HubTrustAnchors.Problem(client, CertificatePurpose.Client, TimeProvider.System.GetUtcNow()) is null
            && client.MatchesHostname(options.HubName, allowWildcards: false, allowCommonName: false);
}
