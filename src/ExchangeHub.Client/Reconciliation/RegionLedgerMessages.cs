using ExchangeHub.Client.Ledger;
using ExchangeHub.Contracts.Reconciliation.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using RangeFingerprint = ExchangeHub.Reconciliation.RangeFingerprint;

namespace ExchangeHub.Client.Reconciliation;

/// <summary>Ids, sums and rows as the contract has them.</summary>
internal static class RegionLedgerMessages
{
    /// <summary>An id from its 16 bytes.</summary>
    public static Guid Id(ByteString bytes) => new(bytes.Span, bigEndian: true);

    public static ByteString Bytes(Guid id) => ByteString.CopyFrom(id.ToByteArray(bigEndian: true));

    public static Contracts.Reconciliation.V1.RangeFingerprint Message(RangeFingerprint sums) => new()
    {
        Count = (ulong)sums.Count,
        Sum0 = (ulong)sums.Sum0,
        Sum1 = (ulong)sums.Sum1,
        Sum2 = (ulong)sums.Sum2,
        Sum3 = (ulong)sums.Sum3,
    };

    public static LedgerRow Row(RegionLedgerEntry entry) => new()
    {
        Id = Bytes(entry.Id),
        Method = entry.Method,
        State = entry.State,
        RequestDigest = ByteString.CopyFrom(entry.RequestDigest),
        ResponseDigest = ByteString.CopyFrom(entry.ResponseDigest),
        RecordTime = entry.AnswerTime.ToTimestamp(),
    };
}
