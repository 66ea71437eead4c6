using ExchangeHub.Contracts.Link.V1;

namespace ExchangeHub.Link;

/// <summary>The stream under a link, seen from one side: its messages are lists of frames.</summary>
internal abstract class FrameStream
{
    /// <summary>The frames of the next message; null at the stream's end.</summary>
    public abstract Task<IReadOnlyList<Frame>?> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Writes frames as one message. Called for one message at a time; the list is the caller's again when this has completed.</summary>
    public abstract Task WriteAsync(IReadOnlyList<Frame> frames);
}
