using ExchangeHub.Reconciliation;

namespace ExchangeHub.Client.Ledger;

/// <summary>One line of a region's own ledger: an exchange that its back office answered, or an act or question of its own that the hub accepted.</summary>
/// <param name="Id">The hub-minted id: from the request's header, or for an own call from the hub's receipt.</param>
/// <param name="Method">Full name of the RPC.</param>
/// <param name="State">The row's state: 1, answered.</param>
/// <param name="RequestDigest">Digest of the request.</param>
/// <param name="ResponseDigest">Digest of the answer.</param>
/// <param name="Fingerprint">Fingerprint of the canonical row, stored at insert.</param>
/// <param name="RowVersion">Version of the canonical row.</param>
/// <param name="AnswerTime">When the answer was ready, or for an own call was there, or the hub's notice of the row (UTC). No part of the canonical row.</param>
public sealed record RegionLedgerEntry(
    Guid Id, string Method, byte State, byte[] RequestDigest, byte[] ResponseDigest, RowFingerprint Fingerprint, byte RowVersion, DateTimeOffset AnswerTime)
{
    /// <summary>The state of a row that a region answered.</summary>
    public const byte Answered = 1;

    /// <summary>Makes the entry for an answered exchange.</summary>
    public static RegionLedgerEntry ForAnswer(Guid id, string method, byte[] requestDigest, byte[] responseDigest, DateTimeOffset answerTime)
        => new(id, method, Answered, requestDigest, responseDigest, CanonicalRow.Fingerprint(id, method, Answered, requestDigest, responseDigest), CanonicalRow.Version, answerTime);

    /// <summary>Whether it records the same as <paramref name="other"/>, whenever that was: the fingerprint covers all that the canonical row has.</summary>
    public bool IsSameRow(RegionLedgerEntry other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Id == other.Id && RowVersion == other.RowVersion && Fingerprint == other.Fingerprint;
    }
}

/// <summary>A region's own ledger. The back office implements it on its own database; it is compared with the hub's each day.</summary>
public interface IRegionLedger
{
    /// <summary>
    /// Adds an entry durably. The answer leaves only after this returns; if it fails, the call fails. An act that is
    /// repeated has the same row (<see cref="RegionLedgerEntry.IsSameRow"/>) again, which changes nothing.
    /// </summary>
    /// <exception cref="LedgerConflictException">Another row stands under that id; it stays as it is.</exception>
    Task AppendAsync(RegionLedgerEntry entry, CancellationToken cancellationToken);
}
