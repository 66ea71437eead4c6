using System.Runtime.CompilerServices;
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

    private static async IAsyncEnumerable<FingerprintedRow> SaltedAsync(IRegionLedgerView view, IdRange range, ReadOnlyMemory<byte> salt, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entry in view.EntriesAsync(range, cancellationToken))
            yield return new FingerprintedRow(entry.Id, CanonicalRow.Fingerprint(salt.Span, entry.Id, entry.Method, entry.State, entry.RequestDigest, entry.ResponseDigest));
    }
}
