namespace ExchangeHub.Reconciliation;

/// <summary>What does not agree in one row.</summary>
public enum RowDifferenceKind
{
    /// <summary>Only this side has it.</summary>
    OnlyLocal,

    /// <summary>Only the other side has it.</summary>
    OnlyRemote,

    /// <summary>Both have it, with different content.</summary>
    Mismatch,

    /// <summary>Both have it, and the other side more than once, always the same.</summary>
    Duplicate,
}

/// <summary>One row that does not agree.</summary>
/// <param name="Kind">What does not agree.</param>
/// <param name="Id">The row's id.</param>
/// <param name="Local">This side's fingerprint; null where it has none.</param>
/// <param name="Remote">The other side's fingerprints, one for each copy; empty where it has none.</param>
public sealed record RowDifference(RowDifferenceKind Kind, Guid Id, RowFingerprint? Local, IReadOnlyList<RowFingerprint> Remote);

/// <summary>How a comparison ended.</summary>
/// <param name="Local">This side's sums.</param>
/// <param name="Remote">The other side's sums.</param>
/// <param name="Residual">What is left of their difference without the differences that were found: zero is the proof that all were.</param>
/// <param name="DifferenceCount">How many were found.</param>
/// <param name="Methods">How they were found.</param>
/// <param name="RoundTrips">Calls that had to wait for an earlier one's answer.</param>
public sealed record ComparisonResult(
    RangeFingerprint Local, RangeFingerprint Remote, RangeFingerprint Residual, long DifferenceCount, ComparisonMethods Methods, int RoundTrips);

/// <summary>By what means differences were found.</summary>
[Flags]
public enum ComparisonMethods
{
    /// <summary>There were none: the sums were the same.</summary>
    Equal = 0,

    /// <summary>By cutting ranges that differ into smaller ones.</summary>
    Descent = 1,

    /// <summary>By sketches.</summary>
    Sketch = 2,

    /// <summary>By listing rows.</summary>
    List = 4,
}

/// <summary>How far a comparison is.</summary>
/// <param name="DoneRanges">Ranges that are compared.</param>
/// <param name="TotalRanges">Of how many, as far as is known.</param>
public readonly record struct ComparisonProgress(long DoneRanges, long TotalRanges);
