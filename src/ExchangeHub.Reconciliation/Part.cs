namespace ExchangeHub.Reconciliation;

/// <summary>A range in which both sides differ.</summary>
/// <param name="Range">The range.</param>
/// <param name="Local">This side's sums.</param>
/// <param name="Remote">The other side's.</param>
/// <param name="SketchesTried">Sketches from which its rows could not be read.</param>
/// <param name="KnownRows">Null, or how many rows differ by a better estimate than the sums allow.</param>
internal sealed record Part(IdRange Range, RangeFingerprint Local, RangeFingerprint Remote, int SketchesTried = 0, double? KnownRows = null)
{
    /// <summary>What the other side has more.</summary>
    public RangeFingerprint Difference => Remote - Local;

    /// <summary>Rows of the side that has more of them.</summary>
    public long Rows => Math.Max(Local.Count, Remote.Count);
}
