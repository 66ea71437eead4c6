namespace ExchangeHub.Reconciliation;

/// <summary>Puts parts together, in order, so that a sketch is filled and not overfilled.</summary>
internal static class SketchGrouper
{
    /// <summary>Ranges that a sketch may be made of, by the contract.</summary>
    private const int MaxRanges = 256;

    /// <summary>A sketch that could not be read is asked for again with so many cells more, so that rows which shared theirs don't again.</summary>
    private const int CellsMoreAfterFailure = 7;

    /// <summary>The groups; parts that alone may have more rows than a sketch holds are left out and told apart.</summary>
    public static (IReadOnlyList<SketchGroup> Groups, IReadOnlyList<Part> TooLarge) Group(IEnumerable<Part> parts)
    {
        var groups = new List<SketchGroup>();
        var tooLarge = new List<Part>();
        var (members, ranges, estimate) = (new List<Part>(), new List<IdRange>(), new DifferenceEstimator());

        foreach (var part in parts)
        {
            var alone = new DifferenceEstimator();
            alone.Add(part);
            if (alone.Safe > SketchSize.MaxRows)
            {
                tooLarge.Add(part);
                continue;
            }
            var together = estimate;
            together.Add(part);
            if (together.Safe > SketchSize.MaxRows || ranges.Count == MaxRanges)
            {
                Close();
                together = alone;
            }
            estimate = together;
            members.Add(part);
            AddRange(ranges, part.Range);
        }
        Close();
        return (groups, tooLarge);

        void Close()
        {
            if (members.Count > 0)
                groups.Add(new SketchGroup(members, ranges, Cells(members, estimate.Safe)));
            (members, ranges, estimate) = ([], [], new DifferenceEstimator());
        }
    }

    private static int Cells(List<Part> members, double rows)
        => Math.Min(SketchSize.CellsPerTable(rows) + CellsMoreAfterFailure * members.Max(part => part.SketchesTried), Sketch.MaxCellsPerTable);

    private static void AddRange(List<IdRange> ranges, IdRange range)
    {
        if (ranges.Count > 0 && ranges[^1].Bound == range.First)
            ranges[^1] = new IdRange(ranges[^1].First, range.Bound);
        else
            ranges.Add(range);
    }
}
