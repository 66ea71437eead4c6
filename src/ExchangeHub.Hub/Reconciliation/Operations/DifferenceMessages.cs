using ExchangeHub.Contracts.Operations.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ExchangeHub.Hub.Reconciliation.Operations;

/// <summary>Differences as operators see them.</summary>
internal static class DifferenceMessages
{
    public static Difference ToMessage(this DifferenceEntry difference) => new()
    {
        DifferenceId = difference.Id.ToString(),
        ParticipantId = difference.ParticipantId,
        Kind = difference.Kind,
        State = difference.State,
        Severity = difference.Severity,
        RowId = difference.RowId.ToString(),
        Method = difference.Method,
        HubRow = ToRow(difference.HubCopyCount, difference.HubState, difference.HubRequestDigest, difference.HubResponseDigest, difference.HubRecordTime),
        RegionRow = ToRow(difference.RegionCopyCount, difference.RegionState, difference.RegionRequestDigest, difference.RegionResponseDigest, difference.RegionRecordTime),
        Owner = difference.Owner,
        FirstRunId = difference.FirstRunId.ToString(),
        FirstSeenTime = difference.FirstSeenTime.ToTimestamp(),
        LastRunId = difference.LastRunId.ToString(),
        LastSeenTime = difference.LastSeenTime.ToTimestamp(),
        CloseTime = difference.CloseTime?.ToTimestamp(),
        SeenCount = difference.SeenCount,
        Set = difference.LedgerSet,
    };

    public static DifferenceEvent ToMessage(this DifferenceEventEntry entry) => new()
    {
        EventTime = entry.EventTime.ToTimestamp(),
        Kind = entry.Kind,
        RunId = entry.RunId?.ToString() ?? "",
        ParticipantId = entry.ParticipantId,
        OperatorName = entry.OperatorName,
        Text = entry.Text,
    };

    private static DifferingRow? ToRow(int copies, int state, byte[]? requestDigest, byte[]? responseDigest, DateTimeOffset? time) => copies == 0 ? null : new DifferingRow
    {
        CopyCount = copies,
        State = (uint)state,
        RequestDigest = ToBytes(requestDigest),
        ResponseDigest = ToBytes(responseDigest),
        RecordTime = time?.ToTimestamp(),
    };

    private static ByteString ToBytes(byte[]? digest) => digest is null ? ByteString.Empty : UnsafeByteOperations.UnsafeWrap(digest);
}
