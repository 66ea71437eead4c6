using System.Security.Cryptography.X509Certificates;
using ExchangeHub.Client.Calls;
using ExchangeHub.Contracts.Link.V1;
using Grpc.Core;

namespace ExchangeHub.TestKit;

/// <summary>A link to the hub that says frame by frame what the test wants, rules or not.</summary>
public sealed class RawLink : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HubChannel _channel;
    private readonly AsyncDuplexStreamingCall<ConnectRequest, ConnectResponse> _call;
    private readonly Queue<Frame> _read = new();

    private RawLink(HubChannel channel)
    {
        _channel = channel;
        _call = new LinkService.LinkServiceClient(channel.Invoker).Connect();
    }

    /// <summary>Opens a stream, and says nothing yet.</summary>
    public static RawLink Start(TestHub hub, X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(hub);
        return new RawLink(hub.Connect(certificate, "en"));
    }

    /// <summary>Opens a link, with hellos from both sides.</summary>
    public static async Task<RawLink> OpenAsync(TestHub hub, X509Certificate2 certificate, uint maxCalls = 100)
    {
        var link = Start(hub, certificate);
        await link.SendAsync(new Frame { Hello = new Hello { Version = 1, MaxCalls = maxCalls, MaxPayloadBytes = 1 << 20 } }, new Frame { Ping = new Ping() });
        if ((await link.ReadAsync()).Hello is null || (await link.ReadAsync()).Pong is null)
            throw new InvalidOperationException("The hub did not say hello.");
        return link;
    }

    public Task SendAsync(params IEnumerable<Frame> frames) => _call.RequestStream.WriteAsync(new ConnectRequest { Frames = { frames } });

    /// <summary>The hub's next frame, its pings left out.</summary>
    public async Task<Frame> ReadAsync()
    {
        while (true)
        {
            while (_read.TryDequeue(out var frame))
            {
                if (frame.Ping is null)
                    return frame;
            }
            if (!await _call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience))
                throw new EndOfStreamException("The hub has ended the stream.");
            foreach (var frame in _call.ResponseStream.Current.Frames)
                _read.Enqueue(frame);
        }
    }

    /// <summary>Reads until the hub ends the stream; an error is the hub's refusal.</summary>
    public async Task EndAsync()
    {
        while (await _call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience))
        {
            // What is said before the end does not matter.
            _read.Clear();
        }
    }

    /// <summary>Breaks the stream off.</summary>
    public void Dispose()
    {
        _call.Dispose();
        _channel.Dispose();
    }
}
