namespace ExchangeHub.FunctionalTests.Attachments;

/// <summary>Says of each read, once the content was read through for its digest, where it began; the test may break something then, once at each place.</summary>
internal sealed class NotingStream(byte[] content, Action<long> onRead) : MemoryStream(content)
{
    private readonly HashSet<long> _places = [];
    private bool _hashed;

    /// <summary>How often it was read from elsewhere than where the last read ended.</summary>
    public int Breaks { get; private set; }

    public override long Position
    {
        get => base.Position;
        set
        {
            _hashed |= base.Position == Length;
            if (_hashed && value > 0)
                Breaks++;
            base.Position = value;
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_hashed && _places.Add(base.Position))
            onRead(base.Position);
        return base.ReadAsync(buffer, cancellationToken);
    }
}
