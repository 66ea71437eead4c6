using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using ExchangeHub.Client.Ledger;
using ExchangeHub.Reconciliation;

namespace ExchangeHub.Client.Reconciliation;

/// <summary>Fingerprints with a salt (抽验): computed anew from whole rows, so that no stored fingerprint can stand in for a row.</summary>
internal static class SaltedRows
{
    /// <summary>The rows of a range; without a salt (it is empty) those with their stored fingerprints.</summary>
    public static IAsyncEnumerable<FingerprintedRow> RowsAsync(this IRegionLedgerView view, IdRange range, ReadOnlyMemory<byte> salt, CancellationToken cancellationToken)
        => salt.IsEmpty ? view.RowsAsync(range, cancellationToken) : SaltedAsync(view, range, salt, cancellationToken);

    /// <summary>Sums each of some ranges, which lie in order, in one pass.</summary>
    public static async Task<RangeFingerprint[]> SumAsync(this IRegionLedgerView view, IReadOnlyList<IdRange> ranges, ReadOnlyMemory<byte> salt, CancellationToken cancellationToken)
    {
        var sums = new RangeFingerprint[ranges.Count];
        var i = 0;
        await foreach (var row in SaltedAsync(view, new IdRange(ranges[0].First, ranges[^1].Bound), salt, cancellationToken))
        {
            while (row.Id >= ranges[i].Bound)
                i++;
            sums[i] += RangeFingerprint.Of(row.Fingerprint);
        }
        return sums;
    }

    /// <summary>The fingerprint of a row with a salt.</summary>
    public static RowFingerprint Fingerprint(RegionLedgerEntry entry, ReadOnlySpan<byte> salt)
    {
        var row = CanonicalRow.ToBytes(entry.Id, entry.Method, entry.State, entry.RequestDigest, entry.ResponseDigest);
        Span<byte> salted = stackalloc byte[salt.Length + row.Length];
        salt.CopyTo(salted);
        row.CopyTo(salted[salt.Length..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(salted, hash);
        return new RowFingerprint(
            BinaryPrimitives.ReadUInt32BigEndian(hash),
            BinaryPrimitives.ReadUInt32BigEndian(hash[4..]),
            BinaryPrimitives.ReadUInt32BigEndian(hash[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(hash[12..]));
    }

    private static async IAsyncEnumerable<FingerprintedRow> SaltedAsync(IRegionLedgerView view, IdRange range, ReadOnlyMemory<byte> salt, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entry in view.EntriesAsync(range, cancellationToken))
            yield return new FingerprintedRow(entry.Id, Fingerprint(entry, salt.Span));
    }
}
