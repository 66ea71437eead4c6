using System.Buffers.Binary;
using System.Security.Cryptography;
using ExchangeHub.Client.Ledger;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Validation;

namespace ExchangeHub.FunctionalTests.Reconciliation;

/// <summary>Rows of days that are past, for the hub's ledger and the region's own.</summary>
internal static class LedgerSeed
{
    public const string Chongqing = "cq-back-office";

    public const string Method = "/exchangehub.notary.v1.NotaryVerificationService/VerifyCertificate";

    /// <summary>So many answered questions, evenly over a day.</summary>
    public static List<LedgerEntry> Day(DateOnly day, int count)
        => [.. Enumerable.Range(0, count).Select(number => At(ChinaTime.BeginOf(day) + TimeSpan.FromDays(1) / count * number))];

    /// <summary>An entry at a time.</summary>
    public static LedgerEntry At(DateTimeOffset time, ExchangeOutcome outcome = ExchangeOutcome.Answered, string responder = Chongqing)
    {
        var id = ExchangeIds.FirstAt(time);
        return new LedgerEntry
        {
            Id = id,
            ExchangeId = id,
            RequestId = Guid.NewGuid().ToString(),
            Method = Method,
            Outcome = outcome,
            CallerId = "sc-notary-office",
            CallerRegion = "CN-SC",
            CallerCertificate = new byte[32],
            ResponderId = responder,
            ResponderRegion = "CN-CQ",
            AcceptTime = time,
            CompleteTime = time,
            RequestDigest = Digest(id, 0),
            ResponseDigest = outcome == ExchangeOutcome.Answered ? Digest(id, 1) : null,
        };
    }

    /// <summary>The region's row of it.</summary>
    public static RegionLedgerEntry Row(LedgerEntry entry) => RegionLedgerEntry.ForAnswer(entry.Id, entry.Method, entry.RequestDigest!, entry.ResponseDigest ?? Digest(entry.Id, 1), entry.CompleteTime);

    public static byte[] Digest(Guid id, int which)
    {
        Span<byte> bytes = stackalloc byte[20];
        id.TryWriteBytes(bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes[16..], which);
        return SHA256.HashData(bytes);
    }
}
