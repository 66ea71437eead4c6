namespace ExchangeHub.Reconciliation;

/// <summary>
/// A sketch with more rows than can be read from it: parts with some of them are asked for again by themselves, and without their rows the
/// others can be read. That costs a fraction of what all of it would cost once more.
/// </summary>
internal static class OverfullSketch
{
    /// <summary>How full it is to be without the parts that are taken out, of what it holds.</summary>
    private const double Fullness = 0.9;

    /// <summary>Least share of the rows that is taken out.</summary>
    private const double LeastShare = 0.1;

    /// <summary>Where a larger share would have to be taken out, all is asked for anew.</summary>
    private const double MostShare = 0.5;

    /// <summary>With fewer parts it is not known well enough in which of them the rows are.</summary>
    public const int MinParts = 8;

    /// <summary>Rows that differ may be so much denser in these parts than in all of them.</summary>
    private const double Uneven = 1.2;

    /// <summary>The parts to be asked for by themselves; null where that is of no use.</summary>
    /// <param name="group">What the sketch was of.</param>
    /// <param name="rows">How many rows it has, as its cells tell.</param>
    public static SketchGroup? PartsToTakeOut(SketchGroup group, double rows)
    {
        var holds = group.CellsPerTable * Sketch.Tables / SketchSize.Factor(rows);
        var share = Math.Max(LeastShare, 1 - Fullness * holds / rows);
        if (group.Parts.Count < MinParts || share > MostShare)
            return null;

        // The parts' sums together told too few, or it would not be overfull.
        var estimates = group.Parts.Select(DifferenceEstimator.Of).ToList();
        var wanted = share * estimates.Sum();
        var (taken, estimate) = (0, new DifferenceEstimator());
        for (var sum = 0.0; sum < wanted; taken++)
        {
            sum += estimates[taken];
            estimate.Add(group.Parts[taken]);
        }
        var some = group.Parts.Take(taken).ToList();
        var bySums = estimate.SafeBy(DifferenceEstimator.SaferDeviations) * Math.Max(1, rows / estimates.Sum());
        var byLedger = Uneven * rows * some.Sum(part => (double)part.Rows) / group.Parts.Sum(part => (double)part.Rows);
        return Math.Max(bySums, byLedger) > SketchSize.MaxRows ? null : SketchGrouper.One(some, Math.Max(bySums, byLedger));
    }
}
