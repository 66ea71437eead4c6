using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Reconciliation;

namespace ExchangeHub.Hub.Reconciliation.CaseStates;

/// <summary>Says what does not agree in a case, when both sides have been read again.</summary>
internal static class CaseVerdict
{
    /// <summary>Null where they agree by now, or may not agree yet: something is on its way to the region, or has just happened.</summary>
    /// <param name="id">The case's id.</param>
    /// <param name="copy">How far the region's copy should be; null where the hub has no such case.</param>
    /// <param name="rows">The region's rows of it.</param>
    /// <param name="youngest">What has happened after this may be in one copy only.</param>
    public static ClassifiedRow? Of(Guid id, CaseCopy? copy, IReadOnlyCollection<RegionRow> rows, DateTimeOffset youngest)
    {
        if (copy?.Newest is not { } newest)
            return rows.Count == 0 ? null : Alien(id, copy is null ? DifferenceKind.MissingAtHub : DifferenceKind.StateMismatch, rows);
        var expected = copy.ToRow(salt: null).Fingerprint;
        var other = rows.FirstOrDefault(row => row.Fingerprint(salt: null) != expected);
        if ((rows.Count == 1 && other is null) || copy.IsOnItsWay || newest.Time > youngest)
            return null;

        var hub = new HubRow(CaseRow.Method, (int)newest.State, null, CaseRow.EventDigest(newest.EventId), newest.Time);
        var (kind, found) = (rows.Count, other) switch
        {
            (0, _) => (DifferenceKind.MissingAtRegion, RowDifferenceKind.OnlyLocal),
            (_, null) => (DifferenceKind.Duplicate, RowDifferenceKind.Duplicate),
            _ => (IsBehind(copy, newest, other) ? DifferenceKind.VersionLag : DifferenceKind.StateMismatch, RowDifferenceKind.Mismatch),
        };
        return new ClassifiedRow(Found(id, found, expected, rows), kind, DifferenceSeverity.Major, hub, other ?? rows.FirstOrDefault());
    }

    /// <summary>A row that the region can't have: of no case, or of one in which it never had a part.</summary>
    private static ClassifiedRow Alien(Guid id, DifferenceKind kind, IReadOnlyCollection<RegionRow> rows)
        => new(Found(id, RowDifferenceKind.OnlyRemote, null, rows), kind, DifferenceSeverity.Security, null, rows.First());

    /// <summary>Whether the row is what it should have been after an earlier event.</summary>
    private static bool IsBehind(CaseCopy copy, CaseStep newest, RegionRow row)
        => copy.Steps.Any(step => step.Version < newest.Version && CaseRow.Fingerprint(row.Id, (byte)step.State, step.EventId) == row.Fingerprint(salt: null));

    private static RowDifference Found(Guid id, RowDifferenceKind kind, RowFingerprint? hub, IReadOnlyCollection<RegionRow> rows)
        => new(kind, id, hub, [.. rows.Select(row => row.Fingerprint(salt: null))]);
}
