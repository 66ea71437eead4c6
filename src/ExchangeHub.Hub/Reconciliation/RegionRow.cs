using ExchangeHub.Reconciliation;

namespace ExchangeHub.Hub.Reconciliation;

/// <summary>A whole row of a region's ledger, as the region tells it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Method">Full name of the method.</param>
/// <param name="State">The region's state of it, 0 to 255.</param>
/// <param name="RequestDigest">Digest of the request; empty where there is none.</param>
/// <param name="ResponseDigest">Digest of the response; empty where there is none.</param>
/// <param name="RecordTime">When the region wrote it, by its clock; null where it does not say.</param>
internal sealed record RegionRow(Guid Id, string Method, byte State, byte[] RequestDigest, byte[] ResponseDigest, DateTimeOffset? RecordTime)
{
    /// <summary>The fingerprint of what it says.</summary>
    /// <param name="salt">The salt of a sign-off; null: none.</param>
    public RowFingerprint Fingerprint(byte[]? salt) => CanonicalRow.Fingerprint(salt, Id, Method, State, RequestDigest, ResponseDigest);
}
