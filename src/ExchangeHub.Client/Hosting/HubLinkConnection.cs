using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Link.V1;
using ExchangeHub.Link;
using Grpc.Core;
using Grpc.Net.Client;

namespace ExchangeHub.Client.Hosting;

/// <summary>The link to one hub instance: opened, watched, and opened anew after a while that grows, until it is told to stop.</summary>
internal sealed partial class HubLinkConnection : IDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);

    private readonly Uri _hub;
    private readonly BackOfficeLinkOptions _options;
    private readonly UnaryMethods _methods;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly GrpcChannel _channel;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile LinkSession? _session;
    private volatile HubLinkState _state;

    public HubLinkConnection(Uri hub, BackOfficeLinkOptions options, UnaryMethods methods, TimeProvider clock, ILogger logger)
    {
        _hub = hub;
        _options = options;
        _methods = methods;
        _clock = clock;
        _logger = logger;
        _state = new HubLinkState(hub, null, null);
        var handler = HubChannel.Handler(
            new HubClientOptions { Address = hub, Certificate = options.Certificate, HubTrustAnchors = options.HubTrustAnchors, ServerName = options.HubName }, clock);
        _channel = GrpcChannel.ForAddress(hub, new GrpcChannelOptions
        {
            // A client, not its handler: the channel would put its own load balancer between, whose back-off grows to minutes.
            HttpClient = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = options.MessageBytes + LinkLimits.MessageOverhead,
            MaxSendMessageSize = null,
        });
    }

    /// <summary>The present link, up or coming up; null between two.</summary>
    public LinkSession? Session => _session;

    public HubLinkState State => _state;

    /// <summary>Completes when the first link is up.</summary>
    public Task Connected => _connected.Task;

    /// <summary>Keeps the link up until <see cref="Stop"/>, or at most until <paramref name="stop"/>. It does not fail.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop, _stopping.Token);
        var delay = FirstDelay;
        while (!end.IsCancellationRequested)
        {
            var start = _clock.GetTimestamp();
            var problem = await LinkAsync(stop);
            if (end.IsCancellationRequested)
                return;
            // A link that held was no failed attempt; one that is cut as soon as it is up is one.
            if (_clock.GetElapsedTime(start) > _options.LongestDelay)
                delay = FirstDelay;
            LogDown(_logger, _hub, problem, delay.TotalMilliseconds);
            try
            {
                // Jitter, so that many regions don't knock together.
                await Task.Delay(delay * (0.75 + 0.5 * Random.Shared.NextDouble()), _clock, end.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            delay = delay * 2 < _options.LongestDelay ? delay * 2 : _options.LongestDelay;
        }
    }

    /// <summary>Says goodbye, and connects no more.</summary>
    public void Stop()
    {
        _stopping.Cancel();
        _session?.SayGoodbye(GoodbyeReason.Stopping);
    }

    public void Dispose()
    {
        _channel.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Opens a link, and returns why it ended.</summary>
    private async Task<string> LinkAsync(CancellationToken stop)
    {
        using var call = new LinkService.LinkServiceClient(_channel).Connect(cancellationToken: stop);
        var settings = new LinkSettings
        {
            MaxCalls = _options.MaxCalls,
            MaxPayloadBytes = _options.MessageBytes,
            Heartbeat = _options.Heartbeat,
            HeartbeatTimeout = _options.HeartbeatTimeout,
            Drain = _options.Drain,
        };
        using var session = new LinkSession(_hub.Authority, new ClientStream(call), settings, _methods.AnswerAsync, _clock, _logger) { Confirmed = Up };
        _session = session;
        if (_stopping.IsCancellationRequested)
            session.Close("the back office stops"); // It was told so while there was no link to say goodbye on.
        await session.RunAsync(() => { }, () => null, stop);
        _session = null;
        _state = new HubLinkState(_hub, null, session.Problem);
        return session.Problem!;
    }

    /// <summary>Only now: before the hub has taken this side's hello, it still tells its callers that there is no link.</summary>
    private void Up()
    {
        _state = _state with { ConnectedSince = _clock.GetUtcNow() };
        LogUp(_logger, _hub);
        _connected.TrySetResult();
    }

    /// <summary>The stream as the region sees it.</summary>
    private sealed class ClientStream(AsyncDuplexStreamingCall<ConnectRequest, ConnectResponse> call) : FrameStream
    {
        private readonly ConnectRequest _request = new();

        public override async Task<IReadOnlyList<Frame>?> ReadAsync(CancellationToken cancellationToken)
        {
            try
            {
                return await call.ResponseStream.MoveNext(cancellationToken) ? call.ResponseStream.Current.Frames : null;
            }
            catch (RpcException error)
            {
                throw Explain(error);
            }
        }

        public override async Task WriteAsync(IReadOnlyList<Frame> frames)
        {
            _request.Frames.Clear();
            _request.Frames.AddRange(frames);
            try
            {
                await call.RequestStream.WriteAsync(_request);
            }
            catch (RpcException error)
            {
                throw Explain(error);
            }
        }

        private static IOException Explain(RpcException error)
        {
            var refusal = HubError.From(error);
            return new IOException(refusal.Reason.Length > 0 ? $"{refusal.Reason}: {refusal.Text}" : error.Status.Detail, error);
        }
    }

    [LoggerMessage(2802, LogLevel.Information, "The link to {Hub} is up")]
    private static partial void LogUp(ILogger logger, Uri hub);

    [LoggerMessage(2803, LogLevel.Warning, "The link to {Hub} is down: {Problem}; the next attempt is in about {Milliseconds} ms")]
    private static partial void LogDown(ILogger logger, Uri hub, string problem, double milliseconds);
}
