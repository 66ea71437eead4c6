using System.Buffers;
using Google.Protobuf;
using Grpc.Core;

namespace ExchangeHub.Link;

/// <summary>Turns messages into the bytes of a frame and back, with the marshallers that generated code has.</summary>
internal static class Payload
{
    public static ByteString Write<T>(Marshaller<T> marshaller, T message)
    {
        var writer = new Writer();
        marshaller.ContextualSerializer(message, writer);
        return writer.Bytes;
    }

    /// <exception cref="InvalidProtocolBufferException">The bytes are no such message.</exception>
    public static T Read<T>(Marshaller<T> marshaller, ByteString bytes) => marshaller.ContextualDeserializer(new Reader(bytes));

    /// <summary>Takes a message of known length.</summary>
    private sealed class Writer : SerializationContext, IBufferWriter<byte>
    {
        private byte[] _bytes = [];
        private int _written;

        public ByteString Bytes => UnsafeByteOperations.UnsafeWrap(_bytes);

        public override void SetPayloadLength(int payloadLength) => _bytes = new byte[payloadLength];

        public override IBufferWriter<byte> GetBufferWriter() => this;

        public override void Complete()
        {
        }

        public override void Complete(byte[] payload) => _bytes = payload;

        public void Advance(int count) => _written += count;

        public Memory<byte> GetMemory(int sizeHint = 0) => _bytes.AsMemory(_written);

        public Span<byte> GetSpan(int sizeHint = 0) => _bytes.AsSpan(_written);
    }

    /// <summary>Gives a message away; who parses it copies what he keeps.</summary>
    private sealed class Reader(ByteString bytes) : DeserializationContext
    {
        public override int PayloadLength => bytes.Length;

        public override byte[] PayloadAsNewBuffer() => bytes.ToByteArray();

        public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => new(bytes.Memory);
    }
}
