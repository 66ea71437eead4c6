using System.Buffers;
using System.Buffers.Binary;
using Grpc.Core;

namespace ExchangeHub.Hub.Relay;

/// <summary>One message as gRPC frames it: a byte that says whether it is compressed, its length, itself.</summary>
internal readonly struct GrpcMessage : IDisposable
{
    private const int PrefixSize = 5;
    private const int FirstBuffer = 1024;

    private readonly byte[] _rented;
    private readonly int _length;

    private GrpcMessage(byte[] rented, int length) => (_rented, _length) = (rented, length);

    /// <summary>The framed bytes of a message.</summary>
    public static byte[] Write<T>(Marshaller<T> marshaller, T message)
    {
        var writer = new Writer();
        marshaller.ContextualSerializer(message, writer);
        return writer.Framed;
    }

    /// <summary>Reads a stream that holds one message and nothing else, to its end.</summary>
    /// <exception cref="InvalidDataException">It is none, or too large; the message says what it is.</exception>
    public static async Task<GrpcMessage> ReadAsync(Stream stream, int maxMessageBytes, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        var length = 0;
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0)
            {
                length += read;
                if (length < PrefixSize)
                    continue;
                var expected = Expected(buffer, maxMessageBytes);
                if (length > expected)
                    throw new InvalidDataException("it is more than one message");
                if (length == buffer.Length)
                    buffer = Grow(buffer, length, Math.Min(buffer.Length * 2, expected + 1)); // One more, so that too much is noticed.
            }
            return new GrpcMessage(buffer, length);
        }
        catch
        {
            Return(buffer);
            throw;
        }
    }

    /// <summary>The message.</summary>
    /// <exception cref="InvalidDataException">There is none, or only a part of one.</exception>
    public T Parse<T>(Marshaller<T> marshaller)
    {
        if (_length < PrefixSize || _length < Expected(_rented, int.MaxValue))
            throw new InvalidDataException("it is no whole message");
        return marshaller.ContextualDeserializer(new Reader(_rented.AsMemory(PrefixSize, _length - PrefixSize)));
    }

    public void Dispose() => Return(_rented);

    /// <summary>Length of the whole, by its prefix.</summary>
    private static int Expected(byte[] buffer, int maxMessageBytes)
    {
        var size = BinaryPrimitives.ReadUInt32BigEndian(buffer.AsSpan(1));
        if (size > maxMessageBytes)
            throw new InvalidDataException("it is larger than the limit");
        return buffer[0] == 0
            ? PrefixSize + (int)size
            : throw new InvalidDataException("it is compressed, which it may not be");
    }

    private static byte[] Grow(byte[] buffer, int length, int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(size, length + 1));
        buffer.AsSpan(0, length).CopyTo(larger);
        Return(buffer);
        return larger;
    }

    /// <summary>The buffer held what one person asked about another.</summary>
    private static void Return(byte[] buffer) => ArrayPool<byte>.Shared.Return(buffer, clearArray: true);

    /// <summary>Takes a message of known length.</summary>
    private sealed class Writer : SerializationContext, IBufferWriter<byte>
    {
        private int _written = PrefixSize;

        public byte[] Framed { get; private set; } = [];

        public override void SetPayloadLength(int payloadLength)
        {
            Framed = new byte[PrefixSize + payloadLength];
            BinaryPrimitives.WriteInt32BigEndian(Framed.AsSpan(1), payloadLength);
        }

        public override IBufferWriter<byte> GetBufferWriter() => this;

        public override void Complete()
        {
        }

        public override void Complete(byte[] payload)
        {
            ArgumentNullException.ThrowIfNull(payload);
            SetPayloadLength(payload.Length);
            payload.CopyTo(Framed, PrefixSize);
        }

        public void Advance(int count) => _written += count;

        public Memory<byte> GetMemory(int sizeHint = 0) => Framed.AsMemory(_written);

        public Span<byte> GetSpan(int sizeHint = 0) => Framed.AsSpan(_written);
    }

    /// <summary>Gives a message away; who parses it copies what he keeps.</summary>
    private sealed class Reader(ReadOnlyMemory<byte> message) : DeserializationContext
    {
        public override int PayloadLength => message.Length;

        public override byte[] PayloadAsNewBuffer() => message.ToArray();

        public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => new(message);
    }
}
