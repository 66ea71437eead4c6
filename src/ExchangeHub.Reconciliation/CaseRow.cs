using System.Security.Cryptography;

namespace ExchangeHub.Reconciliation;

/// <summary>
/// What hub and region must agree on about one case (案件状态): the row of the set <c>LEDGER_SET_CASES</c>, whose canonical form is that of
/// any row (<see cref="CanonicalRow"/>). It says in which state the region's copy of the case is, and at which event.
/// </summary>
public static class CaseRow
{
    /// <summary>What stands in a row's place for a method.</summary>
    public const string Method = "exchangehub.notary.v1.Case";

    /// <summary>What stands in a row's place for the digest of a response: SHA-256 of the 16 bytes of the event's id.</summary>
    /// <param name="eventId">The latest event that the region was brought or has caused.</param>
    public static byte[] EventDigest(Guid eventId) => SHA256.HashData(eventId.ToByteArray(bigEndian: true));

    /// <summary>Computes the fingerprint of a case's row.</summary>
    /// <param name="caseId">The case.</param>
    /// <param name="state">The number of its state after the event.</param>
    /// <param name="eventId">The latest event that the region was brought or has caused.</param>
    /// <param name="salt">Empty, or <see cref="CanonicalRow.SaltBytes"/> bytes.</param>
    public static RowFingerprint Fingerprint(Guid caseId, byte state, Guid eventId, ReadOnlySpan<byte> salt = default)
        => CanonicalRow.Fingerprint(salt, caseId, Method, state, [], EventDigest(eventId));
}
