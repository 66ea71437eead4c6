namespace ExchangeHub.Reconciliation.Tests;

/// <summary>Runs comparisons, and says what they should find.</summary>
internal static class Comparing
{
    public const ComparisonMethods Any = ComparisonMethods.Descent | ComparisonMethods.Sketch | ComparisonMethods.List;

    /// <summary>All ids but the last.</summary>
    public static readonly IdRange Everything = new(Guid.Empty, Guid.AllBitsSet);

    public static async Task<(ComparisonResult Result, List<RowDifference> Found)> RunAsync(
        IEnumerable<FingerprintedRow> local, IRemoteLedger remote, IdRange window, ComparisonOptions? options = null)
    {
        var found = new List<RowDifference>();
        var comparison = new LedgerComparison(new LocalLedger(local), remote, options ?? new ComparisonOptions());
        var result = await comparison.RunAsync(window, (difference, _) =>
        {
            found.Add(difference);
            return ValueTask.CompletedTask;
        }, null, CancellationToken.None);
        return (result, found);
    }

    /// <summary>The differences as a plain comparison of the sets gives them.</summary>
    public static List<RowDifference> Naive(IEnumerable<FingerprintedRow> local, IEnumerable<FingerprintedRow> remote)
    {
        var mine = local.ToDictionary(row => row.Id, row => row.Fingerprint);
        var theirs = remote.ToLookup(row => row.Id, row => row.Fingerprint);
        var differences = new List<RowDifference>();
        foreach (var id in mine.Keys.Union(theirs.Select(copies => copies.Key)))
        {
            RowFingerprint? own = mine.TryGetValue(id, out var fingerprint) ? fingerprint : null;
            var copies = theirs[id].OrderBy(copy => (copy.Limb0, copy.Limb1, copy.Limb2, copy.Limb3)).ToList();
            RowDifferenceKind? kind = (own, copies) switch
            {
                (null, _) => RowDifferenceKind.OnlyRemote,
                (_, []) => RowDifferenceKind.OnlyLocal,
                _ when copies.Exists(copy => copy != own) => RowDifferenceKind.Mismatch,
                (_, [_]) => null,
                _ => RowDifferenceKind.Duplicate,
            };
            if (kind is { } one)
                differences.Add(new RowDifference(one, id, own, copies));
        }
        return differences;
    }

    /// <summary>Differences as text in order, since records with lists are not equal by what is in them.</summary>
    public static List<string> Text(IEnumerable<RowDifference> differences)
        => [.. differences.OrderBy(one => one.Id).Select(one => $"{one.Kind} {one.Id} {one.Local} {string.Join(' ', one.Remote)}")];
}
