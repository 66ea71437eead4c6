namespace ExchangeHub.Reconciliation;

/// <summary>
/// Chooses for parts that differ the way with the fewest bytes: listing where most rows differ or there are few, sketches where a few of many
/// do, and cutting again where it is not known well enough how many and where, or where there are no sketches.
/// </summary>
/// <param name="options">What may be used, and how much.</param>
/// <param name="windowRows">Rows of the whole window.</param>
internal sealed class ComparisonPlanner(ComparisonOptions options, long windowRows)
{
    /// <summary>After so many sketches that could not be read, other ways are taken.</summary>
    public const int MaxSketchesTried = 2;

    /// <summary>Rows of a part that is to be listed: where what it costs to list and what it costs to tell parts are about the same.</summary>
    private const int RowsToList = 30;

    /// <summary>The same where differences stand side by side, so that only the outermost parts are listed in vain.</summary>
    private const int RowsOfCluster = 48;

    /// <summary>Least pieces where rows are not to be listed: halving alone does not reach a cluster of ids anywhere at all within the rounds.</summary>
    private const int PiecesWithoutLists = 8;

    /// <summary>A further round trip is to save so many bytes, and a fifth, at least.</summary>
    private const double WorthARoundTrip = 4_096;

    private const double BytesOfPart = WireCost.PartAnswer + WireCost.ExpectedSum;

    private readonly bool _mayCut = options.Methods.HasFlag(ComparisonMethods.Descent);
    private readonly bool _mayList = options.Methods.HasFlag(ComparisonMethods.List);

    /// <summary>Plans for parts, which are in order; each is in the plan once.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="offersSketches">Whether the other side does.</param>
    public ComparisonPlan Plan(IReadOnlyList<Part> parts, bool offersSketches)
    {
        offersSketches &= options.Methods.HasFlag(ComparisonMethods.Sketch);
        var (sketched, cuts, listed) = (new List<Part>(), new List<Cut>(), new List<Part>());

        var all = Estimate(parts).Rows;
        var ledgerRows = parts.Sum(part => (double)part.Rows);
        var bytesOfRow = Sketch.CellBytes * SketchSize.Factor(all);
        foreach (var part in parts)
        {
            if (offersSketches && part.SketchesTried < MaxSketchesTried)
                (!_mayList || WireCost.List(part) > bytesOfRow * Differing(part) ? sketched : listed).Add(part);
            else if (CutToList(part) is { } cut)
                cuts.Add(cut);
            else
                listed.Add(part);
        }
        var groups = PlanSketches(sketched, cuts, listed);
        return new ComparisonPlan(WithinLimit(cuts, listed), groups, Runs(listed));

        // A part's four sums alone may tell five times too many: before pages of rows are listed one after the other, the other parts' are looked at.
        double Differing(Part part)
        {
            var own = DifferenceEstimator.Of(part);
            return part.Remote.Count <= options.RowsPerPage ? own : (own + all * part.Rows / ledgerRows) / 2;
        }
    }

    /// <summary>Sketches of what is known well enough; the other parts are added to those that are cut or listed.</summary>
    private IReadOnlyList<SketchGroup> PlanSketches(List<Part> parts, List<Cut> cuts, List<Part> listed)
    {
        var (groups, tooLarge) = SketchGrouper.Group(parts);
        var bytes = groups.Sum(group => (double)group.CellsPerTable * Sketch.Tables * Sketch.CellBytes + group.Ranges.Count * WireCost.Range);
        if (_mayList && tooLarge.Count == 0 && parts.Sum(WireCost.List) <= bytes)
        {
            listed.AddRange(parts);
            return [];
        }

        var estimate = Estimate(parts).Rows;
        var count = _mayCut && parts.Count > 0 ? PartsWorth(parts, estimate, bytes) : 0;
        if (count == 0)
        {
            AddCuts(tooLarge, Estimate(tooLarge).Rows, 0, cuts, listed);
            return groups;
        }
        AddCuts(parts, estimate, count, cuts, listed);
        return [];
    }

    /// <summary>Into how many parts all are to be cut before sketches are asked for; 0: into none.</summary>
    private double PartsWorth(List<Part> parts, double rows, double bytesNow)
    {
        var exact = SketchSize.Bytes(rows);
        var sketches = Math.Max(1, rows / SketchSize.MaxRows);
        var count = Math.Pow(exact * Math.Sqrt(0.5 * sketches) / BytesOfPart, 2.0 / 3);
        var now = Math.Max(bytesNow, Safe(parts.Count));
        var then = Safe(count);

        if (IsCluster(parts, rows))
        {
            count = Math.Max(count, parts.Sum(part => (double)part.Rows) / RowsOfCluster);
            then = exact / 2;
        }
        then += count * WireCost.ExpectedSum + Math.Min(count, rows) * WireCost.PartAnswer;
        return count > 2 * parts.Count && now - then > Math.Max(WorthARoundTrip, now / 5) ? count : 0;

        // A sketch is to be two deviations larger than the estimate, and the deviation of one by the sums of n parts is √(0.5 ÷ n).
        double Safe(double ofParts) => exact * (1 + 2 * Math.Sqrt(0.5 * sketches / ofParts));
    }

    /// <summary>Whether the parts that differ are far fewer than if so many rows differed anywhere.</summary>
    private bool IsCluster(IReadOnlyList<Part> parts, double rows)
        => parts.Sum(part => (double)part.Rows) < windowRows * (1 - Math.Exp(-rows / options.Parts)) / 2;

    private void AddCuts(IReadOnlyList<Part> parts, double rows, double count, List<Cut> cuts, List<Part> listed)
    {
        var isCluster = IsCluster(parts, rows);
        var ledgerRows = parts.Sum(part => (double)part.Rows);
        foreach (var part in parts)
        {
            // A part's four sums alone tell little: where rows differ anywhere, one that seems to have few is not to be cut into too large pieces,
            // of which in turn too little is known. Of a part that alone is too much for a sketch, each piece is to fill about a quarter of one.
            var own = DifferenceEstimator.Of(part);
            var share = isCluster ? own / rows : (own / rows + part.Rows / ledgerRows) / 2;
            var pieces = Math.Max(count * share, 4 * own / SketchSize.MaxRows);
            var most = _mayCut ? RangeParts.MostOf(part.Range) : 0;
            if (most < 2)
                listed.Add(part);
            else
                cuts.Add(new Cut(part, (int)Math.Clamp(Math.Ceiling(pieces), 2, most)));
        }
    }

    /// <summary>How a part is cut so that few of its rows need to be listed; null where that does not spare half of them.</summary>
    private Cut? CutToList(Part part)
    {
        var wanted = part.Rows / RowsToList;
        if (!_mayList && wanted >= 2)
            wanted = Math.Max(wanted, PiecesWithoutLists);
        var count = (int)Math.Min(wanted, RangeParts.MostOf(part.Range));
        if (!_mayCut || count < 2)
            return null;
        var differing = Math.Min(DifferenceEstimator.Of(part), count);
        var bytes = count * WireCost.ExpectedSum + differing * (WireCost.PartAnswer + WireCost.ListCall + WireCost.Row * part.Remote.Count / count);
        return !_mayList || bytes < WireCost.List(part) / 2 ? new Cut(part, count) : null;
    }

    private List<Cut> WithinLimit(List<Cut> cuts, List<Part> listed)
    {
        var share = Math.Min(1, (double)options.MaxParts / Math.Max(1, cuts.Sum(cut => (long)cut.Count)));
        var kept = new List<Cut>();
        var total = 0;
        foreach (var cut in cuts)
        {
            var count = Math.Max(2, (int)(cut.Count * share));
            if (total + count > options.MaxParts)
            {
                listed.Add(cut.Part);
                continue;
            }
            total += count;
            kept.Add(cut with { Count = count });
        }
        return kept;
    }

    /// <summary>Puts parts side by side together, as far as their rows are on one page.</summary>
    private List<ListRun> Runs(List<Part> parts)
    {
        var runs = new List<ListRun>();
        foreach (var part in parts.OrderBy(part => part.Range.First))
        {
            var last = runs.Count == 0 ? null : runs[^1];
            if (last is not null && last.Range.Bound == part.Range.First && last.Remote.Count + part.Remote.Count <= options.RowsPerPage)
                runs[^1] = new ListRun(new IdRange(last.Range.First, part.Range.Bound), last.Local + part.Local, last.Remote + part.Remote, last.Parts + 1);
            else
                runs.Add(new ListRun(part.Range, part.Local, part.Remote, 1));
        }
        return runs;
    }

    private static DifferenceEstimator Estimate(IEnumerable<Part> parts)
    {
        var estimator = new DifferenceEstimator();
        foreach (var part in parts)
            estimator.Add(part);
        return estimator;
    }
}
