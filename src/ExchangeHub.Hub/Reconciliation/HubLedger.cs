using System.Runtime.CompilerServices;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Storage;
using ExchangeHub.Reconciliation;
using Microsoft.EntityFrameworkCore;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>
/// The hub's rows of one participant, as they are compared with its own. Sums are those of whole minutes that are rolled up,
/// and of a scan of what is cut off or not rolled up yet; with a salt, every row is read and hashed.
/// </summary>
/// <param name="participantId">The participant.</param>
/// <param name="salt">Null, or what fingerprints are computed anew with.</param>
/// <param name="ledger">The ledger.</param>
/// <param name="contexts">The database, for rollups.</param>
internal sealed class HubLedger(string participantId, byte[]? salt, IParticipantLedger ledger, IDbContextFactory<HubDbContext> contexts) : ILocalLedger
{
    /// <summary>Rows that are held at once, while they are gone through: 64 KiB, since what is larger is collected seldom, and there are thousands of pages.</summary>
    private const int PageRows = 2_048;

    private const byte Answered = (byte)ExchangeOutcome.Answered;

    public async Task<IReadOnlyList<RangeFingerprint>> SumAsync(IReadOnlyList<IdRange> ranges, CancellationToken cancellationToken)
    {
        if (salt is null)
            return await RolledUpAsync(ranges, cancellationToken);
        var sums = new RangeFingerprint[ranges.Count];
        for (var i = 0; i < sums.Length; i++)
        {
            await foreach (var row in RowsAsync(ranges[i], cancellationToken))
                sums[i] += RangeFingerprint.Of(row.Fingerprint);
        }
        return sums;
    }

    public async IAsyncEnumerable<FingerprintedRow> RowsAsync(IdRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            // By pages: who compares may wait for the region in between, and no snapshot of the database is held for so long.
            var page = salt is null
                ? await ledger.RowsAsync(participantId, range, PageRows, cancellationToken)
                : [.. (await ledger.ContentsAsync(participantId, range, PageRows, cancellationToken)).Select(row => new FingerprintedRow(row.Id, Salted(row)))];
            foreach (var row in page)
                yield return row;
            if (page.Count < PageRows)
                yield break;
            range = range with { First = IdRange.Only(page[^1].Id).Bound };
        }
    }

    /// <summary>
    /// A range is the whole minutes from the one that it begins in, without what is before its beginning, and with what is behind the
    /// last whole minute, or the last that is rolled up.
    /// </summary>
    private async Task<IReadOnlyList<RangeFingerprint>> RolledUpAsync(IReadOnlyList<IdRange> ranges, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var mark = await context.RollupMarks.AsNoTracking().Select(row => row.NextMinute).SingleAsync(cancellationToken);
        var minutes = ranges.Select(range => (First: IdMinutes.Of(range.First), Bound: Math.Min(IdMinutes.Of(range.Bound), mark))).ToList();
        var rollups = await RollupSums.ReadAsync(context, participantId, minutes.Where(pair => pair.First < pair.Bound), cancellationToken);

        var sums = new RangeFingerprint[ranges.Count];
        var scans = new List<(int Index, bool IsMore, IdRange Range)>();
        for (var i = 0; i < sums.Length; i++)
        {
            var (range, (first, bound)) = (ranges[i], minutes[i]);
            if (first >= bound)
            {
                scans.Add((i, true, range));
                continue;
            }
            sums[i] = rollups.Between(first, bound);
            scans.Add((i, false, new IdRange(IdMinutes.FirstId(first), range.First)));
            scans.Add((i, true, new IdRange(IdMinutes.FirstId(bound), range.Bound)));
        }

        scans.RemoveAll(scan => scan.Range.First >= scan.Range.Bound);
        var scanned = scans.Count == 0 ? [] : await ledger.SumAsync(participantId, [.. scans.Select(scan => scan.Range)], cancellationToken);
        foreach (var ((index, isMore, _), sum) in scans.Zip(scanned))
            sums[index] = isMore ? sums[index] + sum : sums[index] - sum;
        return sums;
    }

    private RowFingerprint Salted(LedgerRowContent row) => CanonicalRow.Fingerprint(salt, row.Id, row.Method, Answered, row.RequestDigest, row.ResponseDigest);
}
