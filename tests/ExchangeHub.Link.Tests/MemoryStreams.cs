using System.Threading.Channels;
using ExchangeHub.Contracts.Link.V1;
using Google.Protobuf;

namespace ExchangeHub.Link.Tests;

/// <summary>One side of a stream in memory; each message goes through its bytes, as on the wire.</summary>
internal sealed class MemoryStreams : FrameStream
{
    private readonly Channel<byte[]> _incoming;
    private readonly Channel<byte[]> _outgoing;

    private MemoryStreams(Channel<byte[]> incoming, Channel<byte[]> outgoing) => (_incoming, _outgoing) = (incoming, outgoing);

    /// <summary>How many frames each written message had.</summary>
    public List<int> Written { get; } = [];

    /// <summary>Awaited before each write.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public static (MemoryStreams One, MemoryStreams Other) Pair()
    {
        var there = Channel.CreateUnbounded<byte[]>();
        var back = Channel.CreateUnbounded<byte[]>();
        return (new MemoryStreams(there, back), new MemoryStreams(back, there));
    }

    public override async Task<IReadOnlyList<Frame>?> ReadAsync(CancellationToken cancellationToken)
        => await _incoming.Reader.WaitToReadAsync(cancellationToken) && _incoming.Reader.TryRead(out var message) ? ConnectRequest.Parser.ParseFrom(message).Frames : null;

    public override async Task WriteAsync(IReadOnlyList<Frame> frames)
    {
        await Gate;
        lock (Written)
            Written.Add(frames.Count);
        await _outgoing.Writer.WriteAsync(new ConnectRequest { Frames = { frames } }.ToByteArray());
    }

    /// <summary>Ends the stream, as the side that writes here.</summary>
    public void End(Exception? error = null) => _outgoing.Writer.TryComplete(error);
}
