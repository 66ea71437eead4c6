using System.Buffers;
using ExchangeHub.Contracts.Operations.V1;
using Google.Protobuf;
using Grpc.Core;

namespace ExchangeHub.Hub.Reconciliation.Operations.Export;

/// <summary>Sends a file in pieces, each when it is full; the caller's pace is the hub's.</summary>
internal sealed class ExportWriter(IAsyncStreamWriter<ExportReconciliationRunResponse> responses, CancellationToken cancellationToken)
{
    /// <summary>Largest piece in bytes.</summary>
    public const int PieceBytes = 65_536;

    private readonly ArrayBufferWriter<byte> _waiting = new(PieceBytes);

    /// <summary>Adds bytes, and sends each piece that is full.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var part = bytes[..Math.Min(bytes.Length, PieceBytes - _waiting.WrittenCount)];
            _waiting.Write(part.Span);
            bytes = bytes[part.Length..];
            if (_waiting.WrittenCount == PieceBytes)
                await FlushAsync();
        }
    }

    /// <summary>Sends what is left.</summary>
    public async ValueTask FlushAsync()
    {
        if (_waiting.WrittenCount == 0)
            return;
        await responses.WriteAsync(new ExportReconciliationRunResponse { Content = ByteString.CopyFrom(_waiting.WrittenSpan) }, cancellationToken);
        _waiting.ResetWrittenCount();
    }
}
