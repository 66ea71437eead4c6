namespace ExchangeHub.Reconciliation;

/// <summary>Compares by listing (列出): page by page, merged with this side's rows.</summary>
internal sealed class RowLister(LocalReader local, IRemoteLedger remote, DifferenceSink sink, int rowsPerPage)
{
    /// <summary>Differences handed on at a time.</summary>
    private const int Batch = 500;

    /// <summary>Compares a run, and says how many pages there were.</summary>
    public async Task<int> CompareAsync(ListRun run, CancellationToken cancellationToken)
    {
        if (run.Remote.Count == 0)
        {
            await MergeAsync(run.Range, [], cancellationToken);
            return 0;
        }

        var from = run.Range.First;
        var listed = default(RangeFingerprint);
        for (var pages = 1; ; pages++)
        {
            var rest = new IdRange(from, run.Range.Bound);
            var page = await remote.ListRowsAsync(rest, rowsPerPage, cancellationToken);
            RemoteClaims.CheckPage(page, rest, rowsPerPage);
            foreach (var row in page.Rows)
                listed += RangeFingerprint.Of(row.Fingerprint);
            RemoteClaims.CheckListed(listed.Count, pages, run.Remote.Count);

            var bound = page.Next ?? run.Range.Bound;
            await MergeAsync(new IdRange(from, bound), page.Rows, cancellationToken);
            if (bound == run.Range.Bound)
            {
                RemoteClaims.CheckSame(listed, run.Remote);
                return pages;
            }
            from = bound;
        }
    }

    private async Task MergeAsync(IdRange range, IReadOnlyList<FingerprintedRow> theirs, CancellationToken cancellationToken)
    {
        var differences = new List<RowDifference>();
        var copies = new List<RowFingerprint>();
        var next = 0;
        await foreach (var mine in local.RowsAsync(range, cancellationToken))
        {
            while (next < theirs.Count && theirs[next].Id < mine.Id)
                Take(theirs[next].Id, null);
            Take(mine.Id, mine.Fingerprint);
            if (differences.Count >= Batch)
            {
                await sink.AddAsync(differences, cancellationToken);
                differences.Clear();
            }
        }
        while (next < theirs.Count)
            Take(theirs[next].Id, null);
        await sink.AddAsync(differences, cancellationToken);

        void Take(Guid id, RowFingerprint? own)
        {
            copies.Clear();
            for (; next < theirs.Count && theirs[next].Id == id; next++)
                copies.Add(theirs[next].Fingerprint);
            if (RowClassifier.Classify(id, own, copies) is { } difference)
                differences.Add(difference);
        }
    }
}
