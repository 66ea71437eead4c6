namespace ExchangeHub.Reconciliation;

/// <summary>Puts parts together, in order, so that a sketch is filled and not overfilled.</summary>
internal static class SketchGrouper
{
    /// <summary>Ranges that a sketch may be made of, by the contract.</summary>
    private const int MaxRanges = 256;

    /// <summary>A sketch that could not be read is asked for again with so many cells more, so that rows which shared theirs don't again.</summary>
    private const int CellsMoreAfterFailure = 7;

    /// <summary>Standard deviations between the estimate and what the only sketch of many rows holds.</summary>
    private const double DeviationsOfMany = 0.7;

    /// <summary>So many that a deviation's cells are 2 KB or more.</summary>
    private const double ManyRows = 500;

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
        var isOnly = groups.Count == 0;
        Close(isOnly ? DeviationsOfOnly(members, estimate.Rows) : DifferenceEstimator.SaferDeviations); // What is left of several is small.
        return (groups, tooLarge);

        void Close(double deviations = DifferenceEstimator.SafeDeviations)
        {
            if (members.Count > 0)
                groups.Add(new SketchGroup(members, ranges, Cells(members, estimate.SafeBy(deviations))));
            (members, ranges, estimate) = ([], [], new DifferenceEstimator());
        }
    }

    /// <summary>Of many rows cells that stay empty cost more than it costs, now and then, to ask for some again; of few, a round trip is what counts.</summary>
    private static double DeviationsOfOnly(List<Part> members, double rows)
        => rows >= ManyRows && members.Count >= OverfullSketch.MinParts ? DeviationsOfMany : DifferenceEstimator.SafeDeviations;

    /// <summary>Parts that are one group, whose sketch is to hold so many rows.</summary>
    public static SketchGroup One(IReadOnlyList<Part> parts, double rows)
    {
        var ranges = new List<IdRange>();
        foreach (var part in parts)
            AddRange(ranges, part.Range);
        return new SketchGroup(parts, ranges, SketchSize.CellsPerTable(rows));
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
