using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;

namespace ExchangeHub.Client.Calls;

/// <summary>A connection to the hub over mutual TLS. Make one and keep it; generated clients work over <see cref="Invoker"/>.</summary>
public sealed class HubChannel : IDisposable
{
    private readonly GrpcChannel _channel;

    /// <summary>Prepares the connection; it is made at the first call.</summary>
    public HubChannel(HubClientOptions options, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _channel = GrpcChannel.ForAddress(options.Address, new GrpcChannelOptions
        {
            HttpHandler = Handler(options, clock ?? TimeProvider.System),
            DisposeHttpClient = true,
            ServiceConfig = Retries(options.Attempts),
        });
        Invoker = _channel.Intercept(headers =>
        {
            headers.Add("accept-language", options.Language);
            return headers;
        });
    }

    /// <summary>Give this to a generated client.</summary>
    public CallInvoker Invoker { get; }

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();

    /// <summary>Mutual TLS to the hub, with everything checked.</summary>
    internal static SocketsHttpHandler Handler(HubClientOptions options, TimeProvider clock)
    {
        var serverName = options.ServerName ?? options.Address.Host;
        return new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                TargetHost = serverName,
                ClientCertificateContext = SslStreamCertificateContext.Create(options.Certificate, null, offline: true),
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    options.HubTrustAnchors.ServerProblem(certificate as X509Certificate2, serverName, clock.GetUtcNow()) is null,
            },
            ConnectTimeout = TimeSpan.FromSeconds(5),
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            EnableMultipleHttp2Connections = true,
            UseProxy = false,
        };
    }

    /// <summary>
    /// Queries are read-only, and acts carry a request id, so either may be repeated where the hub or the region was
    /// unavailable; nothing else is.
    /// </summary>
    internal static ServiceConfig Retries(int attempts)
    {
        var config = new ServiceConfig();
        if (attempts < 2)
            return config;
        var method = new MethodConfig
        {
            RetryPolicy = new RetryPolicy
            {
                MaxAttempts = attempts,
                InitialBackoff = TimeSpan.FromMilliseconds(200),
                MaxBackoff = TimeSpan.FromSeconds(3),
                BackoffMultiplier = 2,
                RetryableStatusCodes = { StatusCode.Unavailable },
            },
        };
        foreach (var rpc in HubServices.Queries.Concat(HubServices.Writes).SelectMany(HubServices.Unary))
            method.Names.Add(new MethodName { Service = rpc.Service.FullName, Method = rpc.Name });
        config.MethodConfigs.Add(method);
        return config;
    }
}
