namespace ExchangeHub.Reconciliation;

/// <summary>Compares by a sketch (摘要表): reads the differing rows from it, and proves of each part that they are all.</summary>
internal sealed class SketchComparer(LocalReader local, IRemoteLedger remote, DifferenceSink sink)
{
    /// <summary>Looking up a row by its id costs as much as reading so many in order.</summary>
    private const int RowsReadForALookUp = 100;

    /// <summary>With such a share of its rows read, a sketch is not overfull: a few rows share all their cells.</summary>
    private const double NearlyAll = 0.9;

    /// <summary>
    /// Compares a group; the parts of which not all was found are given back, and after how many calls, one after the other. Null: the other
    /// side offers no sketches.
    /// </summary>
    public async Task<(IReadOnlyList<Part>? Left, int RoundTrips)> CompareAsync(SketchGroup group, CancellationToken cancellationToken)
    {
        if (await DifferenceAsync(group, cancellationToken) is not { } difference)
            return (null, 1);
        var (decoded, roundTrips) = await DecodeAsync(group, difference, cancellationToken);
        var rows = decoded.Rows.ToLookup(row => PartOf(group.Parts, row.Row.Id));
        var (proven, left) = (new List<DecodedRow>(), new List<Part>());
        for (var i = 0; i < group.Parts.Count; i++)
        {
            var sum = rows[i].Aggregate(default(RangeFingerprint), (total, row) => total + RangeFingerprint.Of(row.Row.Fingerprint, row.Copies));
            if (sum == group.Parts[i].Difference)
                proven.AddRange(rows[i]);
            else
                left.Add(group.Parts[i]);
        }
        if (decoded.IsComplete && left.Count > 0)
            throw RemoteClaims.Changed("A sketch's rows are not those of the sums.", "摘要表中的行与各区间之和不符。");

        await ReportAsync(group, proven, cancellationToken);
        return (WithEstimate(left, decoded.EstimatedRows - proven.Sum(row => Math.Abs(row.Copies))), roundTrips);
    }

    /// <summary>Reads what the group's sketch tells, with the help of a further one where it is overfull.</summary>
    private async Task<(DecodedSketch Decoded, int RoundTrips)> DecodeAsync(SketchGroup group, Sketch difference, CancellationToken cancellationToken)
    {
        var decoded = SketchDecoder.Decode(difference.Copy(), id => PartOf(group.Parts, id) >= 0);
        if (decoded.IsComplete || decoded.Rows.Count > NearlyAll * decoded.EstimatedRows || OverfullSketch.PartsToTakeOut(group, decoded.EstimatedRows) is not { } some)
            return (decoded, 1);
        if (await DifferenceAsync(some, cancellationToken) is not { } ofSome)
            return (decoded, 2);
        var taken = SketchDecoder.Decode(ofSome, id => PartOf(some.Parts, id) >= 0);
        if (!taken.IsComplete)
            return (decoded, 2);

        foreach (var row in taken.Rows)
            difference.Add(row.Row, -row.Copies);
        var rest = SketchDecoder.Decode(difference, id => PartOf(group.Parts, id) >= some.Parts.Count); // They are the first ones.
        return (rest with { Rows = [.. taken.Rows, .. rest.Rows], EstimatedRows = decoded.EstimatedRows }, 2);
    }

    /// <summary>The other side's sketch without this side's; null where it offers none.</summary>
    private async Task<Sketch?> DifferenceAsync(SketchGroup group, CancellationToken cancellationToken)
    {
        var asked = remote.SketchAsync(group.Ranges, group.CellsPerTable, cancellationToken);
        var built = BuildAsync(group, cancellationToken);
        await Task.WhenAll((Task)asked, built);
        if (await asked is not { } difference)
            return null;
        difference.Subtract(await built);
        return difference;
    }

    private async Task<Sketch> BuildAsync(SketchGroup group, CancellationToken cancellationToken)
    {
        var sketch = new Sketch(group.CellsPerTable);
        foreach (var range in group.Ranges)
        {
            await foreach (var row in local.RowsAsync(range, cancellationToken))
                sketch.Add(row);
        }
        return sketch;
    }

    /// <summary>What the cells tell of the number of rows is shared out by what was thought before.</summary>
    private static List<Part> WithEstimate(List<Part> left, double rows)
    {
        var estimates = left.ConvertAll(DifferenceEstimator.Of);
        var share = Math.Max(rows, 2 * left.Count) / Math.Max(1, estimates.Sum());
        return [.. left.Zip(estimates, (part, estimate) => part with
        {
            SketchesTried = part.SketchesTried + 1,
            KnownRows = Math.Min(Math.Max(1, estimate * share), part.Local.Count + part.Remote.Count),
        })];
    }

    private async Task ReportAsync(SketchGroup group, List<DecodedRow> rows, CancellationToken cancellationToken)
    {
        var byId = rows.GroupBy(row => row.Row.Id).ToDictionary(same => same.Key, same => same.ToList());
        var own = byId.Where(same => same.Value.Any(row => row.Copies < 0)).ToDictionary(same => same.Key, same => same.Value.First(row => row.Copies < 0).Row.Fingerprint);
        await LookUpAsync(group, byId.Keys.Where(id => !own.ContainsKey(id)).ToHashSet(), own, cancellationToken);

        var differences = new List<RowDifference>();
        foreach (var (id, same) in byId)
        {
            // What the sketch tells is how many more: this side's row, where it has it, is one more on both.
            RowFingerprint? mine = own.TryGetValue(id, out var fingerprint) ? fingerprint : null;
            var copies = same.ToDictionary(row => row.Row.Fingerprint, row => row.Copies);
            if (mine is { } one)
                copies[one] = copies.GetValueOrDefault(one) + 1;
            if (RowClassifier.Classify(id, mine, [.. copies.SelectMany(copy => Enumerable.Repeat(copy.Key, copy.Value))]) is { } difference)
                differences.Add(difference);
        }
        await sink.AddAsync(differences, cancellationToken);
    }

    /// <summary>Of rows that the other side has more of, this side may have one: they are the same, or it is another row of that id.</summary>
    private async Task LookUpAsync(SketchGroup group, HashSet<Guid> ids, Dictionary<Guid, RowFingerprint> own, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
            return;
        var ranges = ids.Count * RowsReadForALookUp < group.Parts.Sum(part => part.Local.Count) ? ids.Select(IdRange.Only) : group.Ranges;
        foreach (var range in ranges)
        {
            await foreach (var row in local.RowsAsync(range, cancellationToken))
            {
                if (ids.Contains(row.Id))
                    own[row.Id] = row.Fingerprint;
            }
        }
    }

    private static int PartOf(IReadOnlyList<Part> parts, Guid id)
    {
        var (low, high) = (0, parts.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var range = parts[middle].Range;
            if (id >= range.First && id < range.Bound)
                return middle;
            if (id < range.First)
                high = middle - 1;
            else
                low = middle + 1;
        }
        return -1;
    }
}
