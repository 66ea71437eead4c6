using System.Security.Cryptography;
using ExchangeHub.Client.Ledger;
using ExchangeHub.Reconciliation;

namespace ExchangeHub.SampleRegion.Tests.Ledger;

/// <summary>Rows that are the same in each run.</summary>
internal static class LedgerEntries
{
    public static readonly DateTimeOffset Begin = new(2026, 2, 28, 16, 0, 0, TimeSpan.Zero);

    /// <summary>Rows that follow each other in time, answered when their id was given.</summary>
    public static IEnumerable<RegionLedgerEntry> Many(int count, TimeSpan apart) => Enumerable.Range(0, count).Select(i => At(Begin + i * apart, i));

    /// <summary>A row of that moment.</summary>
    public static RegionLedgerEntry At(DateTimeOffset time, int number)
    {
        var id = Guid.CreateVersion7(time).ToByteArray(bigEndian: true);
        var digest = SHA256.HashData(BitConverter.GetBytes(number));
        digest.AsSpan(0, 8).CopyTo(id.AsSpan(8));
        return RegionLedgerEntry.ForAnswer(new Guid(id, bigEndian: true), "/exchangehub.notary.v1.NotaryVerificationService/QueryWill", digest, SHA256.HashData(digest), time);
    }

    /// <summary>The minute of <see cref="Begin"/>.</summary>
    public static long Minute => IdMinutes.Of(Guid.CreateVersion7(Begin));
}
