using ExchangeHub.Contracts.Link.V1;
using ExchangeHub.Hub.Configuration;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Link;
using Grpc.Core;
using static ExchangeHub.Contracts.Link.V1.LinkService;

namespace ExchangeHub.Hub.Links;

/// <summary>Where back offices open their links (长连接): who may is decided by certificate and configuration, as for every call.</summary>
internal sealed class LinkEndpoint(BackOfficeLinks links, LinkedCalls calls, Admission admission, HubOptions options, TimeProvider clock, ILogger<LinkEndpoint> logger) : LinkServiceBase
{
    private readonly LinkSettings _settings = new()
    {
        MaxCalls = options.Limits.ConcurrentCallsPerParticipant,
        MaxPayloadBytes = options.Limits.MessageBytes,
        Heartbeat = TimeSpan.FromMilliseconds(options.Links.HeartbeatMs),
        HeartbeatTimeout = TimeSpan.FromMilliseconds(options.Links.HeartbeatTimeoutMs),
        Drain = TimeSpan.FromMilliseconds(options.Links.DrainMs),
        EndsStream = true,
    };

    public override async Task Connect(IAsyncStreamReader<ConnectRequest> requestStream, IServerStreamWriter<ConnectResponse> responseStream, ServerCallContext context)
    {
        var caller = new LinkedCaller(context.GetHttpContext().Connection.ClientCertificate!, admission);
        caller.Current();
        using var session = new LinkSession(caller.ParticipantId, new ServerStream(requestStream, responseStream), _settings, call => calls.AnswerAsync(call, caller), clock, logger);
        var link = new OpenLink(caller, context.Peer, session);
        links.Add(link);
        try
        {
            await session.RunAsync(() => links.Use(link), caller.Problem, context.CancellationToken);
        }
        finally
        {
            links.Remove(link);
        }
    }

    /// <summary>The stream as the hub sees it.</summary>
    private sealed class ServerStream(IAsyncStreamReader<ConnectRequest> requests, IServerStreamWriter<ConnectResponse> responses) : FrameStream
    {
        private readonly ConnectResponse _response = new();

        public override async Task<IReadOnlyList<Frame>?> ReadAsync(CancellationToken cancellationToken)
            => await requests.MoveNext(cancellationToken) ? requests.Current.Frames : null;

        public override Task WriteAsync(IReadOnlyList<Frame> frames)
        {
            _response.Frames.Clear();
            _response.Frames.AddRange(frames);
            return responses.WriteAsync(_response);
        }
    }
}
