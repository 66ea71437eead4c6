using ExchangeHub.Contracts.Operations.V1;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Reconciliation;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>What the hub has of a row.</summary>
/// <param name="Method">Its method.</param>
/// <param name="State">Its state.</param>
/// <param name="RequestDigest">Digest of the request.</param>
/// <param name="ResponseDigest">Digest of the response.</param>
/// <param name="RecordTime">When the hub wrote it.</param>
internal sealed record HubRow(string Method, int State, byte[]? RequestDigest, byte[]? ResponseDigest, DateTimeOffset RecordTime);

/// <summary>A row that does not agree, and what each side has of it.</summary>
/// <param name="Found">What the comparison found.</param>
/// <param name="Kind">What does not agree.</param>
/// <param name="Severity">How grave that is.</param>
/// <param name="Hub">The hub's row: of the settlement where there is one; null where it has none.</param>
/// <param name="Region">The region's row; null where it has none, or does not say what its fingerprint says.</param>
internal sealed record ClassifiedRow(RowDifference Found, DifferenceKind Kind, DifferenceSeverity Severity, HubRow? Hub, RegionRow? Region)
{
    /// <summary>Says what kind of difference it is.</summary>
    /// <param name="participantId">The region's back office.</param>
    /// <param name="found">What the comparison found.</param>
    /// <param name="entry">The hub's entry with that id, whatever its state and whoever's it is.</param>
    /// <param name="settlement">The entry that settles it.</param>
    /// <param name="rows">The region's rows with that id.</param>
    /// <param name="salt">The salt of a sign-off.</param>
    public static ClassifiedRow Of(string participantId, RowDifference found, LedgerEntry? entry, LedgerEntry? settlement, IEnumerable<RegionRow> rows, byte[]? salt)
    {
        // Only what has the fingerprint that was compared: anything else proves nothing.
        var region = rows.FirstOrDefault(row => found.Remote.Contains(row.Fingerprint(salt)));
        var isOthers = entry is not null && entry.ResponderId != participantId && entry.CallerId != participantId;
        var kind = found.Kind switch
        {
            RowDifferenceKind.OnlyLocal => DifferenceKind.MissingAtRegion,
            RowDifferenceKind.OnlyRemote => entry is null ? DifferenceKind.MissingAtHub : DifferenceKind.StateMismatch,
            RowDifferenceKind.Duplicate => DifferenceKind.Duplicate,
            _ => region is not null && region.State != (byte)ExchangeOutcome.Answered ? DifferenceKind.StateMismatch : DifferenceKind.DigestMismatch,
        };
        var severity = kind switch
        {
            DifferenceKind.MissingAtRegion => DifferenceSeverity.Minor,
            DifferenceKind.MissingAtHub => DifferenceSeverity.Security,
            _ when isOthers => DifferenceSeverity.Security, // It has a row of an exchange that it had no part in.
            _ => DifferenceSeverity.Major,
        };
        return new ClassifiedRow(found, kind, severity, Row(settlement ?? entry), region);
    }

    /// <summary>Writes down what the two have.</summary>
    public void Describe(DifferenceEntry difference)
    {
        difference.Severity = Severity;
        difference.Method = Hub?.Method ?? (Region is null ? difference.Method : LedgerText.Cut(Region.Method, CanonicalRow.MaxMethodBytes)); // A region may write anything there.
        difference.HubCopyCount = Hub is null ? 0 : 1;
        difference.HubState = Hub?.State ?? 0;
        difference.HubRequestDigest = Hub?.RequestDigest;
        difference.HubResponseDigest = Hub?.ResponseDigest;
        difference.HubRecordTime = Hub?.RecordTime;
        difference.RegionCopyCount = Found.Remote.Count;
        difference.RegionState = Region?.State ?? 0;
        difference.RegionRequestDigest = Region?.RequestDigest;
        difference.RegionResponseDigest = Region?.ResponseDigest;
        difference.RegionRecordTime = Region?.RecordTime;
    }

    private static HubRow? Row(LedgerEntry? entry)
        => entry is null ? null : new HubRow(entry.Method, (int)entry.Outcome, entry.RequestDigest, entry.ResponseDigest, entry.CompleteTime);
}
