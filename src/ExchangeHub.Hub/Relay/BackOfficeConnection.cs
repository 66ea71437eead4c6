using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using Grpc.Core;
using Grpc.Net.Client;

namespace ExchangeHub.Hub.Relay;

/// <summary>
/// The way to one back office: connections that are reused and kept alive, and a quick "no" while it can't be reached.
/// </summary>
/// <remarks>
/// When a connection can't be made, calls fail at once until a probe, in the background, gets through: TCP and TLS with
/// everything checked. So callers never wait for a region that is down, and it comes back without their help.
/// </remarks>
internal sealed partial class BackOfficeConnection : IBackOffice, IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan KeepAliveDelay = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan KeepAliveTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstProbeDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestProbeDelay = TimeSpan.FromSeconds(15);

    private readonly Region _region;
    private readonly HubStateHolder _state;
    private readonly Uri _address;
    private readonly string _serverName;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly GrpcChannel _channel;
    private readonly CancellationTokenSource _disposed = new();
    private int _down;

    public BackOfficeConnection(Region region, HubStateHolder state, bool allowTls12, int maxMessageBytes, TimeProvider clock, ILogger logger)
    {
        _region = region;
        _state = state;
        _clock = clock;
        _logger = logger;
        _address = new Uri(Endpoint.Address);
        _serverName = Endpoint.ServerName.Length > 0 ? Endpoint.ServerName : _address.Host;
        Certificate = state.Current.Certificate;
        TlsOptions = new SslClientAuthenticationOptions
        {
            TargetHost = _serverName,
            ClientCertificateContext = state.Current.CertificateContext,
            EnabledSslProtocols = allowTls12 ? SslProtocols.Tls12 | SslProtocols.Tls13 : SslProtocols.Tls13,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => IsTrusted(certificate as X509Certificate2),
            ApplicationProtocols = [SslApplicationProtocol.Http2],
        };
        var handler = new SocketsHttpHandler
        {
            SslOptions = TlsOptions,
            ConnectTimeout = ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = KeepAliveDelay,
            KeepAlivePingTimeout = KeepAliveTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(10),
            // A certificate that is changed or revoked over there is looked at again at least this often.
            PooledConnectionLifetime = TimeSpan.FromHours(1),
            // A region answers for itself: it sends the hub nowhere else and gives it no cookies. The trace context is the relay's to pass on.
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            AutomaticDecompression = System.Net.DecompressionMethods.None,
            UseProxy = false,
        };
        _channel = GrpcChannel.ForAddress(_address, new GrpcChannelOptions
        {
            // A client, not its handler: the channel would put its own load balancer between, whose back-off grows to minutes.
            HttpClient = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan }, // Each call has its deadline.
            DisposeHttpClient = true,
            MaxReceiveMessageSize = maxMessageBytes,
            MaxSendMessageSize = null, // What came in was already measured; the header that the hub adds may exceed it a little.
        });
        // Not by the client, which would hold an answer whole in memory before its size is looked at.
        Invoker = new UnaryCallInvoker(new HttpMessageInvoker(handler, disposeHandler: false), _address, maxMessageBytes, clock, _channel.CreateCallInvoker());
    }

    public CallInvoker Invoker { get; }

    /// <summary>The hub's certificate that the connection was made with.</summary>
    public X509Certificate2 Certificate { get; }

    public EndpointOptions Endpoint => _region.BackOffice!.Endpoint!;

    /// <summary>Whether the last attempt to connect failed, and none has succeeded since.</summary>
    public bool IsDown => Volatile.Read(ref _down) != 0;

    private SslClientAuthenticationOptions TlsOptions { get; }

    /// <inheritdoc/>
    public async Task<TResponse> AskAsync<TRequest, TResponse>(Func<CallInvoker, TRequest, CallOptions, AsyncUnaryCall<TResponse>> ask, TRequest request, CallOptions options)
    {
        if (IsDown)
            throw RegionErrors.Unreachable(_region.Code);
        try
        {
            return await ask(Invoker, request, options);
        }
        catch (RpcException error)
        {
            throw Explain(error, options.CancellationToken);
        }
    }

    /// <summary>Connects once, TCP and TLS, with everything checked, and closes again. Returns what is wrong; null if nothing is.</summary>
    public async Task<string?> ProbeAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(ConnectTimeout);
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(_address.IdnHost, _address.Port, timeout.Token);
            await using var tls = new SslStream(new NetworkStream(socket));
            await tls.AuthenticateAsClientAsync(TlsOptions, timeout.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no connection within {ConnectTimeout.TotalSeconds} s";
        }
        catch (Exception error) when (error is SocketException or IOException or AuthenticationException)
        {
            return error.Message;
        }
    }

    /// <summary>The back office's clock, to the second, as its HTTP server tells it; null where it does not, or not in time.</summary>
    public async Task<DateTimeOffset?> ReadClockAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(ConnectTimeout);
        using var handler = new SocketsHttpHandler { SslOptions = TlsOptions, ConnectTimeout = ConnectTimeout, UseProxy = false };
        using var client = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, _address) { Version = System.Net.HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        try
        {
            using var response = await client.SendAsync(request, timeout.Token);
            return response.Headers.Date;
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    public void Dispose()
    {
        _disposed.Cancel();
        _channel.Dispose();
        _disposed.Dispose();
    }

    private HubException Explain(RpcException error, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return new HubException(ErrorCatalogue.CallCancelled);
        if (!NothingWasSent(error))
            return RegionErrors.Explain(_region.Code, error, _logger);
        WentDown(error);
        return RegionErrors.Unreachable(_region.Code);
    }

    /// <summary>Whether the call failed because no connection could be made: only then is it certain that the region knows nothing of it.</summary>
    private static bool NothingWasSent(RpcException error) => error.Status.DebugException switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError } => true,
        OperationCanceledException cancelled => cancelled.GetBaseException() is TimeoutException, // Of the time to connect; a call's own deadline is another status.
        _ => false,
    };

    private void WentDown(RpcException error)
    {
        if (Interlocked.Exchange(ref _down, 1) != 0)
            return;
        LogDown(_logger, _region.Code, Endpoint.Address, error.Status.DebugException?.GetBaseException().Message ?? "");
        _ = ProbeUntilUpAsync();
    }

    private async Task ProbeUntilUpAsync()
    {
        var delay = FirstProbeDelay;
        try
        {
            do
            {
                // Jitter, so that many hubs don't knock together.
                await Task.Delay(delay * (0.75 + 0.5 * Random.Shared.NextDouble()), _clock, _disposed.Token);
                delay = delay * 2 < LongestProbeDelay ? delay * 2 : LongestProbeDelay;
            }
            while (await ProbeAsync(_disposed.Token) is not null);
            LogUp(_logger, _region.Code);
            Volatile.Write(ref _down, 0);
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            // The connection was replaced or the hub stops; nobody waits for the answer.
            LogProbeEnded(_logger, _region.Code);
        }
    }

    private bool IsTrusted(X509Certificate2? certificate)
    {
        var problem = _state.Current.Regions.TryGetValue(_region.Code, out var region)
            ? region.TrustAnchors.ServerProblem(certificate, _serverName, _clock.GetUtcNow())
            : "its region is no longer configured";
        if (problem is not null)
            LogNotTrusted(_logger, _region.Code, problem);
        return problem is null;
    }

    [LoggerMessage(1401, LogLevel.Warning, "Region {Region} at {Address} can't be reached: {Problem}; calls fail at once until it can")]
    private static partial void LogDown(ILogger logger, string region, string address, string problem);

    [LoggerMessage(1402, LogLevel.Information, "Region {Region} can be reached again")]
    private static partial void LogUp(ILogger logger, string region);

    [LoggerMessage(1403, LogLevel.Warning, "The certificate of region {Region}'s back office is not trusted: {Problem}")]
    private static partial void LogNotTrusted(ILogger logger, string region, string problem);

    [LoggerMessage(1405, LogLevel.Debug, "Stopped probing region {Region}")]
    private static partial void LogProbeEnded(ILogger logger, string region);
}
