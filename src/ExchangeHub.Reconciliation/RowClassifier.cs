namespace ExchangeHub.Reconciliation;

/// <summary>Says what does not agree in one id's rows.</summary>
internal static class RowClassifier
{
    /// <summary>Null where they agree.</summary>
    /// <param name="id">The id.</param>
    /// <param name="local">This side's fingerprint, if it has the row.</param>
    /// <param name="remote">The other side's, one for each copy; in any order.</param>
    public static RowDifference? Classify(Guid id, RowFingerprint? local, IReadOnlyCollection<RowFingerprint> remote)
    {
        RowDifferenceKind kind;
        if (local is null)
            kind = RowDifferenceKind.OnlyRemote;
        else if (remote.Count == 0)
            kind = RowDifferenceKind.OnlyLocal;
        else if (remote.Any(copy => copy != local))
            kind = RowDifferenceKind.Mismatch;
        else if (remote.Count > 1)
            kind = RowDifferenceKind.Duplicate;
        else
            return null;

        // In one order, so that a difference is the same by whatever way it was found.
        return new RowDifference(kind, id, local, [.. remote.Order(ByLimbs)]);
    }

    private static readonly Comparer<RowFingerprint> ByLimbs = Comparer<RowFingerprint>.Create((left, right) =>
        (left.Limb0, left.Limb1, left.Limb2, left.Limb3).CompareTo((right.Limb0, right.Limb1, right.Limb2, right.Limb3)));
}
