using System.Text;
using ExchangeHub.Client.Ledger;
using ExchangeHub.Contracts.Delivery.V1;
using ExchangeHub.Contracts.Reconciliation.V1;
using ExchangeHub.Reconciliation;
using Grpc.Core;

namespace ExchangeHub.Client.Inbox;

/// <summary>Reads the hub's notice of rows that are missing in the region's ledger (台账补录).</summary>
internal static class LedgerNotices
{
    private const int MaxRows = 500;
    private const int IdBytes = 16;
    private const int DigestBytes = 32;

    /// <summary>Throws unless every row can be one of a ledger: nothing of a notice is taken, or all.</summary>
    public static void Check(LedgerNotice notice)
    {
        if (notice.Rows.Count is < 1 or > MaxRows)
            throw Invalid($"ledger_notice.rows must be 1 to {MaxRows}");
        for (var i = 0; i < notice.Rows.Count; i++)
        {
            if (Problem(notice.Rows[i]) is { } problem)
                throw Invalid($"ledger_notice.rows[{i}].{problem}");
        }
    }

    /// <summary>The row as this ledger has it.</summary>
    public static RegionLedgerEntry Entry(LedgerRow row, DateTimeOffset now)
        => RegionLedgerEntry.ForAnswer(new Guid(row.Id.Span, bigEndian: true), row.Method, row.RequestDigest.ToByteArray(), row.ResponseDigest.ToByteArray(), now);

    private static string? Problem(LedgerRow row) => row switch
    {
        { Id.Length: not IdBytes } => $"id must be {IdBytes} bytes",
        _ when row.Method.Length == 0 || Encoding.UTF8.GetByteCount(row.Method) > CanonicalRow.MaxMethodBytes => $"method must be 1 to {CanonicalRow.MaxMethodBytes} bytes",
        { State: not RegionLedgerEntry.Answered } => $"state must be {RegionLedgerEntry.Answered}",
        { RequestDigest.Length: not (0 or DigestBytes) } => $"request_digest must be absent or {DigestBytes} bytes",
        { ResponseDigest.Length: not (0 or DigestBytes) } => $"response_digest must be absent or {DigestBytes} bytes",
        _ => null,
    };

    private static RpcException Invalid(string problem) => new(new Status(StatusCode.InvalidArgument, problem));
}
