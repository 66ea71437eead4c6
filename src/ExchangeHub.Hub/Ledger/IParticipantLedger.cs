using ExchangeHub.Hub.Storage;
using ExchangeHub.Reconciliation;

namespace ExchangeHub.Hub.Ledger;

/// <summary>
/// The ledger as one participant's own must look: what it answered or was brought, what it did or asked, and for entries that
/// were in doubt, where they stand, the settlements that it did answer. One implementation for each database; the statements
/// are <see cref="ParticipantLedgerSql"/>.
/// </summary>
/// <remarks>Ids are ordered by their bytes. What is read is what is committed by then; no lock is taken.</remarks>
public interface IParticipantLedger
{
    /// <summary>The sums of each range, in the order of the ranges, by a scan of the ledger.</summary>
    Task<IReadOnlyList<RangeFingerprint>> SumAsync(string participantId, IReadOnlyList<IdRange> ranges, CancellationToken cancellationToken);

    /// <summary>The first rows of a range in the order of their ids, at most so many.</summary>
    Task<IReadOnlyList<FingerprintedRow>> RowsAsync(string participantId, IdRange range, int maxRows, CancellationToken cancellationToken);

    /// <summary>The same rows with what their fingerprints are over.</summary>
    Task<IReadOnlyList<LedgerRowContent>> ContentsAsync(string participantId, IdRange range, int maxRows, CancellationToken cancellationToken);

    /// <summary>
    /// Adds the rollups of a range of ids, cut by minute and participant, for all participants, in the transaction that
    /// <paramref name="context"/> is in. There must be none of them yet.
    /// </summary>
    Task RollUpAsync(HubDbContext context, IdRange range, CancellationToken cancellationToken);
}

/// <summary>A row with what its fingerprint is over; its state is "answered".</summary>
/// <param name="Id">Its id.</param>
/// <param name="Method">Full name of the RPC.</param>
/// <param name="RequestDigest">Digest of the request; null where there is none.</param>
/// <param name="ResponseDigest">Digest of the answer; null where there is none.</param>
public sealed record LedgerRowContent(Guid Id, string Method, byte[]? RequestDigest, byte[]? ResponseDigest);
